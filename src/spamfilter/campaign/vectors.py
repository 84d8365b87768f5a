"""A comment as a sparse vector of words and word pairs, each weighed by its rarity.

Cosine over this vector finds spins of one template that shingles miss: within a template the
median Jaccard similarity of word triples is 0.05 to 0.28.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.hashing import Hashes
from spamfilter.normalise import NormalText
from spamfilter.rarity import Rarity

# A vector shorter than this is measured as if it had this length. Without the floor short
# comments, and comments in languages the rarity table does not know, look alike.
SHORTEST_NORM = 35.0
# How many of a comment's rarest features lead to candidates.
LEADS = 12
_MOST_WORDS = 250


@dataclass(frozen=True, slots=True)
class Vector:
    """`features`: sorted distinct hashes, shape (n,). `norm`: length with its floor. `leads`: the rarest hashes."""

    features: Hashes
    norm: float
    leads: tuple[int, ...]


def vectorise(text: NormalText, rarity: Rarity) -> Vector:
    """Return the vector of a comment."""
    words = text.words[:_MOST_WORDS]
    pairs = (f"{left} {right}" for left, right in zip(words, words[1:], strict=False))
    features = np.unique(rarity.hashes([*words, *pairs]))
    weights = rarity.of(features)
    norm = max(float(np.sqrt(np.square(weights, dtype=np.float64).sum())), SHORTEST_NORM)
    # Ties are broken by the hash, so that every process follows the same leads.
    rarest = np.lexsort((features, -weights))[:LEADS]
    return Vector(features, norm, tuple(features[rarest].tolist()))


def similarities(vector: Vector, others: list[Vector], rarity: Rarity) -> npt.NDArray[np.float64]:
    """Return the cosine between `vector` and each of `others`; shape (len(others),)."""
    if not others or not len(vector.features):
        return np.zeros(len(others))
    features = np.concatenate([other.features for other in others])
    places = np.minimum(np.searchsorted(vector.features, features), len(vector.features) - 1)
    shared = vector.features[places] == features
    products = np.where(shared, np.square(rarity.of(features), dtype=np.float64), 0.0)
    starts = np.cumsum([0, *(len(other.features) for other in others[:-1])])
    norms = np.array([other.norm for other in others])
    cosines: npt.NDArray[np.float64] = np.add.reduceat(products, starts) / (norms * vector.norm)
    return cosines
