"""Judging labelled comments one after the other, as they would arrive."""

import gc
import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spamfilter.campaign import CampaignIndex
from spamfilter.engine import Filter

HOLD_AT = 0.5
SPAM_AT = 0.97
from spamfilter.evaluation.costs import resident_megabytes
from spamfilter.evaluation.figures import Scores
from spamfilter.evaluation.reading import LabelledComment
from spamfilter.records import Outcome, Verdict

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many comments are done, and of how many."""

OUTCOMES = (Outcome.HAM, Outcome.UNSURE, Outcome.SPAM)
_EVERY = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment worth showing, with its verdict in full."""

    comment: LabelledComment
    verdict: Verdict
    milliseconds: float


@dataclass
class Judgements:
    """What came out, one place for each comment that was judged.

    `thresholds` are the probabilities from which a comment is held, and called spam. `outcomes` are places in OUTCOMES.
    `milliseconds` is CPU for the verdict, `index_milliseconds` for adding the comment to the index of campaigns.
    `megabytes` is what weights, index and learned state hold together. `indexed`
    counts the comments in the index at the end. `condemned` are honest comments that were not let through, most like
    spam first; `missed` is spam that was, least like spam first; `slowest` begins with the slowest.
    """

    engine: str
    thresholds: tuple[float, float]
    comments: Sequence[LabelledComment]
    scores: Scores
    probabilities: Scores
    outcomes: npt.NDArray[np.int8]
    milliseconds: Scores
    index_milliseconds: Scores
    spam: npt.NDArray[np.bool_]
    megabytes: float = 0.0
    indexed: int = 0
    condemned: list[Shown] = field(default_factory=list)
    missed: list[Shown] = field(default_factory=list)
    slowest: list[Shown] = field(default_factory=list)


def judge_comments(
    comments: Sequence[LabelledComment],
    *,
    weights: Path | None = None,
    campaigns: bool = True,
    shown: int = 10,
    progress: Progress | None = None,
) -> Judgements:
    """Judge each comment, then add it to the index of campaigns. Raises WeightsError."""
    result, count, worst = _blank(comments), len(comments), _Worst(shown)
    gc.collect()
    before = resident_megabytes()
    judge = Filter.load(weights)
    index = CampaignIndex() if campaigns else None
    result.engine, result.thresholds = judge.engine, (HOLD_AT, SPAM_AT)
    for place, comment in enumerate(comments):
        verdict = _judge_one(judge, index, result, place)
        worst.look_at(Shown(comment, verdict, float(result.milliseconds[place])))
        if progress and (place % _EVERY == _EVERY - 1 or place == count - 1):
            progress("Judging comments", place + 1, count)
    gc.collect()
    result.megabytes = max(resident_megabytes() - before, 0.0)
    result.indexed = len(index) if index is not None else 0
    result.condemned, result.missed, result.slowest = worst.condemned(), worst.missed(), worst.slowest()
    return result


def _blank(comments: Sequence[LabelledComment]) -> Judgements:
    """Return judgements to be filled; their memory is taken before memory is measured."""
    scores, probabilities, milliseconds, index_milliseconds = (np.full(len(comments), np.nan) for _ in range(4))
    outcomes, spam = np.full(len(comments), -1, np.int8), np.array([comment.spam for comment in comments], bool)
    return Judgements("", (0.0, 0.0), comments, scores, probabilities, outcomes, milliseconds, index_milliseconds, spam)


def _judge_one(judge: Filter, index: CampaignIndex | None, result: Judgements, place: int) -> Verdict:
    comment = result.comments[place]
    started = time.process_time()
    verdict = judge.judge(comment.submission, comment.article, campaigns=index)
    judged = time.process_time()
    if index is not None:
        index.add(comment.submission.id, comment.submission.text, comment.submission.author)
    result.scores[place], result.probabilities[place] = verdict.score, verdict.probability
    result.outcomes[place] = OUTCOMES.index(verdict.outcome)
    result.milliseconds[place] = 1000 * (judged - started)
    result.index_milliseconds[place] = 1000 * (time.process_time() - judged)
    return verdict


class _Worst:
    """Keeps the few verdicts worth showing; all of them, with their reasons, would fill the memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heaps: dict[str, list[tuple[float, int, Shown]]] = {"condemned": [], "missed": [], "slowest": []}
        self._seen = 0

    def look_at(self, shown: Shown) -> None:
        self._seen += 1
        self._keep("slowest", shown.milliseconds, shown)
        held = shown.verdict.outcome is not Outcome.HAM
        if held and not shown.comment.spam:
            self._keep("condemned", shown.verdict.score, shown)
        elif shown.comment.spam and not held:
            self._keep("missed", -shown.verdict.score, shown)

    def condemned(self) -> list[Shown]:
        return self._sorted("condemned")

    def missed(self) -> list[Shown]:
        return self._sorted("missed")

    def slowest(self) -> list[Shown]:
        return self._sorted("slowest")

    def _keep(self, name: str, rank: float, shown: Shown) -> None:
        heapq.heappush(self._heaps[name], (rank, -self._seen, shown))
        if len(self._heaps[name]) > self._most:
            heapq.heappop(self._heaps[name])

    def _sorted(self, name: str) -> list[Shown]:
        return [shown for _, _, shown in sorted(self._heaps[name], key=lambda item: (-item[0], -item[1]))]
