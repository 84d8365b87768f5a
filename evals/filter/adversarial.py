"""Attack the filter: `python -m evals.filter.adversarial [--data FOLDER]`.

Spam that is held when it comes plainly is changed so that no filter should see what it is: letters, tags, links, what
stands around it, its parts, its template, its author's past, and what the moderators were led to teach. Counted is how
much of it is still held. The same is done to honest comments, and honest comments that only look so are judged.
Without --data the texts are our own; with it, labelled sets as for evals.filter.run are attacked, too.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from evals.filter.attacks import ATTACKS, split_pitch
from evals.filter.own import OwnText, read_own
from evals.filter.recording import Recording, share
from evals.filter.sets import read_sets, sample

from spamfilter import CampaignIndex, Filter, History, Memory, Outcome, Submission, Verdict
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import roc_auc
from spamfilter.training.spintax import spin

TEMPLATES = Path(__file__).with_name("templates.txt")
_SPAM_SETS = ("caff", "idgamble", "youtube")
_HONEST_SETS = ("c3", "ucc", "caff", "cclabs")
_PARTS = 3
_PASTS = (0, 1, 5, 20)
_POISON = (0, 5, 20, 100)
_RIGHT = 40
MOST_OF_A_GROUP = 20  # so many of a mass decision are learned
_BANDS = ((0, 130), (130, 270), (270, 420), (420, 10_000))
_ALLOWED = 0.04


class Adversary:
    """The filter, what is sent to it, and the recording that grows."""

    def __init__(self, judge: Filter, recording: Recording, data: Path | None, most: int) -> None:
        self.judge = judge
        self.recording = recording
        sets = read_sets(data, (*_SPAM_SETS, *_HONEST_SETS)) if data else {}
        self.spam = {"our own": [own.comment for own in read_own("plain-spam")]}
        self.spam |= {name: sample(sets[name].kind(spam=True), most, name) for name in _SPAM_SETS if name in sets}
        self.honest = {"our own": [own.comment for own in read_own("hard-honest")]}
        self.honest |= {name: sample(sets[name].kind(spam=False), most, name) for name in _HONEST_SETS if name in sets}

    def is_held(self, comment: LabelledComment, text: str | None = None, history: History | None = None) -> bool:
        """Return whether a comment, with another text if given, is held or called spam."""
        submission = comment.submission if text is None else replace(comment.submission, text=text)
        return _held(self.judge.judge(submission, comment.article, history))

    def caught(self) -> dict[str, list[LabelledComment]]:
        """Return the spam of each set that is held when it comes plainly."""
        return {
            name: [comment for comment in comments if self.is_held(comment)] for name, comments in self.spam.items()
        }

    def record_attacks(self) -> None:
        """What changes of the text do to spam, and to honest comments."""
        caught = self.caught()
        head = (
            "attack",
            *(f"spam of {name} ({len(found)} caught)" for name, found in caught.items()),
            *(f"honest {name}" for name in self.honest),
        )
        plain = ["none", *("1.00" for _ in caught), *(self._share(None, found) for found in self.honest.values())]
        rows = [
            [attack.name, *(self._share(place, found) for found in (*caught.values(), *self.honest.values()))]
            for place, attack in enumerate(ATTACKS)
        ]
        note = "The share that is held. Spam: of what is held when it comes plainly and what the attack changes. "
        note += "Honest people do not write so: their columns say what a disguise weighs by itself."
        self.recording.add("Changed texts", head, [plain, *rows], note)

    def _share(self, attack: int | None, comments: Sequence[LabelledComment]) -> str:
        if attack is None:
            return share(sum(map(self.is_held, comments)) / len(comments))
        chance = random.Random(ATTACKS[attack].name)
        texts = [ATTACKS[attack].change(comment.submission.text, chance, comment.article) for comment in comments]
        changed = [
            (comment, text) for comment, text in zip(comments, texts, strict=True) if text != comment.submission.text
        ]
        return share(sum(self.is_held(*pair) for pair in changed) / len(changed)) if changed else "–"

    def record_lookalikes(self) -> None:
        """Honest comments that look like a disguise."""
        kinds: defaultdict[str, list[bool]] = defaultdict(list)
        for own in read_own("lookalikes"):
            kinds[own.kind].append(self.is_held(own.comment))
        rows = [[kind, str(len(found)), str(sum(found))] for kind, found in kinds.items()]
        rows.append(["all", *(str(sum(int(row[place]) for row in rows)) for place in (1, 2))])
        self.recording.add("Honest comments that look like a disguise", ("kind", "comments", "held"), rows)

    def record_split(self) -> None:
        """One pitch over several comments of one author."""
        rows = []
        for name, comments in self.caught().items():
            long = [comment for comment in comments if len(comment.submission.text.split()) >= 6 * _PARTS]
            parts = [[self.is_held(c, text) for text in split_pitch(c.submission.text, _PARTS)] for c in long]
            if long:
                rows.append(
                    [
                        name,
                        str(len(long)),
                        share(np.mean([any(p) for p in parts])),
                        share(np.mean([all(p) for p in parts])),
                    ]
                )
        note = "Each part is judged alone. Once a part was called spam, its author's record weighs on the next ones."
        head = ("spam of", "pitches", "at least one part held", "every part held")
        self.recording.add(f"One pitch in {_PARTS} comments", head, rows, note)

    def record_spins(self, spins: int = 40) -> None:
        """Spins of one template under different names, each compared with those before."""
        held: defaultdict[str, list[bool]] = defaultdict(list)
        for number, template in enumerate(TEMPLATES.read_text(encoding="utf-8").strip().split("\n\n")):
            chance, index = random.Random(number), CampaignIndex()
            for count in range(spins):
                submission = Submission(spin(template, chance), f"Reader {number} {count}", id=f"{number}-{count}")
                step = next(
                    name
                    for most, name in ((1, "1st"), (3, "2nd and 3rd"), (10, "4th to 10th"), (spins, "later"))
                    if count < most
                )
                held[step].append(_held(self.judge.judge(submission, campaigns=index)))
                index.add(submission.id, submission.text, submission.author)
        rows = [[step, share(float(np.mean(found)))] for step, found in held.items()]
        note = "14 templates of our own, plain names, no address, no article, no decision of a moderator."
        self.recording.add("Spins of one template", ("spin", "held"), rows, note)

    def record_sleepers(self) -> None:
        """Spam of authors whose harmless comments were approved before."""
        rows = []
        for past in _PASTS:
            history = History(approved=past, known=past > 0)
            cells = [
                share(np.mean([self.is_held(c, None, history) for c in found]))
                for found in (*self.caught().values(), *self.honest.values())
            ]
            rows.append([f"{past} approved" + (", address confirmed" if past else ""), *cells])
        head = (
            "author's past",
            *(f"spam of {name}" for name in self.spam),
            *(f"honest {name}" for name in self.honest),
        )
        self.recording.add("Spam after harmless comments", head, rows)

    def record_poison(self) -> None:
        """What moderators were led to teach: approvals of spam, and honest comments called spam together."""
        site = "caff" if "caff" in self.spam else "our own"
        spam = sample(self.caught()[site], 360, "poison")
        honest = [
            comment for name in sorted({site, "c3" if "c3" in self.honest else site}) for comment in self.honest[name]
        ]
        honest = random.Random("poison").sample(honest, min(len(honest), 360))
        bait = [own.comment for own in read_own("llm-spam")]
        right = [(comment, comment.spam, "") for comment in (*spam[::3][:_RIGHT], *honest[::3][:_RIGHT])]
        asked = spam[2::3], honest[2::3]
        rows = []
        for standing in ([], right):
            for title, lure, as_spam, group in (
                ("spam on topic approved, one author", bait, False, "reader 7"),
                ("spam on topic approved, many names, one by one", bait, False, ""),
                ("plain spam approved, one by one", spam[1::3], False, ""),
                ("honest called spam by one click", honest[1::3], True, "bulk 1"),
                ("honest called spam, one by one", honest[1::3], True, ""),
            ):
                cells = []
                for count in _POISON:
                    most = min(count, MOST_OF_A_GROUP) if group.startswith("bulk") else count
                    memory = self._taught([*standing, *((comment, as_spam, group) for comment in lure[:most])])
                    cells.append(" / ".join(share(self._held_after(memory, comments)) for comments in asked))
                rows.append([str(len(standing)), title, *cells])
        note = f"A site with the spam of {site}. Held of other spam / of other honest comments. "
        note += "Reports of readers teach nothing and are left out."
        head = ("right decisions before", "what was taught", *(f"{count} of it" for count in _POISON))
        self.recording.add("Poisoned memory", head, rows, note)

    def _taught(self, decisions: Sequence[tuple[LabelledComment, bool, str]]) -> Memory:
        memory = Memory()
        for comment, spam, group in decisions:
            given = comment.submission
            self.judge.teach(memory, given.id, given, spam=spam, group=group, article=comment.article)
        return memory

    def _held_after(self, memory: Memory, comments: Sequence[LabelledComment]) -> float:
        verdicts = (self.judge.judge(comment.submission, comment.article, memory=memory) for comment in comments)
        return float(np.mean([_held(verdict) for verdict in verdicts]))

    def record_machine_written(self) -> None:
        """Spam as a language model writes it, on topic and without links, against hard honest comments."""
        pairs = {"first": ("llm-spam", "hard-honest"), "of matched lengths": ("matched-spam", "matched-honest")}
        for title, (spam, honest) in pairs.items():
            texts = {label: read_own(name) for label, name in (("spam", spam), ("honest", honest))}
            verdicts = {label: self._verdicts(owns) for label, owns in texts.items()}
            rows = list(_machine_rows(texts, verdicts))
            head = ("what", "spam", "held", "honest", "held")
            self.recording.add(f"Written by a language model, {title} set", head, rows)
            rows = list(self._signals(texts, verdicts))
            head = ("judged by", "ROC-AUC", f"recall at {_ALLOWED:.0%} of the honest")
            self.recording.add(f"What tells them apart, {title} set", head, rows)

    def _verdicts(self, owns: Sequence[OwnText]) -> list[Verdict]:
        return [self.judge.judge(own.comment.submission, own.comment.article) for own in owns]

    def _signals(
        self, texts: Mapping[str, Sequence[OwnText]], verdicts: Mapping[str, Sequence[Verdict]]
    ) -> Iterator[list[str]]:
        for name, chosen in _SIGNALS.items():
            scores = {
                label: np.array(
                    [
                        sum(
                            r.weight
                            for r in v.reasons
                            if (r.stage, r.rule) in chosen or r.stage in chosen or r.rule in chosen
                        )
                        for v in found
                    ]
                )
                for label, found in verdicts.items()
            }
            yield [name, *_figures(scores["spam"], scores["honest"])]
        lengths = {
            label: np.array([float(len(own.comment.submission.text)) for own in owns]) for label, owns in texts.items()
        }
        yield ["length alone", *_figures(lengths["spam"], lengths["honest"])]
        bare = {
            label: np.array(
                [self.judge.judge(Submission(own.comment.submission.text), own.comment.article).score for own in owns]
            )
            for label, owns in texts.items()
        }
        yield ["text and article, no field", *_figures(bare["spam"], bare["honest"])]
        whole = {label: np.array([v.score for v in found]) for label, found in verdicts.items()}
        yield ["everything", *_figures(whole["spam"], whole["honest"])]
        dumped = {
            label: np.array(
                [
                    self.judge.judge(
                        own.comment.submission,
                        own.comment.article,
                        History(seconds_to_write=4.0 if label == "spam" else 90.0),
                    ).score
                    for own in owns
                ]
            )
            for label, owns in texts.items()
        }
        yield ["everything, and spam came back in 4 seconds", *_figures(dumped["spam"], dumped["honest"])]


_SIGNALS: dict[str, set[str]] = {
    "fields (rules)": {
        "keyword_name",
        "firm_name",
        "trade_name",
        "sentence_name",
        "lowercase_phrase",
        "name_in_address",
        "author_url",
        "deep_url",
        "keyword_url",
        "trade_url",
        "cheap_url",
        "role_email",
        "address_name",
        "opens_with_name",
    },
    "fields (learned)": {"author", "email", "url"},
    "smooth praise and plugs": {
        "smooth_admiration",
        "row_of_admiration",
        "admires_for_business",
        "plugs_brand",
        "speaks_as_business",
        "recommends_product",
    },
    "words (learned)": {"spam_words", "honest_words", "wording"},
    "relevance": {"shared_terms", "likeness", "repeats_article", "stock_and_unrelated", "unrelated_with_site"},
}


def _figures(spam: np.ndarray, honest: np.ndarray) -> list[str]:
    allowed = np.sort(honest)[-int(_ALLOWED * len(honest)) - 1]
    return [share(roc_auc(spam, honest)), share(float((spam > allowed).mean()))]


def _machine_rows(
    texts: Mapping[str, Sequence[OwnText]], verdicts: Mapping[str, Sequence[Verdict]]
) -> Iterator[list[str]]:
    groups: list[tuple[str, dict[str, list[bool]]]] = [
        ("all", {label: [True] * len(owns) for label, owns in texts.items()})
    ]
    groups += [
        (
            name,
            {label: [(own.comment.submission.url != "") is with_site for own in owns] for label, owns in texts.items()},
        )
        for name, with_site in (("with the address of a site", True), ("without", False))
    ]
    groups += [
        (
            f"{low} to {high} characters" if high < 10_000 else f"more than {low} characters",
            {label: [low < len(own.comment.submission.text) <= high for own in owns] for label, owns in texts.items()},
        )
        for low, high in _BANDS
    ]
    for name, members in groups:
        cells = []
        for label in ("spam", "honest"):
            chosen = [_held(verdict) for verdict, inside in zip(verdicts[label], members[label], strict=True) if inside]
            cells += [str(len(chosen)), f"{np.mean(chosen):.1%}" if chosen else "–"]
        yield [name, *cells]


def _held(verdict: Verdict) -> bool:
    return verdict.outcome is not Outcome.HAM


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.filter.adversarial", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="weights to measure; the shipped ones by default")
    parser.add_argument("--most", type=int, default=500, help="attack at most so many comments of a set")
    parser.add_argument("--name", default="adversarial", help="name of the files in evals/filter/results")
    options = parser.parse_args()
    judge = Filter.load(options.weights)
    recording = Recording(
        options.name, "The filter under attack", judge.engine, [f"At most {options.most:,} of a set."]
    )
    adversary = Adversary(judge, recording, options.data, options.most)
    adversary.record_attacks()
    adversary.record_lookalikes()
    adversary.record_split()
    adversary.record_spins()
    adversary.record_sleepers()
    adversary.record_poison()
    adversary.record_machine_written()
    print(*recording.keep(), sep="\n", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
