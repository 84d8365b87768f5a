"""Hashes that are the same in every process and on every machine.

Python's `hash` is salted per process; CRC-32 runs in C, and its lack of secrecy does not matter
here: who can craft a collision can as well write other words.
"""

from collections.abc import Iterable
from zlib import crc32

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]

_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x85EBCA6B)


def hash_tokens(tokens: Iterable[str], salt: int = 0) -> Hashes:
    """Return the CRC-32 of each token, seeded with `salt`; shape (number of tokens,)."""
    tokens = list(tokens)
    try:
        hashes = [crc32(token.encode(), salt) for token in tokens]
    except UnicodeEncodeError:  # half a surrogate pair
        hashes = [crc32(token.encode("utf-8", "replace"), salt) for token in tokens]
    return np.array(hashes, dtype=np.uint32)


def hash_windows(text: str, width: int) -> Hashes:
    """Return the hash of every run of `width` characters of `text`; shape (max(0, len - width + 1),)."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint32)
    count = len(codes) - width + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint32)
    hashes = np.full(count, width, dtype=np.uint32)
    for offset in range(width):
        hashes = (hashes ^ codes[offset : offset + count]) * _PRIME
        hashes ^= hashes >> np.uint32(15)
    hashes *= _MIX
    return hashes ^ (hashes >> np.uint32(13))
