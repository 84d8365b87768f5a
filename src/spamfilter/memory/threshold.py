"""From which score on comments are held, so that about the share of honest ones that the publisher allows waits.

What the shipped weights promise of honest comments elsewhere counts like a number of approvals here; the site's own
approvals, and what the filter let through, count beside it. So the threshold moves little at first and then follows
the site, up as well as down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spamfilter.memory.learned import Learned
from spamfilter.memory.lesson import Lesson
from spamfilter.regression import Floats, logistic

# The shipped promise counts like so many honest comments. With 25 to 100 the figures hardly differ.
_PROMISED = 50.0
# So many approvals are taken for slips, and so much of what nobody objected to for spam that nobody saw: the more
# likely spam a comment is by its score, the less it counts as an honest one. Measured at an asked rate of 1 % with one
# wrong decision in twenty: recall after 800 of them 0.31 without doubt, 0.77 with it, 0.69 at the shipped threshold.
_SLIPS = 0.02
_UNSEEN = 0.1
# What is as likely honest as spam is not held for a rate's sake.
LOWEST = 0.0


@dataclass(frozen=True, slots=True)
class Tail:
    """The share of honest comments above a score that two points promise: of each, a score and the share above it.

    Between and beyond them the share falls by the same factor with each log-odd.
    """

    hold: float
    held: float
    spam: float
    condemned: float

    def above(self, score: float) -> float:
        """Return the share above `score`, at most 1."""
        slope = np.log(self.held / self.condemned) / max(self.spam - self.hold, 1e-6)
        return float(min(1.0, self.held * np.exp(min(slope * (self.hold - score), 50.0))))


@dataclass(frozen=True, slots=True)
class LetThrough:
    """Comments that the filter let through, to which nobody objected and which nobody taught: a sample of them, as
    `Filter.lesson` sees them, and how many there are in all.
    """

    sample: Sequence[Lesson] = ()
    total: int = 0


def hold_from(rate: float, tail: Tail, learned: Learned, let_through: LetThrough) -> float:
    """Return the lowest score, in log-odds, above which there is at most the share `rate` of honest comments.

    It never passes the score from which comments are called spam.
    """
    approved, unread = learned.honest, learned.scores(let_through.sample)
    scores = np.concatenate([approved.scores, unread])
    counts = np.concatenate(
        [
            approved.weights * _trust(approved.scores, _SLIPS),
            _trust(unread, _UNSEEN) * max(let_through.total / max(len(unread), 1), 1.0),
        ]
    )
    allowed = rate * (_PROMISED + float(counts.sum()))

    def fits(score: float) -> bool:
        return _PROMISED * tail.above(score) + float(counts[scores >= score].sum()) <= allowed

    low, high = LOWEST, tail.spam
    if low >= high or fits(low):
        return min(low, high)
    for _ in range(50):  # the share falls with the score
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _trust(scores: Floats, mistaken: float) -> Floats:
    """Return how likely comments of these scores are honest when the share `mistaken` of such labels is wrong."""
    return logistic(np.log((1 - mistaken) / mistaken) - scores)
