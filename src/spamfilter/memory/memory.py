"""The memory of one site: lessons in, learned weights out.

The weights are a function of the lessons alone, fitted anew when they are asked for: taking a
lesson back restores every score exactly. The prior of the fit is the shipped filter, so that a few
decisions move little and many move much.
"""

from collections.abc import Iterable

import numpy as np

from spamfilter.features import WORDS_SALT
from spamfilter.hashing import hash_tokens
from spamfilter.memory.learned import Kept, Learned, learn_from
from spamfilter.memory.lesson import Lesson, Part
from spamfilter.memory.storage import Row, pack, unpack

CAPACITY = 2_000
# A decision believed less than this is shown as doubted.
_BELIEVED = 0.25
# Lessons beyond the capacity are kept for a while, so that taking back the newest brings back the oldest.
_SPARE = 200


class Memory:
    """What one site's moderators decided, at most the newest `capacity` decisions.

    Not safe for use from several threads at once: the caller holds a lock.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._kept: dict[str, Kept] = {}
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
        self._kept[id] = Kept(lesson, spam, group, before.number if before else self._numbers)
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

    def doubted(self) -> list[tuple[str, bool]]:
        """Return (id, is spam) of the decisions that count less, because everything else speaks against them.

        The most doubted come first.
        """
        ids = {row.number: id for id, row in self._kept.items()}
        pairs = sorted(zip(self.learned.trust, self._standing(), strict=True), key=lambda pair: pair[0])
        return [(ids[row.number], row.spam) for trust, row in pairs if trust < _BELIEVED]

    @property
    def learned(self) -> Learned:
        """The weights that the lessons teach, fitted when first asked for."""
        if self._learned is None:
            self._learned = learn_from(self._standing())
        return self._learned

    def _standing(self) -> list[Kept]:
        return sorted(self._kept.values(), key=lambda kept: kept.number)[-self._capacity :]
