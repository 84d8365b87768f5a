"""A comment as its rarest words, in the order in which they stand.

Spins of one template share two words in five, and those in the same order: the template's. Honest
comments on one subject share words, too, but each brings them in an order of its own. All words of
100,000 comments would cost 40 MB and more; a sample of SIZE words, drawn by the words' own hashes
so that like comments draw alike, costs 80 bytes a comment and finds what all words find.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.own_words import CUTS
from spamfilter.hashing import Hashes
from spamfilter.rarity import Rarity

Tags = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float32]

SIZE = 40
# A comment that weighs less is measured as if it weighed this much. Without the floor short comments look alike.
LIGHTEST = 60.0
# For six words and fewer the floor is so high that not even the same words are alike: everybody says them. In a
# language that the rarity table hardly knows this holds for up to eight words, and a little for up to twelve, because
# every "of the" counts as rare there. The mean rarity of the words of a short English comment is 3 to 6, that in ten
# other languages 6 to 10.
LIGHTEST_OF_FEW = 600.0
_FEW_WORDS = (8, 6)
_FEW_FOREIGN_WORDS = (12, 8)
_FOREIGN = (7.0, 8.0)
# "The" and "of" stand everywhere.
_LEAST_RARITY = 1.0
_MOST_WORDS = 250
_MIX = np.uint32(0x85EBCA6B)

# A tag of 16 bits says how rare a word is and, as far as it can, which one it is. Each step of
# rarity (natural logarithm, rounded down) has a range of tags in proportion to its use; the last
# belongs to words rarer than e**-9, mostly those that the table has never seen.
_RANGES = np.array((1, 1, 1, 2, 4, 6, 8, 8, 5, 28)) << 10
_STARTS = np.concatenate(([0], np.cumsum(_RANGES)[:-1]))
_RAREST = len(_RANGES) - 1
TAGS = int(_RANGES.sum())
WEIGHTS: Floats = np.repeat(np.append(np.arange(_RAREST) + 0.5, 9.7), _RANGES).astype(np.float32)
WEIGHTS[0] = 0.0  # tag 0 fills up the rows of short comments


@dataclass(frozen=True, slots=True)
class Sketch:
    """`tags`: in the order of the words, shape (at most SIZE,). `scale`: the fourth root of the weight, with its floor.

    Two sketches are alike by the weight of what they share in order, divided by both scales: by the square root of
    their mean weight. Divided by the weight, long honest comments were as unlike one another as long spins.
    """

    tags: Tags
    scale: float


def draw_sketch(words: tuple[str, ...], rarity: Rarity) -> Sketch:
    """Return the sketch of a comment's words; without any it has no tags and resembles nothing."""
    words = words[:_MOST_WORDS]
    hashes = rarity.hashes(dict.fromkeys(words))
    rarities = rarity.of(hashes)
    telling = rarities >= _LEAST_RARITY
    tags = _sample(hashes[telling], rarities[telling])
    floor = LIGHTEST if set(CUTS).issubset(words) else _floor(len(words), rarities)
    weight = max(float(WEIGHTS[tags].sum()), floor)
    return Sketch(tags, weight**0.25)


def _floor(words: int, rarities: Floats) -> float:
    foreign = _share(float(rarities.mean()) if len(rarities) else 0.0, *_FOREIGN)
    few = max(_share(words, *_FEW_WORDS), _share(words, *_FEW_FOREIGN_WORDS) * foreign)
    return float(LIGHTEST * (LIGHTEST_OF_FEW / LIGHTEST) ** few)


def _share(value: float, none: float, whole: float) -> float:
    return min(max((value - none) / (whole - none), 0.0), 1.0)


def _sample(hashes: Hashes, rarities: Floats) -> Tags:
    """Draw words with a chance that grows with the square of their rarity (Efraimidis and Spirakis)."""
    if len(hashes) > SIZE:
        mixed = hashes * _MIX
        mixed ^= mixed >> np.uint32(15)
        waits = -np.log((mixed + 0.5) / 2.0**32) / np.square(rarities)
        drawn = np.sort(np.argpartition(waits, SIZE)[:SIZE])
        hashes, rarities = hashes[drawn], rarities[drawn]
    steps = np.minimum(rarities.astype(np.intp), _RAREST)
    return (_STARTS[steps] + hashes % _RANGES[steps]).astype(np.uint16)
