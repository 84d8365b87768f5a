"""Measure the filter on labelled sets: `python -m evals.filter.run --data FOLDER`.

Outcomes at the shipped thresholds, ranking, what each stage adds, calibration, campaigns, memory and CPU.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from evals.filter.capacity import measure_capacity
from evals.filter.recording import Recording, share
from evals.filter.sets import OPPONENTS, LabelledSet, has_link, read_sets, sample
from evals.filter.views import ABLATIONS, RANKED, View, scores_of

from spamfilter import CampaignIndex, Filter
from spamfilter.evaluation import Judgements, LabelledComment, judge_comments
from spamfilter.evaluation.calibration import calibration_error, reliability
from spamfilter.evaluation.figures import Scores, recall_at, roc_auc
from spamfilter.evaluation.groups import by_language
from spamfilter.evaluation.tables import percent

_FEWEST_SPAM = 50
_FEWEST_OF_A_LANGUAGE = 15


class Measurement:
    """The sets, the filter, and the recording that grows."""

    def __init__(self, sets: Mapping[str, list[LabelledComment]], weights: Path | None, recording: Recording) -> None:
        self.sets = sets
        self.weights = weights
        self.judge = Filter.load(weights)
        self.recording = recording

    def record_outcomes(self) -> None:
        """Outcomes and costs of each set at the shipped thresholds, and calibration over all of them."""
        judged = {name: judge_comments(comments, weights=self.weights) for name, comments in self.sets.items()}
        head = ("set", "label", "comments", "not public", "called spam", "CPU ms median", "p99")
        rows = [row for name, found in judged.items() for row in _outcomes(name, found)]
        self.recording.add("At the shipped thresholds", head, rows)
        languages = ("set", "language", "honest comments", "held", "called spam")
        rows = [row for name, found in judged.items() for row in _languages(name, found)]
        self.recording.add(
            "Honest comments by language", languages, rows, "The language is a coarse guess of the data."
        )
        self._record_calibration(list(judged.values()))

    def _record_calibration(self, judged: Sequence[Judgements]) -> None:
        probabilities = np.concatenate([found.probabilities for found in judged])
        spam = np.concatenate([found.spam for found in judged])
        error, balanced = (calibration_error(probabilities, spam, balanced=flag) for flag in (False, True))
        rows = [
            [f"{bin.low:.1f} to {bin.high:.1f}", str(bin.comments), percent(bin.probability), percent(bin.spam)]
            for bin in reliability(probabilities, spam)
        ]
        note = f"Expected calibration error {error:.3f}; with both labels counting the same {balanced:.3f}."
        self.recording.add(
            "Calibration over all sets", ("probability", "comments", "on average", "are spam"), rows, note
        )

    def record_ranking(self) -> None:
        """ROC figures of each set's spam against the opponents' honest comments, and without each stage."""
        honest = [comment for name in OPPONENTS for comment in self.sets.get(name, [])]
        if not honest:
            print(f"No ranking: it needs one of the sets {', '.join(OPPONENTS)}.", file=sys.stderr)
            return
        note = "Against the honest comments of c3 and ucc, which have no articles: relevance helps only the spam here."
        head = ("spam of", "seen by the filter", "comments", "ROC-AUC", "at 0.1 %", "at 1 %")
        rows = list(self._ranking(honest, RANKED, with_linkless=True))
        self.recording.add("Ranking", head, rows, note)
        rows = list(self._ranking(honest, ABLATIONS, with_linkless=False))
        note = "History: what the labels say of earlier comments under the same name."
        self.recording.add("What each stage adds", head, rows, note)

    def _ranking(
        self, honest: Sequence[LabelledComment], views: Sequence[View], *, with_linkless: bool
    ) -> Iterator[list[str]]:
        against = {view.name: scores_of(self.judge, honest, view) for view in views}
        for name, comments in self.sets.items():
            spam = np.array([comment.spam for comment in comments])
            linkless = spam & np.array([not has_link(comment) for comment in comments])
            chosen = {name: spam, f"{name}, no link": linkless} if with_linkless else {name: spam}
            if spam.sum() < _FEWEST_SPAM:
                continue
            for view in views:
                found = scores_of(self.judge, comments, view)
                for title, members in chosen.items():
                    yield [title, view.name, str(members.sum()), *_figures(found[members], against[view.name])]

    def record_campaigns(self) -> None:
        """How many comments of each set stand in a campaign of three or more by two or more names."""
        rows = [row for name, comments in self.sets.items() for row in _campaigns(name, comments)]
        self.recording.add(
            "Campaigns of three or more by two or more names", ("set", "label", "comments", "in one"), rows
        )

    def record_capacity(self, indexed: int) -> None:
        """Memory and CPU with a full index."""
        every = [comment for comments in self.sets.values() for comment in comments]
        found = measure_capacity(every, indexed, self.weights)
        rows = [
            ["memory of the weights", f"{found.weights:.1f} MB"],
            ["memory of the index", f"{found.index:.1f} MB"],
            ["CPU for indexing one", f"{found.adding:.2f} ms"],
            ["CPU for a verdict, the least of four rounds: median", f"{found.median:.2f} ms"],
            ["CPU for a verdict, p99", f"{found.p99:.2f} ms"],
            *([f"of it in `{name}` and what it calls", f"{part:.0%}"] for name, part in found.profile),
        ]
        self.recording.add(f"Memory and CPU with {indexed:,} comments indexed", ("", ""), rows)


def _outcomes(name: str, judged: Judgements) -> Iterator[list[str]]:
    for label, members in (("ham", ~judged.spam), ("spam", judged.spam)):
        if members.any():
            outcomes, times = judged.outcomes[members], judged.milliseconds[members]
            median, slow = np.quantile(times, (0.5, 0.99)).tolist()
            shares = percent(float((outcomes > 0).mean())), percent(float((outcomes > 1).mean()))
            yield [name, label, str(members.sum()), *shares, f"{median:.2f}", f"{slow:.2f}"]


def _languages(name: str, judged: Judgements) -> Iterator[list[str]]:
    for group in by_language(judged):
        if group.ham >= _FEWEST_OF_A_LANGUAGE:
            yield [name, group.name, str(group.ham), percent(group.ham_held), percent(group.ham_called_spam)]


def _figures(spam: Scores, honest: Scores) -> list[str]:
    if not len(spam):
        return ["–"] * 3
    return [f"{roc_auc(spam, honest):.3f}", *(share(recall_at(spam, honest, rate)) for rate in (0.001, 0.01))]


def _campaigns(name: str, comments: Sequence[LabelledComment]) -> Iterator[list[str]]:
    index = CampaignIndex()
    for comment in comments:
        index.add(comment.submission.id, comment.submission.text, comment.submission.author)
    authors = {comment.submission.id: comment.submission.author for comment in comments}
    for label, spam in (("ham", False), ("spam", True)):
        ids = [comment.submission.id for comment in comments if comment.spam is spam]
        if ids:
            grouped = sum(_in_campaign(index, id, authors) for id in ids)
            yield [name, label, str(len(ids)), percent(grouped / len(ids))]


def _in_campaign(index: CampaignIndex, id: str, authors: Mapping[str, str]) -> bool:
    campaign = index.campaign_of(id)
    members = index.members(campaign) if campaign else ()
    return len(members) >= 3 and len({authors[member] for member in members}) >= 2


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.filter.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="weights to measure; the shipped ones by default")
    parser.add_argument("--sets", nargs="*", default=[], help="only these sets")
    parser.add_argument("--most", type=int, default=3_000, help="measure at most so many comments of a set")
    parser.add_argument(
        "--indexed", type=int, default=100_000, help="size of the index for memory and CPU; 0 leaves it out"
    )
    parser.add_argument("--name", default="filter", help="name of the files in evals/filter/results")
    options = parser.parse_args()
    sets = {name: sample(found.comments, options.most, name) for name, found in _read(options).items()}
    if not any(sets.values()):
        print(f"There are no labelled sets in {options.data}.", file=sys.stderr)
        return 2
    engine = Filter.load(options.weights).engine
    recording = Recording(options.name, "The filter on labelled sets", engine, [f"At most {options.most:,} of a set."])
    measurement = Measurement(sets, options.weights, recording)
    if options.indexed:  # first, while little memory lies about to be used again
        measurement.record_capacity(options.indexed)
    measurement.record_outcomes()
    measurement.record_ranking()
    measurement.record_campaigns()
    print(*recording.keep(), sep="\n", file=sys.stderr)
    return 0


def _read(options: argparse.Namespace) -> dict[str, LabelledSet]:
    return read_sets(options.data, options.sets)


if __name__ == "__main__":
    raise SystemExit(main())
