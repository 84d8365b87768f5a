"""What share of honest comments is held when one is asked for: `python -m evals.filter.hold_rate --data FOLDER`.

Each site twice: every comment is decided, as in the figures on learning; and as moderators work, who see what is held
and some of the rest. Comments are judged once, in their order, against the near-duplicates among those before.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evals.filter.learning import SITES, WRONG, sites_of, with_mistakes
from evals.filter.recording import Recording, share
from evals.filter.sets import read_sets
from evals.filter.splits import DECISIONS

from spamfilter import CampaignIndex, Filter, Lesson, LetThrough, Memory
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores
from spamfilter.regression import logistic

ASKED: tuple[float | None, ...] = (None, 0.005, 0.01, 0.02)
_MORE_SITES = {
    "caff among civil": ("caff", "civil"),
    "caff alone": ("caff",),
    "youtube among ucc": ("youtube", "ucc"),
    "idgamble among civil": ("idgamble", "civil"),
}
_MOST_DECIDED = 0.5  # of a site's comments: the rest is judged
_MOST_LIVED = 2 / 3
# Of spam that came through, so much is noticed; of what is called spam, so much is looked at.
_NOTICED = 0.5
_LOOKED_AT = 0.2
_READ_TOGETHER = 25
_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment as the filter sees it when it comes; `spam` is the truth, `said` what the moderator says."""

    id: str
    lesson: Lesson
    spam: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Of what comes later: the share of `honest` comments held, and of spam. `decided`: decisions until then."""

    decided: int
    honest: float
    spam: float


def stream(judge: Filter, comments: Sequence[LabelledComment], seed: int) -> list[Seen]:
    """Return a site's comments in an order drawn from the seed."""
    order = random.Random(f"learning {seed}").sample(list(comments), len(comments))
    index, seen = CampaignIndex(), []
    for comment, said in zip(order, with_mistakes(order, seed, WRONG), strict=True):
        given = comment.submission
        seen.append(Seen(given.id, judge.lesson(given, comment.article, None, index), comment.spam, said.spam))
        index.add(given.id, given.text, given.author)
    return seen


def all_decided(judge: Filter, seen: Sequence[Seen], *, mistaken: bool) -> Iterator[dict[float | None, Point]]:
    """Return what is held at each rate after 0, 50, 200 … decisions on whatever came."""
    most = int(_MOST_DECIDED * len(seen))
    for count in (count for count in DECISIONS if count <= most):
        memory = Memory()
        for comment in seen[:count]:
            memory.learn(comment.id, comment.lesson, spam=comment.said if mistaken else comment.spam)
        yield {rate: _point(memory, _hold_at(judge, rate, memory), seen[most:], count) for rate in ASKED}


def _hold_at(judge: Filter, rate: float | None, memory: Memory) -> float:
    return judge.thresholds[0] if rate is None else judge.hold_at_rate(rate, memory)


class _Moderated:
    """A site whose moderators come by now and then, and decide about what is held and about some of the rest."""

    def __init__(self, judge: Filter, rate: float | None, seed: int) -> None:
        self.memory, self.decided = Memory(), 0
        self._judge, self._rate = judge, rate
        self._chance = random.Random(f"noticed {seed}")
        self._due: list[Seen] = []
        self._let_through: list[Lesson] = []
        self.hold_at, self._spam_at = judge.thresholds
        self.come_by()

    def receive(self, comment: Seen) -> None:
        """Judge a comment; let a moderator see it, or nobody."""
        probability = float(_probabilities(self.memory, [comment])[0])
        if probability >= self._spam_at:
            is_read = self._chance.random() < _LOOKED_AT
        else:
            is_read = probability >= self.hold_at or (comment.spam and self._chance.random() < _NOTICED)
        if is_read:
            self._due.append(comment)
        elif probability < self.hold_at:
            self._let_through.append(comment.lesson)
        if len(self._due) == _READ_TOGETHER:
            self.come_by()

    def come_by(self) -> None:
        """Decide what is due; the threshold follows."""
        for comment in self._due:
            self.memory.learn(comment.id, comment.lesson, spam=comment.spam)
        self.decided, self._due = self.decided + len(self._due), []
        if self._rate is not None:
            seen = LetThrough(self._let_through[-_COMPARED:], len(self._let_through))
            self.hold_at = self._judge.hold_at_rate(self._rate, self.memory, seen if self.decided else LetThrough())


