"""Words as the index knows them: stems without case and accents; pairs of characters where a script has no spaces.

Both databases are given these words, and neither its own stemmer: so the same search finds the same on both, in every
language that Snowball knows (https://snowballstem.org).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

LONGEST = 40
"""Characters of a word that count. What is longer is no word, but an address or noise."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Runs of Thai, Lao, Burmese, Khmer, Kana and Han: where one word ends only a dictionary knows."""

_SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def stems(text: str, language: str) -> list[str]:
    """The words of a text in their order, as the index knows them. `language`: a tag such as "de" or "pt-br"."""
    return [stem for _start, _end, stem in placed_stems(text, language)]


def placed_stems(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, stem) of each word: where it stands in the text."""
    short = language.partition("-")[0]
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if word.isascii() or not _UNSPACED.search(word):
            yield start, match.end(), stem(word[:LONGEST], short)
        else:
            yield from _pieces(word, start, short)


def _pieces(word: str, start: int, language: str) -> Iterator[tuple[int, int, str]]:
    """A run with unspaced script in it: pairs of neighbours there, ordinary words around."""
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            yield start + at, start + run.start(), stem(word[at : run.start()][:LONGEST], language)
        last = max(run.start() + 1, run.end() - 1)
        for place in range(run.start(), last):
            yield start + place, start + min(place + 2, run.end()), word[place : min(place + 2, run.end())]
        at = run.end()
    if at < len(word):
        yield start + at, start + len(word), stem(word[at:][:LONGEST], language)


def places_of(text: str, sought: Collection[str], language: str) -> list[tuple[int, int, str]]:
    """(start, end, stem) of each word of a text that is sought. Only words that begin alike are looked at closely: an
    excerpt is made ten times a page."""
    if not sought:
        return []
    short = language.partition("-")[0]
    if short in _CUT_IN_FRONT or any(_UNSPACED.search(stem) for stem in sought):
        return [place for place in placed_stems(text, language) if place[2] in sought]
    found = []
    for match in _beginnings(frozenset(stem[:_ALIKE] for stem in sought)).finditer(text):
        stemmed = stem(match[0][:LONGEST], short)
        if stemmed in sought:
            found.append((match.start(), match.end(), stemmed))
    return found


_ALIKE = 3
"""Letters at the beginning of a word that stemmers of these languages leave alone."""

_CUT_IN_FRONT = {"ar", "id", "ne", "hi"}
"""Languages whose stemmers cut prefixes too."""


@lru_cache(maxsize=1_000)
def _beginnings(stems_begin: frozenset[str]) -> re.Pattern[str]:
    """Whole words that begin so, whatever their case and accents."""
    alternatives = ("".join(map(_letter, begin)) for begin in sorted(stems_begin))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})[^\W_]*", re.IGNORECASE)


def _letter(letter: str) -> str:
    """A letter with its accents, composed or behind it."""
    return f"[{letter}{_ACCENTED.get(letter, '')}]"


_ACCENTED: dict[str, str] = {}
for _code in range(0xC0, 0x250):
    _base = unicodedata.normalize("NFD", chr(_code))[0].casefold()
    if _base.isascii() and _base.isalpha():
        _ACCENTED[_base] = _ACCENTED.get(_base, "") + chr(_code)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """One word as the index knows it. Never empty for a word of letters or digits."""
    lower = unicodedata.normalize("NFKC", word).casefold()
    if language == "en":  # its stemmer knows no accents
        lower = _without_accents(lower)
    stemmer = _stemmer(language)
    stemmed = stemmer.stemWord(lower) if stemmer is not None else lower
    plain = "".join(filter(str.isalnum, _without_accents(stemmed)))
    return plain or "".join(filter(str.isalnum, lower)) or "0"


def _without_accents(word: str) -> str:
    return (
        word
        if word.isascii()
        else "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    )


@cache
def _stemmer(language: str) -> Any:
    name = _SNOWBALL.get(language)
    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None
