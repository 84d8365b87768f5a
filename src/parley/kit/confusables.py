"""Names that look alike: "Вen" with a Cyrillic letter, "8en", "Bén" and "B e n" all fold to the same skeleton."""

import json
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

_ALIKE_IN_ASCII = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "j": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"}
)
"""What passes for another letter in most typefaces, or is typed for it."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def name_skeleton(name: str) -> str:
    """What two names share when a reader could take one for the other; "" for a name without letters.

    Case, accents, spaces and punctuation do not count; letters of other scripts count as the Latin ones they look like
    (the table is Unicode's, as the package confusable-homoglyphs brings it).
    """
    return _alike(_NOT_LETTERS.sub("", _latin(name)))


def word_skeletons(name: str) -> set[str]:
    """The skeletons of the single words of a name, split at spaces, punctuation and capitals: "SiteAdmin_7" has
    those of "site" and "admin"."""
    whole = _latin(name)
    words = {*re.split(r"[\W_]+", whole), *_WORDS.findall(whole), *re.split(r"[\W\d_]+", whole)}
    return {_alike(word) for word in words if word}


def _latin(name: str) -> str:
    """The name in the letters that it seems to have, case kept; combining marks gone."""
    table = _lookalikes()
    folded = "".join(table.get(c, c) for c in unicodedata.normalize("NFKC", name.replace("|", "l")))
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(table.get(c, c) for c in decomposed if not unicodedata.combining(c))


def _alike(word: str) -> str:
    letters = word.casefold().translate(_ALIKE_IN_ASCII)
    return letters.replace("rn", "m").replace("vv", "w")


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, str]:
    """Character → ASCII letter or digit that it looks like. Read when first needed: the package's own module would
    keep ten megabytes for it."""
    text = (files("confusable_homoglyphs") / "confusables.json").read_text(encoding="utf-8")
    table = {}
    for character, alike in json.loads(text).items():
        if len(character) == 1 and not character.isascii():
            ascii_ones = [each["c"] for each in alike if len(each["c"]) == 1 and each["c"].isascii()]
            if ascii_ones and ascii_ones[0].isalnum():
                table[character] = ascii_ones[0]
    return table | _SMALL_CAPITALS


# Unicode's table has them as lookalikes of each other only.
_SMALL_CAPITALS = {"в": "b", "ʙ": "b", "н": "h", "ʜ": "h", "к": "k", "м": "m", "т": "t", "г": "r", "п": "n", "и": "u"}
