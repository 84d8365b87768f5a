"""Figures: a picture, an embed or a table with its caption, or a group of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parley.importers.wordpress import credits
from parley.importers.wordpress.builder import BlockBuilder, Wrappers, is_pull_quote
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.inline import plain_text, web_url
from parley.importers.wordpress.kinds import Embed, Image, Table
from parley.importers.wordpress.quotes import read_quote

CREDIT_CLASS = re.compile(r"(?:^|[-_])(?:credits?|copyright|byline|source|fotograf)(?:$|[-_])")


def read_figure(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """A picture, embed, table or quotation with its caption; a group of them without."""
    children, caption = take_caption(node.children)
    if is_pull_quote(node):
        quote = next((part for part in node.walk() if part.tag == "blockquote"), node)
        extra = [caption] if caption else []
        read_quote(builder, Node("blockquote", {}, [*quote.children, *extra]), wrappers, pulled=True)
        return
    before = len(builder.blocks)
    address = plain_text(children)
    if any(name.startswith("wp-block-embed") for name in node.classes) and re.fullmatch(r"https?://\S+", address):
        builder.add(Embed(web_url(address, builder.base_url)))
    else:
        builder.walk(children, wrappers)
    if caption:
        _add_caption(builder, caption, before)


def take_caption(children: Sequence[Node | str]) -> tuple[list[Node | str], Node | None]:
    """Return the children of a figure without its caption, and the caption."""
    for index, child in enumerate(children):
        if isinstance(child, Node) and (child.tag == "figcaption" or "wp-caption-text" in child.classes):
            return [*children[:index], *children[index + 1 :]], child
    return list(children), None


def _add_caption(builder: BlockBuilder, node: Node, before: int) -> None:
    """Give the caption to the one block of the figure; a group's caption becomes a paragraph after it."""
    added = builder.blocks[before:]
    text = plain_text(node.children)
    last = added[0] if len(added) == 1 else None
    if isinstance(last, Image) and not last.caption:
        marked = next((part for part in node.walk() if part is not node and _marks_credit(part)), None)
        caption, credit = credits.split_caption(text)
        if marked is not None and (words := plain_text(marked.children)):
            caption = plain_text(_without(node.children, marked)).strip(" |/–—")
            credit = credits.tidy_credit(words)
        builder.blocks[-1] = replace(last, caption=caption, credit=credit or last.credit)
    elif isinstance(last, Embed | Table) and not last.caption:
        builder.blocks[-1] = replace(last, caption=text)
    else:
        builder.walk(node.children)
        return
    if any(part.tag == "a" for part in node.walk()):
        builder.note("A link in a caption was taken away; its words were kept.")


def _marks_credit(node: Node) -> bool:
    return any(CREDIT_CLASS.search(name) for name in node.classes)


def _without(nodes: Sequence[Node | str], unwanted: Node) -> list[Node | str]:
    return [
        node if isinstance(node, str) else Node(node.tag, node.attributes, _without(node.children, unwanted))
        for node in nodes
        if node is not unwanted
    ]
