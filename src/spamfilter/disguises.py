"""Undoing what was done to words so that people read them and programs do not.

Each function returns the text as people read it and counts what it undid in `oddities`: the rules weigh that.
"""

import re
from collections import Counter

_ENCODED = re.compile(r"&#(x?)([0-9a-f]{2,7});?", re.IGNORECASE)
# From a right-to-left override on, a browser shows the characters backwards, Latin ones too.
_OVERRIDDEN = re.compile("\u202e([^\u202c\u202e]*)\u202c?")
# Strokes through letters, marks in heaps, and rings around them. One mark on a letter is a letter of some language.
_OVERLAID = re.compile("(?<=[A-Za-z])(?:[\u0334-\u0338\u20d0-\u20ff][\u0300-\u036f]*|[\u0300-\u036f]{2,})")
_SPACED = re.compile(r"(?<![^\W_])(?P<first>[^\W\d_])(?P<gap>[ .\-_*])(?:[^\W\d_](?P=gap)){2,}[^\W\d_](?![^\W_])")
_LONE_LETTER = re.compile(r"[ .\-_*][^\W\d_][ .\-_*][^\W\d_][ .\-_*]")
_FEWEST_SPACED = 5
_INLINE = (
    r"<(?:!--[^<>]*--|/?(?:b|i|u|s|em|strong|small|big|span|font|sub|sup|tt|code|mark|wbr|ins|del)(?:\s[^<>]*)?/?)>"
)
_TAGS_INSIDE = re.compile(rf"(?<=[^\W\d_])(?:{_INLINE})+(?=[^\W\d_])", re.IGNORECASE)
_TAG_IN_WORD, _STAR_IN_WORD = re.compile(r"<(?<=[^\W\d_]<)"), re.compile(r"\*(?<=[^\W\d_]\*)")
_STARS_INSIDE = re.compile(r"(?<=[^\W\d_])(\*{1,3})([^\W\d_]{1,30})\1(?=[^\W\d_])")
# A word of five characters and more whose vowels are digits or signs. Not what digits only follow or lead (mp3, 50mm),
# and no other digits: those are formulas, versions and hashes.
_LEET = re.compile(r"(?<![\w@$!.#/&=?-])[a-z0-9][a-z013457@$!]{3,28}[a-z013457](?![\w@$/=&-]|\.\w)")
_PLAIN_NUMBER = re.compile(r"[a-z]+\d+|[\d$]+[a-z]+")
_DIGITS_IN_A_ROW = re.compile(r"\d{3}")
_READ_AS = str.maketrans("013457@$!", "oieastasi")
_VOWELS = re.compile("[aeiouy]")
_FEWEST_LEET = 2


def count_encoded_letters(text: str) -> int:
    """Return how many plain letters are written as numbers (`&#97;`), which nobody does by hand."""
    return sum(_is_letter(int(number, 16 if base else 10)) for base, number in _ENCODED.findall(text))


def _is_letter(code: int) -> bool:
    return code < 128 and chr(code).isalpha()


def turn_back(text: str, oddities: Counter[str]) -> str:
    """Return Latin text under a right-to-left override in the order in which it is shown."""
    if "\u202e" not in text:
        return text

    def turned(match: re.Match[str]) -> str:
        shown = match.group(1)
        letters = sum(map(str.isalpha, shown))
        if 2 * sum(letter.isascii() and letter.isalpha() for letter in shown) <= letters:
            return match.group()
        oddities["reversed"] += 1
        return shown[::-1]

    return _OVERRIDDEN.sub(turned, text)


def strip_overlays(text: str, oddities: Counter[str]) -> str:
    """Return the text without strokes and heaps of marks on Latin letters."""
    text, overlaid = _OVERLAID.subn("", text)
    oddities["styled"] += overlaid
    return text


def join_words(text: str, oddities: Counter[str]) -> str:
    """Return the text with words joined that tags or Markdown's stars cut in two."""
    if _TAG_IN_WORD.search(text):
        text, tags = _TAGS_INSIDE.subn("", text)
        oddities["cut_words"] += tags
    if _STAR_IN_WORD.search(text):
        text, stars = _STARS_INSIDE.subn(r"\2", text)
        oddities["cut_words"] += stars
    return text


def join_letters(text: str, oddities: Counter[str]) -> str:
    """Return the text with words joined whose letters stand apart. Wants the spaces as they were sent."""

    if not _LONE_LETTER.search(text):
        return text

    def joined(match: re.Match[str]) -> str:
        letters = match.group()[::2]
        oddities["spaced"] += len(letters) >= _FEWEST_SPACED
        return letters

    return _SPACED.sub(joined, text)


def read_digits(folded: str, oddities: Counter[str]) -> str:
    """Return the casefolded text with digits and signs read as the letters they stand for.

    One such word may be a name or a joke; from two on they are read.
    """
    found = {word for word in _LEET.findall(folded) if not word.isalpha() and _is_leet(word)}
    oddities["leet"] = len(found)
    if len(found) < _FEWEST_LEET:
        return folded
    return _LEET.sub(lambda match: match[0].translate(_READ_AS) if match[0] in found else match[0], folded)


def _is_leet(word: str) -> bool:
    if _PLAIN_NUMBER.fullmatch(word) or _DIGITS_IN_A_ROW.search(word):
        return False
    letters = sum(map(str.isalpha, word))
    return letters >= 2 and 2 * letters >= len(word) - 1 and bool(_VOWELS.search(word.translate(_READ_AS)))
