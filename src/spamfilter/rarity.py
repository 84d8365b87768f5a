"""How rare a word or word pair is in ordinary comments: its inverse document frequency.

The table comes with the shipped weights and does not change while the filter runs, so that two
processes that see the same comments measure the same similarity. What the table has never seen
gets the highest rarity.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2s
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spamfilter.hashing import Hashes, hash_tokens
from spamfilter.model import Model

FREQUENCY_BITS = 18
_SHIFT = np.uint32(32 - FREQUENCY_BITS)
_STEPS = 20.0  # table steps for one unit of natural logarithm
_SALT = 3
_RARITIES = (np.arange(256) / _STEPS).astype(np.float32)


class Rarity:
    """Looks up inverse document frequencies (natural logarithm) by hash."""

    def __init__(self, table: npt.NDArray[np.uint8]) -> None:
        """Take a table of shape (2**FREQUENCY_BITS,) in steps of 1/20."""
        self.version = blake2s(table.tobytes(), digest_size=4).hexdigest()
        self._table = table

    def hashes(self, tokens: Iterable[str]) -> Hashes:
        """Return the hash of each token, the key of `of`."""
        return hash_tokens(tokens, salt=_SALT)

    def of(self, hashes: Hashes) -> npt.NDArray[np.float32]:
        """Return the rarity of each hash; same shape."""
        found: npt.NDArray[np.float32] = _RARITIES[self._table[_places(hashes)]]
        return found

    def of_tokens(self, tokens: Iterable[str]) -> npt.NDArray[np.float32]:
        """Return the rarity of each token."""
        return self.of(self.hashes(tokens))


@lru_cache(maxsize=4)
def load_rarity(path: Path | None = None) -> Rarity:
    """Return the table that came with the weights. Raises WeightsError."""
    return Rarity(Model.load(path).frequency)


def count_frequencies(documents: Iterable[Iterable[str]]) -> npt.NDArray[np.uint8]:
    """Return the rarity table for `documents`, each given as its distinct tokens.

    Tokens of fewer than three documents count as unseen, so that rare words keep their places free.
    """
    counts: Counter[int] = Counter()
    total = 0
    for tokens in documents:
        total += 1
        counts.update(set(hash_tokens(tokens, salt=_SALT).tolist()))
    frequencies = np.zeros(1 << FREQUENCY_BITS, dtype=np.int64)
    common = np.array([hashed for hashed, count in counts.items() if count > 2], dtype=np.uint32)
    np.maximum.at(frequencies, _places(common), np.array([counts[int(hashed)] for hashed in common], dtype=np.int64))
    rarity = np.log((total + 1) / (frequencies + 1))
    return np.rint(np.minimum(rarity * _STEPS, 255)).astype(np.uint8)


def _places(hashes: Hashes) -> npt.NDArray[np.intp]:
    return ((hashes * np.uint32(2654435769)) >> _SHIFT).astype(np.intp)
