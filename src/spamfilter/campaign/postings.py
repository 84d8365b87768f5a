"""The way from words and pairs of words to the comments that have them."""

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.sketch import SIZE, TAGS, WEIGHTS, Tags

Slots = npt.NDArray[np.intp]
Rows = npt.NDArray[np.uint16]

# Of each comment lead to it: its rarest words, which spins are likely to share, and its rarest pairs of neighbours,
# which few others have.
_WORDS = 7
_PAIRS = 5
_ROWS = 1 << 16
# Comments that one row leads to. A campaign of thousands needs no more than its newest members to be
# found; words that everybody uses must not lead to everybody.
_DEPTH = 16
_PLACES = np.arange(_DEPTH)
_AT_ONCE = 4096
_MIX_LEFT, _MIX_RIGHT = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
# Ties are broken by the word's own disorder, so that like comments follow the same leads.
_DISORDER = (np.arange(TAGS, dtype=np.uint32) * np.uint32(40503) & np.uint32(0xFFFF)) / np.float32(1 << 17)
_RARITIES = np.where(WEIGHTS > 0, WEIGHTS + _DISORDER, 0).astype(np.float32)


class Postings:
    """For each row, which a word or pair is hashed to, the slots of the newest comments that it leads to."""

    def __init__(self) -> None:
        self._slots = np.zeros((_ROWS, _DEPTH), dtype=np.int32)  # slot + 1; 0 is empty
        self._turns = np.zeros(_ROWS, dtype=np.uint8)

    def insert(self, slot: int, tags: Tags) -> None:
        """Let what is rare in a comment lead to its `slot`."""
        rows = _rows(tags)
        turns = self._turns[rows]
        self._slots[rows, turns] = slot + 1
        self._turns[rows] = (turns + 1) % _DEPTH

    def delete(self, slot: int, tags: Tags) -> None:
        """Undo `insert`. The gap becomes the next place to be taken, so that nothing older is lost for it."""
        rows = _rows(tags)
        by_age = (self._turns[rows][:, None] + _PLACES) % _DEPTH  # empty places first, then the oldest
        found = np.take_along_axis(self._slots[rows], by_age, axis=1)
        found[found == slot + 1] = 0
        found = np.take_along_axis(found, np.argsort(found != 0, axis=1, kind="stable"), axis=1)
        self._slots[rows[:, None], by_age] = found

    def candidates(self, tags: Tags) -> Slots:
        """Return the slots that what is rare in a comment leads to, each once, in order."""
        found = np.sort(self._slots[_rows(tags)], axis=None)
        fresh = found > 0
        fresh[1:] &= found[1:] != found[:-1]
        return found[fresh].astype(np.intp) - 1

    def fill(self, tags: Tags, slots: Slots) -> None:
        """Insert many at once, the oldest first; `tags`: shape (n, SIZE), padded with 0."""
        for start in range(0, len(slots), _AT_ONCE):
            rows = leads(tags[start : start + _AT_ONCE])
            owners = np.repeat(slots[start : start + _AT_ONCE].astype(np.int32), rows.shape[1])[rows.ravel() > 0]
            self._append(rows[rows > 0], owners)

    def _append(self, rows: Rows, owners: npt.NDArray[np.int32]) -> None:
        order = np.argsort(rows, kind="stable")
        rows, owners = rows[order], owners[order]
        later = np.searchsorted(rows, rows, side="right") - np.arange(len(rows))
        places = self._turns[rows] + np.arange(len(rows)) - np.searchsorted(rows, rows)
        newest = later <= _DEPTH
        self._slots[rows[newest], places[newest] % _DEPTH] = owners[newest] + 1
        last = later == 1
        self._turns[rows[last]] = (places[last] + 1) % _DEPTH


def leads(tags: Tags) -> Rows:
    """Return the rows that lead to comments, each once and in order; shape (n, 12) for (n, SIZE), padded with 0."""
    comments = np.arange(len(tags))[:, None]
    rarities = _RARITIES[tags]
    rarest = np.argpartition(rarities, -_WORDS, axis=1)[:, -_WORDS:]
    rarities = np.where(tags[:, 1:] > 0, rarities[:, :-1] + rarities[:, 1:], 0)
    rarest_pairs = np.argpartition(rarities, -_PAIRS, axis=1)[:, -_PAIRS:]
    left, right = tags[comments, rarest_pairs].astype(np.uint32), tags[comments, rarest_pairs + 1].astype(np.uint32)
    pairs = left * _MIX_LEFT ^ right * _MIX_RIGHT
    pairs = (pairs ^ pairs >> np.uint32(15)) * _MIX_LEFT >> np.uint32(16)
    pairs[right == 0] = 0
    found: Rows = np.concatenate([tags[comments, rarest], pairs.astype(np.uint16)], axis=1)
    found.sort(axis=1)
    found[:, 1:][found[:, 1:] == found[:, :-1]] = 0
    return found


def _rows(tags: Tags) -> Rows:
    row = np.zeros((1, SIZE), dtype=np.uint16)
    row[0, : len(tags)] = tags
    found: Rows = leads(row)[0]
    return found[found > 0]
