"""The words of a stored body, without drawing it: for the filter, for reading time, for checks, for versions."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from parley.kit.text import plain_text
from parley.publication.references import without_references

_UNREAD_BLOCKS = {"pull_quote", "related", "embed"}
_UNREAD_FIELDS = {"type", "id", "address", "language", "picture", "moment", "level", "is_ordered", "is_decorative"}
_SPACES = re.compile(r"\s+")
_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def texts(stored: Any) -> Iterator[str]:
    """The texts in a stored block, as they are stored. What stands in the text twice, or elsewhere, is left out."""
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, list):
        for one in stored:
            yield from texts(one)
    elif isinstance(stored, dict) and stored.get("type") not in _UNREAD_BLOCKS:
        for name, value in stored.items():
            if name not in _UNREAD_FIELDS:
                yield from texts(value)


def words_of_block(stored: Any) -> str:
    """The words of one stored block, as plain text without marks of references."""
    return without_references(" ".join(part for text in texts(stored) if (part := plain_text(text))))


def words_of_blocks(raw: Iterable[Any]) -> list[str]:
    """The words of each stored block that a reader reads."""
    return [words for stored in raw if (words := words_of_block(stored))]


def contains(blocks: Iterable[str], sentence: str) -> bool:
    """Whether a sentence stands in one of these texts. Kinds of quotation marks and dashes, and space, do not count."""
    wanted = _folded(sentence).strip("\"'.…")
    return bool(wanted) and any(wanted in _folded(words) for words in blocks)


def _folded(text: str) -> str:
    return _SPACES.sub(" ", without_references(text).translate(_SAME)).strip().casefold()