def as_moderators_work(judge: Filter, seen: Sequence[Seen], rate: float | None, seed: int) -> Point:
    """Return what is held after two thirds of the comments came."""
    site, most = _Moderated(judge, rate, seed), int(_MOST_LIVED * len(seen))
    for comment in seen[:most]:
        site.receive(comment)
    site.come_by()
    return _point(site.memory, site.hold_at, seen[most:], site.decided)


def _point(memory: Memory, hold_at: float, coming: Sequence[Seen], decided: int) -> Point:
    held = _probabilities(memory, coming) >= hold_at
    spam = np.array([comment.spam for comment in coming])
    return Point(decided, float(held[~spam].mean()), float(held[spam].mean()))


def _probabilities(memory: Memory, comments: Sequence[Seen]) -> Scores:
    return logistic(memory.learned.scores([comment.lesson for comment in comments]))


def _record(recording: Recording, judge: Filter, sites: Mapping[str, list[list[Seen]]]) -> None:
    note = f"Mean of {len(next(iter(sites.values())))} orders: honest comments held (in the worst order), spam held."
    for mistaken in (False, True):
        rows = []
        for name, orders in sites.items():
            runs = [list(all_decided(judge, seen, mistaken=mistaken)) for seen in orders]
            for rate in ASKED:
                cells = [_cell([run[place][rate] for run in runs]) for place in range(len(runs[0]))]
                rows.append([name, _asked(rate), *cells, *("–" for _ in DECISIONS[len(cells) :])])
            print(name, file=sys.stderr, flush=True)
        title = "Every comment decided" + (f", {WRONG:.0%} of the decisions wrong" if mistaken else "")
        recording.add(title, ("site", "asked", *(f"after {count}" for count in DECISIONS)), rows, note)
    rows = []
    for name, orders in sites.items():
        points = {rate: [as_moderators_work(judge, seen, rate, n) for n, seen in enumerate(orders)] for rate in ASKED}
        decided = round(np.mean([point.decided for point in points[0.01]]))
        rows.append([name, str(decided), *(_cell(points[rate]) for rate in ASKED)])
        print(name, file=sys.stderr, flush=True)
    note += f" What is held is decided {_READ_TOGETHER} at a time, and half of the spam that came through is noticed."
    note += " A fifth of what is called spam is looked at. The second column: decisions when 1 % is asked for."
    recording.add("As moderators work", ("site", "decisions", *map(_asked, ASKED)), rows, note)


def _asked(rate: float | None) -> str:
    return "as shipped" if rate is None else f"{rate:.1%}"


def _cell(points: Sequence[Point]) -> str:
    honest, spam = [point.honest for point in points], [point.spam for point in points]
    return f"{np.mean(honest):.1%} ({max(honest):.1%}), {share(float(np.mean(spam)))}"


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.filter.hold_rate", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="weights to measure; the shipped ones by default")
    parser.add_argument(
        "--most", type=int, default=1_000, help="at most so many spam comments of a site, twice as many honest"
    )
    parser.add_argument("--seeds", type=int, default=5, help="orders in which the comments come")
    parser.add_argument("--name", default="hold_rate", help="name of the files in evals/filter/results")
    options = parser.parse_args()
    sites = sites_of(read_sets(options.data), options.most, {**SITES, **_MORE_SITES})
    if not sites:
        print(f"No site can be made of {options.data}.", file=sys.stderr)
        return 2
    judge = Filter.load(options.weights)
    recording = Recording(options.name, "What share of honest comments is held when one is asked for", judge.engine)
    seen = {}
    for name, comments in sites.items():
        seen[name] = [stream(judge, comments, seed) for seed in range(options.seeds)]
        print(f"{name}: judged", file=sys.stderr, flush=True)
    _record(recording, judge, seen)
    print(*recording.keep(), sep="\n", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
