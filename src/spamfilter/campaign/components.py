"""Connected components over numbered slots, each named after its first member."""

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.postings import Slots

ALONE = -1


class Components:
    """Which slot belongs to which component.

    One number a slot, no more: members are found by looking through all numbers, which takes 20 µs for 100,000.
    `keys` orders the members; it is the caller's and changes with the caller's table.
    """

    def __init__(self, keys: npt.NDArray[np.int64]) -> None:
        self._keys = keys
        self.labels = np.full(len(keys), ALONE, dtype=np.int32)

    def members(self, label: int) -> Slots:
        """Return the slots of a component; its label is the slot of its first member."""
        return np.flatnonzero(self.labels == label)

    def of(self, slot: int) -> Slots:
        """Return the slots of the component that `slot` belongs to: at least itself."""
        label = int(self.labels[slot])
        return np.array([slot]) if label == ALONE else self.members(label)

    def size(self, slot: int) -> int:
        """Return the number of slots in the component that `slot` belongs to."""
        label = self.labels[slot]
        return 1 if label == ALONE else int(np.count_nonzero(self.labels == label))

    def join(self, slots: Slots, established: int = 1) -> Slots:
        """Put the components of all `slots` into one; return those for whom this is new company.

        That is everybody but the members of the largest component that was there before, if it had `established`.
        """
        before = np.unique(self.labels[slots])
        if len(slots) < 2 or (len(before) == 1 and before[0] != ALONE):
            return slots[:0]
        companies = [self.members(int(label)) for label in before if label != ALONE]
        everybody = np.unique(np.concatenate([slots, *companies]))
        self._label(everybody)
        largest = max(companies, key=len, default=slots[:0])
        if len(largest) < established:
            return everybody
        return np.setdiff1d(everybody, largest, assume_unique=True)

    def part(self, slots: Slots) -> None:
        """Let each of `slots` stand alone."""
        self.labels[slots] = ALONE

    def leave(self, slot: int) -> Slots:
        """Take one slot out and keep the others together; return the others."""
        others = self.of(slot)
        others = others[others != slot]
        self.labels[slot] = ALONE
        self._label(others)
        return others

    def _label(self, slots: Slots) -> None:
        self.labels[slots] = slots[np.argmin(self._keys[slots])] if len(slots) > 1 else ALONE
