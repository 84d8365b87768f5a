"""Tables, and what people put into tables that is none."""

from __future__ import annotations

from parley.importers.wordpress.builder import BlockBuilder, Wrappers
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.flow import flow_html
from parley.importers.wordpress.inline import plain_text
from parley.importers.wordpress.kinds import Block, Table


def read_table(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    rows: list[Node] = []
    loose: list[Node | str] = []
    captions: list[Node | str] = []
    _sort_table(node, rows, loose, captions)
    builder.walk(loose, wrappers)
    cells = [[cell for cell in row.children if isinstance(cell, Node) or cell.strip()] for row in rows]
    if sum(len(row) for row in cells) == 1:
        builder.note("A table of one cell became plain text.")
        builder.walk(cells[[len(row) for row in cells].index(1)], wrappers)
        builder.walk(captions, wrappers)
        return
    hoisted: list[Block] = []
    texts = [tuple(_cell_html(builder, cell, hoisted) for cell in row) for row in cells]
    caption = plain_text(captions)
    if any(any(row) for row in texts):
        first = next(row for row in cells if row)
        header = all(isinstance(cell, Node) and cell.tag == "th" for cell in first)
        builder.add(Table(tuple(row for row in texts if row), header, caption))
    else:
        builder.walk(captions, wrappers)
    builder.hoist(hoisted, "table")


def _sort_table(node: Node, rows: list[Node], loose: list[Node | str], captions: list[Node | str]) -> None:
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                loose.append(child)
        elif child.tag == "tr":
            rows.append(child)
        elif child.tag in {"tbody", "thead", "tfoot"}:
            _sort_table(child, rows, loose, captions)
        elif child.tag == "caption":
            captions += child.children
        elif child.tag not in {"col", "colgroup"}:
            loose.append(child)


def _cell_html(builder: BlockBuilder, cell: Node | str, hoisted: list[Block]) -> str:
    inner = builder.inside()
    inner.walk(cell.children if isinstance(cell, Node) and cell.tag in {"td", "th"} else [cell])
    if isinstance(cell, Node) and ("colspan" in cell.attributes or "rowspan" in cell.attributes):
        builder.note("Joined cells of a table were separated.")
    markup, rest = flow_html(inner.blocks, paragraphs=False, lists=False)
    hoisted += rest
    return markup
