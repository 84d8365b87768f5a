"""Handlers for the elements that hold other blocks: quotes, lists, tables, figures, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from parley.importers.wordpress import credits
from parley.importers.wordpress.builder import BlockBuilder, is_pull_quote
from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.flow import flow_html
from parley.importers.wordpress.inline import BLOCK_TAGS, plain_text, sanitize, web_url
from parley.importers.wordpress.kinds import Block, Embed, Image, List, PullQuote, Quote, Table
from parley.importers.wordpress.media import pictures_below
from parley.importers.wordpress.related import has_related_class, related_links

Wrappers = tuple[Node, ...]
DASHES = ("—", "–", "―", "--", "- ", "~")
MAX_ATTRIBUTION = 120
MAX_ASIDE = 400
CREDIT_CLASS = re.compile(r"(?:^|[-_])(?:credits?|copyright|byline|source|fotograf)(?:$|[-_])")


def read_container(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """A `div` and its kin: most only group, but some themes mark quotes, captions and links with a class."""
    if has_related_class(node) and not builder.nested and _add_related(builder, node):
        return
    if is_pull_quote(node):
        read_quote(builder, node, wrappers)
    elif any(name.startswith(("wp-caption", "wp-block-embed")) for name in node.classes):
        read_figure(builder, node, wrappers)
    else:
        builder.walk(node.children, wrappers)


def _add_related(builder: BlockBuilder, node: Node) -> bool:
    """A box of links has a heading and a list; whatever else is in it makes it ordinary content."""
    found = related_links([node], builder.base_url, marked=True)
    builder.blocks.extend(found)
    return bool(found)


def read_aside(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """Magazines pull quotes with `aside`; a longer or richer one is a box of its own."""
    text = plain_text(node.children)
    rich = any(part.tag in {"img", "ul", "ol", "table", "iframe", "h2", "h3", "h4", "a"} for part in node.walk())
    if text and not rich and len(text) <= MAX_ASIDE and not has_related_class(node):
        read_quote(builder, node, wrappers, pulled=True)
        return
    builder.note("A box beside the text was placed in the text.")
    read_container(builder, node, wrappers)


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
    _hoist(builder, hoisted, "quotation")


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


def read_list(builder: BlockBuilder, node: Node, _wrappers: Wrappers) -> None:
    if has_related_class(node) and not builder.nested and _add_related(builder, node):
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
    _hoist(builder, hoisted, "list")


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
    _hoist(builder, hoisted, "table")


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


def _hoist(builder: BlockBuilder, blocks: Iterable[Block], place: str) -> None:
    for block in blocks:
        builder.note(f"Something inside a {place} (such as a picture) was placed after it.")
        builder.add(block)
