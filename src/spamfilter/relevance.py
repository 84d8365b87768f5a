"""Stage 4: does the comment speak of the article?

Two-sided. Shared distinctive words speak for an honest reader, up to a limit: what only repeats
the article is as suspicious as what could stand anywhere. Lack of relevance alone is no evidence
(most short honest comments share no word with their article); it counts with praise of the site.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spamfilter.normalise import NormalText, normalise
from spamfilter.rarity import Rarity
from spamfilter.records import Article, Reason

STAGE = "relevance"
# A word is distinctive of an article when it is rarer than this (natural logarithm: one comment in 150 has it)
# and stands in the title or twice in the text, or when ordinary comments hardly ever have it.
_DISTINCTIVE = 5.0
_RARE_ANYWHERE = 8.2
_SHARED_WEIGHT = -0.11
_MOST_FOR_SHARING = -1.8
_COPIED_RUN = 7
_COPIED_SHARE = 0.7
_LONG_ENOUGH = 25


@dataclass(frozen=True, slots=True)
class ArticleProfile:
    """An article's distinctive word stems with their rarity, and its runs of words."""

    stems: dict[str, float]
    runs: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Relevance:
    """`shared`: distinctive stems in both, most distinctive first. `weight_shared`: their summed rarity.
    `copied`: the share of the comment's words that stand in the article in runs of seven.
    """

    shared: tuple[str, ...]
    weight_shared: float
    copied: float


@lru_cache(maxsize=64)
def profile_article(article: Article, rarity: Rarity) -> ArticleProfile:
    """Return what is distinctive of `article`; kept for the last 64 articles."""
    words = normalise(f"{article.title}\n{article.text}").words
    counts = Counter(map(stem, words))
    counts.update(map(stem, normalise(article.title).words))
    stems: dict[str, float] = {}
    for word, weight in zip(words, rarity.of_tokens(words).tolist(), strict=True):
        if len(word) > 2 and (weight >= _RARE_ANYWHERE or (weight >= _DISTINCTIVE and counts[stem(word)] > 1)):
            # "talks" may be distinctive where "talk" is not: the commoner form decides.
            stems[stem(word)] = min(weight, stems.get(stem(word), weight))
    return ArticleProfile(stems, frozenset(_runs(words)))


def measure_relevance(text: NormalText, profile: ArticleProfile, rarity: Rarity) -> Relevance:
    """Compare a comment with its article."""
    words = sorted(word for word in text.vocabulary if stem(word) in profile.stems)
    shared = {
        stem(word): min(weight, profile.stems[stem(word)])
        for word, weight in zip(words, rarity.of_tokens(words).tolist(), strict=True)
        if weight >= _DISTINCTIVE
    }
    copied = np.zeros(len(text.words), dtype=bool)
    for start, run in enumerate(_runs(text.words)):
        if run in profile.runs:
            copied[start : start + _COPIED_RUN] = True
    ordered = sorted(shared, key=lambda word: (-shared[word], word))
    return Relevance(tuple(ordered), sum(shared.values()), float(copied.mean()) if len(copied) else 0.0)


def relevance_reasons(text: NormalText, relevance: Relevance) -> Iterator[Reason]:
    """Return the evidence of relevance alone."""
    if relevance.copied >= _COPIED_SHARE and len(text.words) >= _LONG_ENOUGH:
        yield Reason(STAGE, "repeats_article", 0.8, "Nearly every word is copied from the article.")
    elif relevance.shared:
        weight = max(_SHARED_WEIGHT * relevance.weight_shared, _MOST_FOR_SHARING)
        words = ", ".join(relevance.shared[:5])
        yield Reason(STAGE, "shared_terms", weight, f"Speaks of the article: {words}.")


def stem(word: str) -> str:
    """Return a crude stem: enough to let plural and possessive meet, in any language."""
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 4 and word.endswith("s") else word[:9]


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[start : start + _COPIED_RUN] for start in range(len(words) - _COPIED_RUN + 1))
