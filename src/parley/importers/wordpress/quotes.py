"""Quotations: whole ones, pulled ones, and the line that says who is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from parley.importers.wordpress.builder import BlockBuilder, Wrappers, is_pull_quote
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.flow import flow_html
from parley.importers.wordpress.inline import BLOCK_TAGS, plain_text, sanitize
from parley.importers.wordpress.kinds import PullQuote, Quote
from parley.importers.wordpress.media import pictures_below

DASHES = ("—", "–", "―", "--", "- ", "~")
MAX_ATTRIBUTION = 120


def read_quote(builder: BlockBuilder, node: Node, _wrappers: Wrappers, *, pulled: bool = False) -> None:
    pulled = pulled or is_pull_quote(node)
    content, attribution = take_attribution(node.children)
    inner = builder.inside()
    inner.walk(content)
    markup, hoisted = flow_html(inner.blocks, paragraphs=True)
    if pulled:
        text = plain_text(_text_nodes(content)) if markup else ""
        if text or attribution:
            builder.add(PullQuote(text or attribution, attribution if text else ""))
    elif markup or attribution:
        markup = markup or f"<p>{sanitize(attribution, set())}</p>"
        builder.add(Quote(sanitize(markup, BLOCK_TAGS), attribution))
    builder.hoist(hoisted, "quotation")


def _text_nodes(nodes: Sequence[Node | str]) -> list[Node | str]:
    """Without the pieces that a pull quote cannot show and that are placed after it."""
    return [
        node if isinstance(node, str) else Node(node.tag, node.attributes, _text_nodes(node.children))
        for node in nodes
        if isinstance(node, str) or node.tag not in {"table", "pre", "figcaption", "iframe", "video", "audio", "object"}
    ]


def take_attribution(children: Sequence[Node | str]) -> tuple[list[Node | str], str]:
    """Return the content without the line that says who is quoted, and that line."""
    content = list(children)
    while content and isinstance(content[-1], str) and not content[-1].strip():
        content.pop()
    last = content[-1] if content else None
    if not isinstance(last, Node):
        return content, ""
    text = plain_text([last])
    if len(text) > MAX_ATTRIBUTION or pictures_below([last]):
        return content, ""
    if last.tag in {"cite", "footer", "figcaption"} or (len(content) > 1 and _is_attribution(last, text)):
        return content[:-1], text.lstrip("".join(DASHES)).strip()
    if last.tag in {"div", "blockquote"} or (last.tag == "p" and _ends_in_own_line(last)):
        inner, attribution = take_attribution(last.children)
        if attribution:
            return [*content[:-1], Node(last.tag, last.attributes, inner)], attribution
    return content, ""


def _ends_in_own_line(node: Node) -> bool:
    """Whether the last thing in a paragraph stands after a `<br>`: a `cite` there is no title of a book."""
    solid = [child for child in node.children if not isinstance(child, str) or child.strip()]
    before = solid[-2] if len(solid) > 1 else None
    return isinstance(before, Node) and before.tag == "br"


def _is_attribution(node: Node, text: str) -> bool:
    solid = [child for child in node.children if not isinstance(child, str) or child.strip()]
    only_cite = len(solid) == 1 and isinstance(solid[0], Node) and solid[0].tag == "cite"
    return node.tag == "p" and bool(text) and (only_cite or text.startswith(DASHES))
