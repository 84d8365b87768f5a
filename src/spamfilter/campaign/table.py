"""The sketches of the newest comments in arrays of fixed size, and which of them are near one another."""

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.order import follows, heaviest_in_order
from spamfilter.campaign.postings import Postings, Slots
from spamfilter.campaign.sketch import SIZE, TAGS, WEIGHTS, Floats, Sketch, Tags

EMPTY = -1
_END = 0xFFFF

# Likenesses: the weight of the words that two comments share in the same order, by the square root of their weight.
LINKED = 3.3
KIN = 2.4
# A word that stands behind the same word as in the other comment adds little: who quotes takes all of them.
FOLLOWING = np.float32(0.5)
# Two comments that share so much of their weight are taken for copies, in which every word counts.
COPY = 0.7


class SketchTable:
    """One row a comment; a row is a slot, and slots are taken in turn, so that the oldest comment gives way."""

    def __init__(self, capacity: int) -> None:
        self.keys: npt.NDArray[np.int64] = np.full(capacity, EMPTY, dtype=np.int64)
        self.tags: Tags = np.zeros((capacity, SIZE), dtype=np.uint16)
        self.scales: Floats = np.zeros(capacity, dtype=np.float32)
        self.authors: npt.NDArray[np.uint32] = np.zeros(capacity, dtype=np.uint32)
        self.turn = 0  # the slot of the next comment
        self.count = 0
        self._postings = Postings()
        self._places = np.zeros(TAGS, dtype=np.uint8)
        self._ends: npt.NDArray[np.uint16] = np.zeros(capacity, dtype=np.uint16)  # of the keys, in 16 bits

    def slot(self, key: int) -> int | None:
        """Return the slot of a comment. Looks through the ends of all keys, which takes no dictionary of 10 MB."""
        found = np.flatnonzero(self._ends == (key & _END))
        found = found[self.keys[found] == key]
        return int(found[0]) if len(found) else None

    def occupied(self, slot: int) -> bool:
        """Return whether a comment is at `slot`."""
        return bool(self.keys[slot] != EMPTY)

    def insert(self, key: int, sketch: Sketch, author: int, slot: int | None = None) -> int:
        """Put a comment into a free slot, that whose turn it is unless one is given, and return the slot."""
        if slot is None:
            slot = self.turn
            self.turn = (slot + 1) % len(self.keys)
        self.keys[slot] = key
        self._ends[slot] = key & _END
        self.tags[slot, : len(sketch.tags)] = sketch.tags
        self.scales[slot] = sketch.scale
        self.authors[slot] = author
        self.count += 1
        self._postings.insert(slot, sketch.tags)
        return slot

    def delete(self, slot: int) -> None:
        """Free a slot."""
        self._postings.delete(slot, self.tags[slot])
        self.keys[slot] = EMPTY
        self.tags[slot] = 0
        self.count -= 1

    def near(self, sketch: Sketch, excluded: int | None = None) -> tuple[Slots, Floats]:
        """Return the slots at a likeness of KIN or more, in order, and their likenesses."""
        slots = self._postings.candidates(sketch.tags)
        if excluded is not None:
            slots = slots[slots != excluded]
        self._places[sketch.tags] = np.arange(1, len(sketch.tags) + 1)
        places = self._places[self.tags[slots]]
        self._places[sketch.tags] = 0
        shared = np.append(np.float32(0), WEIGHTS[sketch.tags])[places]
        whole = shared.sum(axis=1)
        close = whole >= KIN * self.scales[slots] * np.float32(sketch.scale)  # whatever the order
        slots, whole = slots[close], whole[close]
        if not len(slots):
            return slots, whole
        places, shared = places[close], shared[close]
        scales = self.scales[slots] * np.float32(sketch.scale)
        copies = whole >= COPY * np.sqrt(WEIGHTS[self.tags[slots]].sum(axis=1) * WEIGHTS[sketch.tags].sum())
        likenesses: Floats = np.where(copies, whole, 0) / scales
        shared[:, 1:][follows(places)] *= FOLLOWING
        spins = ~copies & (shared.sum(axis=1) >= KIN * scales)
        if spins.any():
            likenesses[spins] = heaviest_in_order(places[spins], shared[spins]) / scales[spins]
        close = likenesses >= KIN
        return slots[close], likenesses[close]

    def near_slot(self, slot: int) -> tuple[Slots, Floats]:
        """Do what `near` does for a comment of the table."""
        row = self.tags[slot]
        return self.near(Sketch(row[row > 0], float(self.scales[slot])), slot)

    def overlaps(self, sketch: Sketch, slots: Slots, likenesses: Floats) -> Floats:
        """Return the share of their weight that comments have in common with another, from 0 to 1."""
        weights = WEIGHTS[self.tags[slots]].sum(axis=1) * WEIGHTS[sketch.tags].sum()
        found: Floats = likenesses * self.scales[slots] * np.float32(sketch.scale) / np.sqrt(weights)
        return np.minimum(found, 1)

    def by_age(self) -> Slots:
        """Return the slots of all comments, the oldest first."""
        taken = np.flatnonzero(self.keys != EMPTY)
        return np.concatenate([taken[taken >= self.turn], taken[taken < self.turn]])

    def restored(self) -> None:
        """Make what follows from the columns, after they were read from a snapshot."""
        self._ends[:] = self.keys & _END
        slots = self.by_age()
        self.count = len(slots)
        self._postings.fill(self.tags[slots], slots)
