"""Ids as numbers: eight bytes each, where a Python string with its place in a dictionary takes over a hundred."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

_OTHER = 1 << 62
_END = b"\xff"  # stands in no UTF-8
_MOST_WASTE = 1 << 16


def key_of(id: str) -> int:
    """Return the key of an id, a number below 2**63: decimal numbers are their own keys, others are hashed."""
    if id.isascii() and id.isdigit() and len(id) < 19 and (id[0] != "0" or id == "0"):
        return int(id)
    return _OTHER | int.from_bytes(blake2b(_encoded(id), digest_size=8).digest()) >> 2


def id_order(id: str) -> tuple[int, str]:
    """Sort "9" before "10": the smallest id of growing numbers is the oldest comment."""
    return len(id), id


class Ids:
    """The way back from keys to ids. Those that are not numbers stand one after another in `spelled`."""

    def __init__(self, keys: npt.NDArray[np.int64]) -> None:
        self._keys = keys
        self.starts: npt.NDArray[np.uint32] = np.zeros(len(keys), dtype=np.uint32)
        self.spelled = bytearray()
        self._waste = 0

    def spell(self, slot: int, id: str) -> None:
        """Keep the id of the comment at `slot`."""
        if self._keys[slot] >= _OTHER:
            self.starts[slot] = len(self.spelled)
            self.spelled += _encoded(id) + _END

    def id(self, slot: int) -> str:
        """Return the id of the comment at `slot`."""
        return self._spelled(slot).decode() if self._keys[slot] >= _OTHER else str(self._keys[slot])

    def forget(self, slot: int) -> None:
        """Let go of the id of the comment at `slot`, which is about to leave."""
        if self._keys[slot] < _OTHER:
            return
        self._waste += len(self._spelled(slot)) + 1
        if self._waste > max(_MOST_WASTE, len(self.spelled) // 2):
            self._tidy(leaving=slot)

    def _spelled(self, slot: int) -> bytes:
        start = int(self.starts[slot])
        return bytes(self.spelled[start : self.spelled.index(_END, start)])

    def _tidy(self, leaving: int) -> None:
        kept = bytearray()
        for slot in np.flatnonzero(self._keys >= _OTHER).tolist():
            if slot != leaving:
                spelled = self._spelled(slot)
                self.starts[slot] = len(kept)
                kept += spelled + _END
        self.spelled, self._waste = kept, 0


def _encoded(id: str) -> bytes:
    return id.encode("utf-8", "replace")
