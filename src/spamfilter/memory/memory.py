"""The memory of one site: lessons in, learned weights out.

The weights are a function of the lessons alone, fitted anew when they are asked for: taking a
lesson back restores every score exactly. The prior of the fit is the shipped filter, so that a few
decisions move little and many move much.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from spamfilter.features import WORDS_SALT
from spamfilter.hashing import Hashes, hash_tokens
from spamfilter.memory.lesson import Lesson, Part
from spamfilter.memory.storage import Row, pack, unpack
from spamfilter.regression import Floats, SparseRows, fit_logistic, logistic

CAPACITY = 2_000
# Lessons beyond the capacity are kept for a while, so that taking back the newest brings back the oldest.
_SPARE = 200
# A decision counts half after so many newer ones: what a site takes for spam changes.
HALF_LIFE = 1_500
_STEPS = 60
# A group may not outweigh what was decided besides it: on a young site nothing else would contradict it.
_MOST_AGAINST_OTHERS = 0.1


@dataclass(frozen=True, slots=True)
class _Kept:
    lesson: Lesson
    spam: bool
    group: str
    number: int


@dataclass(frozen=True)
class Learned:
    """`hashes`: sorted, shape (n,); `coefficients`: shape (n,)."""

    hashes: Hashes
    coefficients: Floats

    def weigh(self, part: Part) -> Floats:
        """Return what each feature of `part` adds, in log-odds: shape (features,). Nothing learned adds nothing."""
        if not len(self.hashes):
            return np.zeros(len(part.hashes))
        places = np.minimum(np.searchsorted(self.hashes, part.hashes), len(self.hashes) - 1)
        known = self.hashes[places] == part.hashes
        return np.where(known, self.coefficients[places] * part.values, 0.0)


class Memory:
    """What one site's moderators decided, at most the newest `capacity` decisions.

    Not safe for use from several threads at once: the caller holds a lock.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._kept: dict[str, _Kept] = {}
        self._numbers = 0
        self._learned: Learned | None = None

    @property
    def most_kept(self) -> int:
        """How many lessons are kept at the most: those that count, and those that an undo may bring back."""
        return self._capacity + _SPARE

    def __len__(self) -> int:
        return min(len(self._kept), self._capacity)

    def __contains__(self, id: object) -> bool:
        return id in self._kept

    def learn(self, id: str, lesson: Lesson, *, spam: bool, group: str = "") -> None:
        """Remember a decision; a newer one about the same comment takes its place.

        Decisions of one `group` (made together, or about one author) weigh together little more than one does: nobody
        teaches the filter by repetition.
        """
        before = self._kept.get(id)
        self._numbers += before is None
        self._kept[id] = _Kept(lesson, spam, group, before.number if before else self._numbers)
        self._learned = None
        while len(self._kept) > self.most_kept:
            del self._kept[min(self._kept, key=lambda known: self._kept[known].number)]

    def unlearn(self, id: str) -> bool:
        """Forget a decision, as if it had never been made; False when there is none."""
        known = self._kept.pop(id, None) is not None
        if known:
            self._learned = None
        return known

    def label_of(self, id: str) -> bool | None:
        """Return whether the comment was called spam; None when nothing is remembered of it."""
        kept = self._kept.get(id)
        return kept.spam if kept else None

    def to_bytes(self) -> bytes:
        """Return a compressed snapshot, to be read by `from_bytes`; the same decisions give the same bytes."""
        return pack(self.rows())

    def rows(self) -> list[Row]:
        """Return (id, is spam, group, lesson) of every decision, oldest first."""
        kept = sorted(self._kept.items(), key=lambda pair: pair[1].number)
        return [(id, row.spam, row.group, row.lesson) for id, row in kept]

    @classmethod
    def from_bytes(cls, snapshot: bytes, capacity: int = CAPACITY) -> "Memory":
        """Rebuild a memory. Raises SnapshotError when the bytes are not a snapshot of this format."""
        memory = cls(capacity)
        for id, spam, group, lesson in unpack(snapshot):
            memory.learn(id, lesson, spam=spam, group=group)
        return memory

    def strongest(self, words: Iterable[str], most: int = 20) -> list[tuple[str, float]]:
        """Return which of `words` (words and word pairs) were learned to matter most, with their log-odds.

        A memory knows hashes, no words: the caller offers candidates, such as those of recent comments.
        """
        candidates = sorted(set(words))
        hashes = hash_tokens(candidates, salt=WORDS_SALT)
        weights = self.learned.weigh(Part("words", hashes, np.ones(len(hashes), dtype=np.float32)))
        order = np.argsort(-np.abs(weights), kind="stable")[:most]
        return [(candidates[place], float(weights[place])) for place in order if weights[place]]

    @property
    def learned(self) -> Learned:
        """The weights that the lessons teach, fitted when first asked for."""
        if self._learned is None:
            self._learned = self._fit(self._standing())
        return self._learned

    def _standing(self) -> list[_Kept]:
        return sorted(self._kept.values(), key=lambda kept: kept.number)[-self._capacity :]

    def _fit(self, kept: list[_Kept]) -> Learned:
        if not kept:
            return Learned(np.zeros(0, np.uint32), np.zeros(0))
        hashes, columns = np.unique(np.concatenate([row.lesson.hashes for row in kept]), return_inverse=True)
        lengths = [len(row.lesson.hashes) for row in kept]
        rows = SparseRows(
            columns,
            np.concatenate([row.lesson.values for row in kept]),
            np.repeat(np.arange(len(kept)), lengths),
            len(kept),
            len(hashes),
        )
        labels = np.array([float(row.spam) for row in kept])
        offsets = np.array([row.lesson.score for row in kept])
        return Learned(hashes, fit_logistic(rows, labels, offsets, _row_weights(kept), steps=_STEPS))


def _row_weights(kept: list[_Kept]) -> Floats:
    """Return how much each decision counts: less the older it is, and the more were made with it."""
    sizes = Counter((row.group, row.spam) for row in kept if row.group)
    totals = {group: _weight_of_group(size, len(kept) - size) for group, size in sizes.items()}
    shares = np.array([totals[key] / sizes[key] if (key := (row.group, row.spam)) in sizes else 1.0 for row in kept])
    ages = np.arange(len(kept))[::-1]
    return shares * np.exp2(-ages / HALF_LIFE)


def _weight_of_group(size: int, others: int) -> float:
    """Return what decisions made together weigh: little more than one, and on a young site no more than one."""
    return min(1 + float(np.log2(size)), max(1.0, _MOST_AGAINST_OTHERS * others))


def _without_itself(rows: SparseRows, labels: Floats, offsets: Floats, weights: Floats, coefficients: Floats) -> Floats:
    """Return what each row's log-odds would be, to first order, had its own decision not been learned.

    With a normal prior the coefficients are sums over the rows of residual times value, so that a row adds to its own
    margin its residual times its squared length.
    """
    margins = rows.margins(coefficients) + offsets
    lengths = np.bincount(rows.owners, np.square(rows.values, dtype=np.float64), minlength=rows.rows)
    return margins - weights * (labels - logistic(margins)) * lengths
