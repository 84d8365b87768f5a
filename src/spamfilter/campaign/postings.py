"""Which comments have a feature: a table of fixed size in which newer comments push out older ones."""

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.sketch import LEADS, TAGS, Tags, distinct

Slots = npt.NDArray[np.intp]

# Comments that one feature leads to. A campaign of thousands needs no more than its newest members to be
# found; words that everybody uses must not lead to everybody.
_DEPTH = 16


class Postings:
    """For each tag the slots of the newest comments that it leads to."""

    def __init__(self) -> None:
        self._slots = np.zeros((TAGS, _DEPTH), dtype=np.int32)  # slot + 1; 0 is empty
        self._turns = np.zeros(TAGS, dtype=np.uint8)

    def insert(self, slot: int, tags: Tags) -> None:
        """Let the first LEADS of `tags` lead to `slot`."""
        leads = tags[:LEADS]
        turns = self._turns[leads]
        self._slots[leads, turns] = slot + 1
        self._turns[leads] = (turns + 1) % _DEPTH

    def delete(self, slot: int, tags: Tags) -> None:
        """Undo `insert`."""
        leads = tags[:LEADS]
        rows = self._slots[leads]
        rows[rows == slot + 1] = 0
        self._slots[leads] = rows

    def candidates(self, tags: Tags) -> Slots:
        """Return the slots that the leads among `tags` lead to, each once, in order."""
        found = distinct(self._slots[tags[:LEADS]]).astype(np.intp) - 1
        return found[1:] if len(found) and found[0] < 0 else found

    def fill(self, rows: Tags, slots: Slots) -> None:
        """Insert many at once, the oldest first; `rows`: shape (n, SIZE), padded with 0."""
        tags = rows[:, :LEADS].ravel()
        owners = np.repeat(slots.astype(np.int32), LEADS)[tags > 0]
        tags = tags[tags > 0]
        order = np.argsort(tags, kind="stable")
        tags, owners = tags[order], owners[order]
        ends = np.searchsorted(tags, tags, side="right")
        newest = ends - np.arange(len(tags)) <= _DEPTH
        tags, owners = tags[newest], owners[newest]
        turns = np.arange(len(tags)) - np.searchsorted(tags, tags)
        self._slots[tags, turns] = owners + 1
        np.maximum.at(self._turns, tags, (turns + 1).astype(np.uint8))
        self._turns %= _DEPTH
