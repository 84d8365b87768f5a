"""Stage 4: does the comment speak of the article?

Two-sided. Shared distinctive words, and a language nearer to the article's than to that of other
comments, speak for an honest reader, up to a limit: what only repeats the article is as suspicious
as what could stand anywhere, and machines write on topic. Lack of relevance alone is little evidence
(most short honest comments share no word with their article); it counts more with praise of the site.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from spamfilter.normalise import WORD, NormalText, normalise
from spamfilter.rarity import Rarity
from spamfilter.records import Article, Reason

STAGE = "relevance"
# A word is distinctive of an article when it is rarer than this (natural logarithm: one comment in 150 has it)
# and stands in the title or twice in the text, or when ordinary comments hardly ever have it.
_DISTINCTIVE = 5.0
_RARE_ANYWHERE = 8.2
_SHARED_WEIGHT = -0.11
_MOST_FOR_SHARING = -1.4
# Language models: the article's words mixed with those of all comments, against those of all comments.
_MIXED_IN = 0.3
_NOT_HERE = math.log(1 - _MIXED_IN)
_WORDS_A_COMMENT = 60.0
_TOO_COMMON = 2.0
_UNSURE_WORDS = 6.0
_LIKENESS_WEIGHT = -1.4
_MOST_FOR_LIKENESS, _MOST_AGAINST = -0.9, 0.45
_COPIED_RUN = 7
_COPIED_SHARE = 0.7
_LONG_ENOUGH = 25
_MOST_WORDS = 300
_LIST = 8
_COMMON_SHARE = 0.15
_FEWEST_OWN = 4

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ArticleProfile:
    """An article's distinctive stems with their rarity, the share of each stem among its words, its runs of words."""

    stems: dict[str, float]
    shares: dict[str, float]
    runs: frozenset[tuple[str, ...]]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Relevance:
    """`shared`: distinctive stems in both, most distinctive first. `weight_shared`: their summed rarity.
    `likeness`: by how much the article's language explains a word better than that of all comments (mean of natural
    logarithms, drawn towards 0 where there are few words). `copied`: the share of the comment's words that stand in
    the article in runs of seven; they count for neither.
    """

    shared: tuple[str, ...]
    weight_shared: float
    likeness: float
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
    shares = {word: count / len(words) for word, count in counts.items()}
    return ArticleProfile(stems, shares, frozenset(_runs(words)), frozenset(words))


def measure_relevance(text: NormalText, profile: ArticleProfile, rarity: Rarity) -> Relevance:
    """Compare a comment with its article."""
    copied = _copied(text.words, profile)
    own = [word for word, is_copied in zip(text.words, copied.tolist(), strict=True) if not is_copied][:_MOST_WORDS]
    rarities = rarity.of_tokens(own).tolist()
    own, rarities = _without_lists(own, rarities)
    shared = {
        stem(word): min(weight, profile.stems[stem(word)])
        for word, weight in zip(own, rarities, strict=True)
        if weight >= _DISTINCTIVE and stem(word) in profile.stems
    }
    ordered = sorted(shared, key=lambda word: (-shared[word], word))
    likeness = _likeness(own, rarities, profile)
    return Relevance(tuple(ordered), sum(shared.values()), likeness, float(copied.mean()) if len(copied) else 0.0)


def _copied(words: tuple[str, ...], profile: ArticleProfile) -> Flags:
    copied = np.zeros(len(words), dtype=bool)
    known = 0  # words of the article in a row: only seven of them can be a copy
    for end, word in enumerate(words, 1):
        known = known + 1 if word in profile.words else 0
        if known >= _COPIED_RUN and words[end - _COPIED_RUN : end] in profile.runs:
            copied[end - _COPIED_RUN : end] = True
    return copied


def _without_lists(words: list[str], rarities: list[float]) -> tuple[list[str], list[float]]:
    """Leave out long rows of words without a common one between them: a list of keywords speaks of nothing.

    In a language of which the table knows no common words nothing is left out.
    """
    common = [weight < _TOO_COMMON for weight in rarities]
    if sum(common) < _COMMON_SHARE * len(words):
        return words, rarities
    kept: list[int] = []
    row: list[int] = []
    for place, is_common in enumerate([*common, True]):
        if not is_common:
            row.append(place)
            continue
        kept += row if len(row) < _LIST else []
        kept += [place] if place < len(words) else []
        row = []
    return [words[place] for place in kept], [rarities[place] for place in kept]


def _likeness(words: list[str], rarities: list[float], profile: ArticleProfile) -> float:
    total, counted = 0.0, 0
    for word, weight in zip(words, rarities, strict=True):
        if weight >= _TOO_COMMON:
            here = profile.shares.get(stem(word))
            if here is None:
                total += _NOT_HERE
            else:
                everywhere = math.exp(-weight) / _WORDS_A_COMMENT
                total += math.log(1 - _MIXED_IN + _MIXED_IN * here / everywhere)
            counted += 1
    return total / (counted + _UNSURE_WORDS)


def relevance_reasons(text: NormalText, relevance: Relevance) -> Iterator[Reason]:
    """Return the evidence of relevance alone."""
    if relevance.copied >= _COPIED_SHARE and len(text.words) >= _LONG_ENOUGH:
        yield Reason(STAGE, "repeats_article", 0.8, "Nearly every word is copied from the article.")
        return
    if relevance.shared:
        weight = max(_SHARED_WEIGHT * relevance.weight_shared, _MOST_FOR_SHARING)
        words = ", ".join(relevance.shared[:5])
        yield Reason(STAGE, "shared_terms", weight, f"Speaks of the article: {words}.")
    weight = min(max(_LIKENESS_WEIGHT * relevance.likeness, _MOST_FOR_LIKENESS), _MOST_AGAINST)
    manner = "near to" if weight < 0 else "far from"
    yield Reason(STAGE, "likeness", weight, f"Its words are {manner} those of the article.")


def without_copies(text: NormalText, profile: ArticleProfile) -> NormalText:
    """Return the comment without what it copies from the article: those words are not its author's.

    A comment that is hardly more than a copy stays as it is.
    """
    words = tuple(map(str.casefold, WORD.findall(text.plain)))
    copied = _copied(words, profile)
    if not copied.any() or len(words) - int(copied.sum()) < _FEWEST_OWN:
        return text
    places = [match.span() for match in WORD.finditer(text.plain)]
    kept = []
    end = 0
    for number in np.flatnonzero(copied).tolist():
        kept.append(text.plain[end : places[number][0]])
        end = places[number][1]
    own = normalise(" ".join([*kept, text.plain[end:]]))
    return NormalText(own.plain, own.folded, text.links, text.oddities)


def stem(word: str) -> str:
    """Return a crude stem: enough to let plural and possessive meet, in any language."""
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 4 and word.endswith("s") else word[:9]


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[start : start + _COPIED_RUN] for start in range(len(words) - _COPIED_RUN + 1))
