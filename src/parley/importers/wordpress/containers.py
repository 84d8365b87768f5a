"""Elements that only group others, unless a class says what they are."""

from __future__ import annotations

from parley.importers.wordpress.builder import BlockBuilder, Wrappers, is_pull_quote
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.figures import read_figure
from parley.importers.wordpress.inline import plain_text
from parley.importers.wordpress.lists import add_related
from parley.importers.wordpress.quotes import read_quote
from parley.importers.wordpress.related import has_related_class

MAX_ASIDE = 400


def read_container(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """A `div` and its kin: most only group, but some themes mark quotes, captions and links with a class."""
    if has_related_class(node) and not builder.nested and add_related(builder, node):
        return
    if is_pull_quote(node):
        read_quote(builder, node, wrappers)
    elif any(name.startswith(("wp-caption", "wp-block-embed")) for name in node.classes):
        read_figure(builder, node, wrappers)
    else:
        builder.walk(node.children, wrappers)


def read_aside(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """Magazines pull quotes with `aside`; a longer or richer one is a box of its own."""
    text = plain_text(node.children)
    rich = any(part.tag in {"img", "ul", "ol", "table", "iframe", "h2", "h3", "h4", "a"} for part in node.walk())
    if text and not rich and len(text) <= MAX_ASIDE and not has_related_class(node):
        read_quote(builder, node, wrappers, pulled=True)
        return
    builder.note("A box beside the text was placed in the text.")
    read_container(builder, node, wrappers)
