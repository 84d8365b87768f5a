"""Lists of points, and lists that are only links to further reading."""

from __future__ import annotations

from parley.importers.wordpress.builder import BlockBuilder, Wrappers
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.flow import flow_html
from parley.importers.wordpress.inline import BLOCK_TAGS, sanitize
from parley.importers.wordpress.kinds import Block, List
from parley.importers.wordpress.related import has_related_class, related_links


def read_list(builder: BlockBuilder, node: Node, _wrappers: Wrappers) -> None:
    if has_related_class(node) and not builder.nested and add_related(builder, node):
        return
    items: list[str] = []
    hoisted: list[Block] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        inner = builder.inside()
        inner.walk(child.children if isinstance(child, Node) and child.tag == "li" else [child])
        markup, rest = flow_html(inner.blocks, paragraphs=False)
        hoisted += rest
        nested_list = isinstance(child, Node) and child.tag in {"ul", "ol"}
        if nested_list and items:
            items[-1] += markup
        elif markup:
            items.append(markup)
    if node.attributes.get("start", "1") != "1" or "reversed" in node.attributes:
        builder.note("A numbered list counts from 1 now.")
    if items:
        builder.add(List(node.tag == "ol", tuple(sanitize(item, BLOCK_TAGS) for item in items)))
    builder.hoist(hoisted, "list")


def add_related(builder: BlockBuilder, node: Node) -> bool:
    """A box of links has a heading and a list; whatever else is in it makes it ordinary content."""
    found = related_links([node], builder.base_url, marked=True)
    builder.blocks.extend(found)
    return bool(found)
