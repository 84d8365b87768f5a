"""The XML of an export as small elements, one child of the channel at a time, read with expat.

Expat is used directly and not through a tree builder, for two reasons: memory (each entry is forgotten before the
next one begins) and control (a DOCTYPE with rules is refused, so entities cannot be declared, expanded or fetched).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn
from xml.parsers import expat

from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.limits import Limits, readable_size

WXR_NAMESPACE = re.compile(r"https?://wordpress\.org/export/(\d{1,3}\.\d{1,3})/(excerpt/)?")
PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
FEEDS = {"atom:feed": "an Atom feed", "rdf:RDF": "an RSS feed", "opml": "a list of feeds (OPML)"}
ENTRY_DEPTH = 3  # rss, channel, then items, authors and terms


class Element:
    """One element: name with its usual prefix ("wp:post_id"), attributes, its own text, and children.

    `text` is complete when the element has ended; until then its `pieces` are collected, `size` characters in all.
    """

    __slots__ = ("attributes", "children", "line", "name", "pieces", "size", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.pieces: list[str] = []
        self.size = 0
        self.children: list[Element] = []

    def fields(self) -> dict[str, str]:
        """The text of each child by name; the first one wins when a name occurs twice."""
        return {child.name: child.text for child in reversed(self.children)}


class ElementReader:
    """Feeds expat and calls `on_entry` with each complete child of the channel.

    `on_comment` gets each comment of an item when it closes, so that a thread of 50,000 comments is never held as
    elements. Both run inside `feed`.
    """

    def __init__(
        self, limits: Limits, on_entry: Callable[[Element], None], on_comment: Callable[[Element], None]
    ) -> None:
        self.limits = limits
        self.wxr_version = ""
        self._on_entry = on_entry
        self._on_comment = on_comment
        self._fed = 0
        self._depth = 0
        self._stack: list[Element] = []
        self._entry_size = 0
        self._parts = 0
        self._names: dict[str, str] = {}
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        # The text is UTF-8 by now, whatever its first line declares.
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = 256 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._refuse_declaration
        parser.AttlistDeclHandler = self._refuse_declaration
        parser.ExternalEntityRefHandler = self._refuse_declaration
        parser.SkippedEntityHandler = self._refuse_declaration
        return parser

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> None:
        """Parse a piece of UTF-8. Raises `ExportError`."""
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise self._malformed(error) from error
        self._fed += len(chunk)
        # Expat before 2.6 reads an unfinished token again with every piece, which makes a long one quadratic.
        if self._fed - self._parser.CurrentByteIndex > self.limits.token:
            raise ExportError("token_too_long", line=self.line, limit=readable_size(self.limits.token))

    def close(self) -> None:
        """Say that the file is complete. Raises `ExportError` when it is not."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ExportError("truncated", line=error.lineno, inside=self._inside()) from error
        if not self.wxr_version:
            raise ExportError("feed", kind="an RSS feed")

    def _malformed(self, error: expat.ExpatError) -> ExportError:
        why = expat.ErrorString(error.code) or "not well-formed"
        return ExportError("malformed", line=error.lineno, column=error.offset + 1, inside=self._inside(), why=why)

    def _inside(self) -> str:
        """Name the entry that was being read: people look for its title, not for a line of XML."""
        if not self._stack:
            return ""
        title = next((child.text for child in self._stack[0].children if child.name == "title"), "").strip()
        return f', in the entry "{title[:80]}"' if title else ""

    def _start(self, raw_name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self.limits.depth:
            raise ExportError("too_deep", line=self.line, limit=self.limits.depth)
        name = self._names.get(raw_name) or self._new_name(raw_name)
        for attribute in attributes:
            if attribute not in self._names:
                self._new_name(attribute)
        if self._depth < ENTRY_DEPTH:
            self._check_frame(name)
            return
        if self._depth == ENTRY_DEPTH:
            self._entry_size = self._parts = 0
            if name == "item" and not self.wxr_version:
                raise ExportError("feed", kind="an RSS feed")
        self._parts += 1
        if self._parts > self.limits.parts:
            raise ExportError("too_many_parts", line=self._stack[0].line, limit=f"{self.limits.parts:,}")
        self._stack.append(Element(name, attributes, self.line))

    def _check_frame(self, name: str) -> None:
        if self._depth > 1 or name == "rss":
            return
        if name in FEEDS:
            raise ExportError("feed", kind=FEEDS[name])
        if name in {"html", "xhtml:html"}:
            raise ExportError("html_page")
        raise ExportError("not_an_export", name=name[:80])

    def _new_name(self, raw_name: str) -> str:
        if len(self._names) >= self.limits.names:
            raise ExportError("too_many_names", line=self.line, limit=f"{self.limits.names:,}")
        namespace, _, local = raw_name.rpartition(" ")
        if found := WXR_NAMESPACE.fullmatch(namespace):
            name = ("excerpt:" if found[2] else "wp:") + local
        else:
            name = PREFIXES.get(namespace, f"{{{namespace}}}" if namespace else "") + local
        self._names[raw_name] = name
        return name

    def _characters(self, text: str) -> None:
        if not self._stack:
            return
        element = self._stack[-1]
        element.pieces.append(text)
        element.size += len(text)
        self._entry_size += len(text)
        if element.size > self.limits.text:
            limit = readable_size(self.limits.text)
            raise ExportError("text_too_long", name=element.name, line=element.line, limit=limit)
        if self._entry_size > self.limits.post:
            raise ExportError("post_too_large", line=self._stack[0].line, limit=readable_size(self.limits.post))

    def _end(self, _raw_name: str) -> None:
        self._depth -= 1
        if not self._stack:
            return
        element = self._stack.pop()
        element.text = "".join(element.pieces)
        element.pieces.clear()
        if not self._stack:
            self._on_entry(element)
        elif element.name == "wp:comment" and len(self._stack) == 1:
            self._parts -= sum(1 for child in element.children if not child.children)
            self._on_comment(element)
        else:
            self._stack[-1].children.append(element)

    def _namespace(self, _prefix: str | None, uri: str) -> None:
        if found := WXR_NAMESPACE.fullmatch(uri):
            self.wxr_version = self.wxr_version or found[1]

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_rules: int) -> None:
        if has_rules:
            self._refuse_declaration()

    def _refuse_declaration(self, *_declaration: object) -> NoReturn:
        raise ExportError("doctype", line=self.line)
