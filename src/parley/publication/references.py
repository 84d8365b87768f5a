"""References in the text, `[^key]`, become numbers that lead to the sources; each source knows its places.

The mark is plain text, so that it survives copying, pasting and an import; it is what Markdown writes for footnotes. A
key that no source has is left as it is: the content checks name it.
"""

import re
from collections.abc import Iterable
from typing import Any

from parley.publication.documents import SourceDocument

REFERENCE = re.compile(r"\[\^([\w-]+)\]")
_TAG = re.compile(r"(<[^>]*>)")


class References:
    """Counts the references of one article while its blocks are drawn in their order."""

    def __init__(self, sources: Iterable[Any]) -> None:
        self._sources = {value["key"]: value for value in sources}
        self._places: dict[str, list[int]] = {}
        self._count = 0

    def linked(self, html: str) -> str:
        """Safe HTML with its references as links. Marks inside tags and code stay as they are."""
        if "[^" not in html:
            return html
        parts = _TAG.split(html)
        in_code = False
        for index, part in enumerate(parts):
            if part.startswith("<"):
                in_code = part == "<code>" or (in_code and part != "</code>")
            elif not in_code:
                parts[index] = REFERENCE.sub(self._link, part)
        return "".join(parts)

    def _link(self, found: re.Match[str]) -> str:
        key = found[1]
        if key not in self._sources:
            return found[0]
        self._count += 1
        places = self._places.setdefault(key, [])
        places.append(self._count)
        number = list(self._places).index(key) + 1
        return f'<sup><a id="ref-{self._count}" href="#source-{number}" role="doc-noteref">{number}</a></sup>'

    def documents(self) -> tuple[SourceDocument, ...]:
        """The sources in the order in which the text names them, then those that it does not name."""
        keys = [*self._places, *(key for key in self._sources if key not in self._places)]
        return tuple(self._document(number, key) for number, key in enumerate(keys, 1))

    def _document(self, number: int, key: str) -> SourceDocument:
        value = self._sources[key]
        words = ("kind", "title", "authors", "publication", "date", "pages", "address", "note")
        fields = {name: value.get(name) or "" for name in words}
        return SourceDocument(number=number, key=key, references=tuple(self._places.get(key, ())), **fields)


def without_references(text: str) -> str:
    """Plain text without the marks."""
    return REFERENCE.sub("", text)
