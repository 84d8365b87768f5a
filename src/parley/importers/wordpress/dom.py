"""HTML as a small tree of our own: parsed by lxml, without depth that could exhaust the stack, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

COMMENT = "#comment"
# libxml2 drops everything below 2,048 open elements without a word. `too_deep` counts only elements that must be
# closed, and a table opens four for each that is counted.
PARSED_DEPTH = 400
# Python's own stack ends at 1,000 calls, and each level of content costs several.
KEPT_DEPTH = 60

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"})
# Their end tag may be left out, so an open one says nothing about depth.
CLOSED_BY_THE_NEXT = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead", "tfoot"})
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]*>?")
# What neither lxml nor an article can hold: controls, lone surrogates, non-characters.
UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """An element, or a comment when `tag` is `COMMENT` (its text is then the only child)."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").lower().split())

    def walk(self) -> Iterator[Node]:
        """Yield this node and every node below it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def text(self) -> str:
        """All words below, as written; comments are not words."""
        parts = (child if isinstance(child, str) else child.text() for child in self.children)
        return "" if self.tag == COMMENT else "".join(parts)


def clean_text(content: str) -> str:
    """Take out what is no text at all, and settle on one kind of line end."""
    return UNTEXT.sub("", content).replace("\r\n", "\n").replace("\r", "\n")


def too_deep(content: str) -> bool:
    depth = 0
    for slash, name in TAG.findall(content):
        tag = name.lower()
        if tag in VOID or tag in CLOSED_BY_THE_NEXT:
            continue
        depth = max(depth - 1, 0) if slash else depth + 1
        if depth > PARSED_DEPTH:
            return True
    return False


def without_tags(content: str) -> str:
    return TAG.sub(" ", content)


def parse(content: str) -> Node:
    """Return the tree of a fragment of HTML under a node "body". Never raises; malformed markup is mended.

    Elements deeper than `KEPT_DEPTH` are dissolved into their ancestor: their words stay.
    """
    body = Node("body")
    parser = html.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
    # Surrogates are gone, so the text can be encoded; lxml refuses text with an encoding declaration of its own.
    source = f"<html><body><div>{clean_text(content)}</div></body></html>".encode()
    root = etree.fromstring(source, parser)
    if root is None:
        return body
    stack = [body]
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            stack[-1].children.append(Node(COMMENT, children=[element.text or ""]))
        elif event == "start":
            if len(stack) > KEPT_DEPTH:
                skipped += 1
                _append_text(stack[-1], " ")
            else:
                node = Node(str(element.tag).lower(), {str(k): str(v) for k, v in element.attrib.items()})
                stack[-1].children.append(node)
                stack.append(node)
            _append_text(stack[-1], element.text)
            continue
        elif skipped:
            skipped -= 1
        else:
            stack.pop()
        _append_text(stack[-1], element.tail)
    return body


def _append_text(node: Node, text: str | None) -> None:
    if text:
        node.children.append(text)
