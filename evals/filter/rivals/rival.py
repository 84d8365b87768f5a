"""What every program in the comparison can do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import numpy as np

from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores


class Rival(ABC):
    """A program that learns from labelled comments and scores others.

    Used as a context: what it keeps lies in `folder`, which is thrown away at the end.
    """

    name: str
    """As it stands in the table."""
    how: str
    """How it is fed and asked, in a sentence."""

    def __enter__(self) -> Self:
        self.at_end = ExitStack()
        self.folder = Path(self.at_end.enter_context(TemporaryDirectory(prefix="rival-")))
        self.milliseconds = 0.0
        try:
            self.start()
        except BaseException:
            self.at_end.close()
            raise
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.at_end.close()

    def missing(self) -> str:
        """Return what must be installed, "" when nothing."""
        return ""

    @abstractmethod
    def start(self) -> None:
        """Get ready in `folder`, knowing nothing; what must be ended is given to `at_end`."""

    @abstractmethod
    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Learn from labelled comments of other sites, in addition to what is known."""

    @abstractmethod
    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """Learn from a moderator's decisions on the site that is judged, in addition to what is known."""

    @abstractmethod
    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return a score for each comment, in log-odds: above 0 speaks for spam."""

    def cpu_seconds(self) -> float:
        """Return the CPU used so far by this process and those it waited for."""
        return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))

    def timed(self, comments: Sequence[LabelledComment]) -> Scores:
        """Judge, and note the CPU a comment in `milliseconds`."""
        before = self.cpu_seconds()
        scores = self.judge(comments)
        self.milliseconds = 1000 * (self.cpu_seconds() - before) / max(len(comments), 1)
        return scores


def log_odds(probabilities: Sequence[float] | Scores) -> Scores:
    """Return log-odds of probabilities; 0 and 1 stay finite and keep their place at the ends."""
    inside = np.clip(np.asarray(probabilities, dtype=np.float64), 1e-300, 1 - 1e-16)
    scores: Scores = np.log(inside) - np.log1p(-inside)
    return scores
