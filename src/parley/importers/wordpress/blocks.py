"""From the HTML of a WordPress entry to typed blocks: classic (blank lines are paragraphs) and block editor."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from parley.importers.wordpress.builder import BlockBuilder, Handler, Wrappers
from parley.importers.wordpress.containers import read_aside, read_container
from parley.importers.wordpress.dom import Node, clean_text, parse, too_deep, without_tags
from parley.importers.wordpress.figures import read_figure
from parley.importers.wordpress.gutenberg import has_blocks
from parley.importers.wordpress.inline import inline_html, plain_text, text_of_html
from parley.importers.wordpress.kinds import (
    Block,
    Body,
    Code,
    Divider,
    Embed,
    Heading,
    Image,
    List,
    Paragraph,
    Related,
)
from parley.importers.wordpress.lists import read_list
from parley.importers.wordpress.media import embed_url, image_from, links_elsewhere, pictures_below
from parley.importers.wordpress.pruning import CONTAINERS, prune
from parley.importers.wordpress.quotes import read_quote
from parley.importers.wordpress.related import is_label, related_links
from parley.importers.wordpress.shortcodes import Attachment, Shortcodes
from parley.importers.wordpress.tables import read_table

LANGUAGE_CLASS = re.compile(r"(?:^|\s)(?:language-|lang-|brush:\s*)([\w+#.-]{1,30})", re.IGNORECASE)
SINGLE_LINK = re.compile(r'<a href="([^"<>]*)">((?:(?!</?a\b).)*)</a>')
MAX_NOTES = 100


def body_of(content: str, *, base_url: str, attachment: Attachment | None = None) -> Body:
    """Return the text of an entry as blocks. Never raises: what is malformed is mended, and noted.

    `base_url` is the address of the entry; relative addresses are resolved against it. `attachment` finds the
    pictures of a gallery by their ids.
    """
    shortcodes = Shortcodes(attachment)
    source = shortcodes.rewrite(clean_text(content))
    notes = shortcodes.notes
    if too_deep(source):
        notes["The markup is nested too deep to be read; only its words were kept."] += 1
        source = without_tags(source)
    tree = parse(source)
    prune(tree, notes)
    builder = BlockBuilder(base_url, HANDLERS, notes, keep_lines=not has_blocks(content), nested=False)
    builder.walk(tree.children)
    blocks = level_headings(fold_related(builder.blocks))
    return Body(builder.credit or lead_credit(blocks), builder.standfirst, tuple(blocks), sentences(notes))


def read_paragraph(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """A `p` is one run of text, unless pictures or embeds stand in it."""
    if any(part.tag in builder.handlers or part.tag.startswith("#") for part in node.walk() if part is not node):
        if plain_text(node.children) and pictures_below(node.children):
            builder.note("A picture inside a paragraph was placed between its parts.")
        builder.walk(node.children, wrappers)
    else:
        builder.paragraphs(node.children, wrappers, owner=node)


def read_heading(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """The level is that of the tag for now; `level_headings` decides when all are known."""
    found = () if builder.nested else related_links(node.children, builder.base_url)
    if found:
        builder.blocks.extend(found)
        return
    if text := plain_text(node.children).strip():
        builder.add(Heading(int(node.tag[1]), text))
        if any(part.tag == "a" and part.attributes.get("href") for part in node.walk()):
            builder.note("A link in a heading was taken away; its words were kept.")
    builder.walk(pictures_below(node.children), wrappers)


def read_image(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    image = image_from(node, builder.base_url)
    if image is None:
        alt = node.attributes.get("alt", "").strip()
        builder.note(f"A picture without a usable address was left out{f': {alt[:80]}' if alt else ''}.")
        return
    link = next((wrapper for wrapper in reversed(wrappers) if wrapper.tag == "a"), None)
    if link is not None and (url := links_elsewhere(link, image, builder.base_url)):
        builder.note(f"The link of a picture to {url[:200]} was taken away.")
    builder.add(image)


def read_embed(builder: BlockBuilder, node: Node, _wrappers: Wrappers) -> None:
    if url := embed_url(node, builder.base_url):
        builder.add(Embed(url))
    else:
        builder.note(f"Something embedded with <{node.tag}> has no usable address and was left out.")


def read_preformatted(builder: BlockBuilder, node: Node, _wrappers: Wrappers) -> None:
    if "wp-block-verse" in node.classes:
        if markup := inline_html(node.children, builder.base_url, keep_lines=True):
            builder.add(Paragraph(markup))
        return
    classes = " ".join(part.attributes.get("class", "") for part in node.walk())
    language = LANGUAGE_CLASS.search(classes)
    text = _raw_text(node).strip("\n")
    if text.strip():
        builder.add(Code(text, language[1].lower() if language else ""))
    builder.walk(pictures_below(node.children))


def _raw_text(node: Node) -> str:
    """Text with its spaces and line ends; `<br>` is a line end here too."""
    parts = (
        child if isinstance(child, str) else "\n" if child.tag == "br" else _raw_text(child)
        for child in node.children
        if isinstance(child, str) or not child.tag.startswith("#")
    )
    return "".join(parts)


def read_divider(builder: BlockBuilder, _node: Node, _wrappers: Wrappers) -> None:
    if not builder.nested:
        builder.add(Divider())


def read_term(builder: BlockBuilder, node: Node, wrappers: Wrappers) -> None:
    """A `dt` or `summary` names what follows it."""
    builder.walk([Node("strong", {}, node.children)], wrappers)


HANDLERS: dict[str, Handler] = {
    "p": read_paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), read_heading),
    "blockquote": read_quote,
    "aside": read_aside,
    **dict.fromkeys(("ul", "ol", "menu", "dir"), read_list),
    "table": read_table,
    "figure": read_figure,
    "img": read_image,
    **dict.fromkeys(("iframe", "embed", "object", "video", "audio"), read_embed),
    "pre": read_preformatted,
    "hr": read_divider,
    **dict.fromkeys(("dt", "summary"), read_term),
    **dict.fromkeys(CONTAINERS, read_container),
}


def fold_related(blocks: list[Block]) -> list[Block]:
    """Turn a label ("Read also") followed by a list of nothing but links into related links."""
    folded: list[Block] = []
    for block in blocks:
        links = _only_links(block) if isinstance(block, List) and folded else []
        label = folded[-1] if folded else None
        if links and isinstance(label, Paragraph | Heading) and is_label(_words(label)):
            folded.pop()
            folded.extend(links)
        else:
            folded.append(block)
    return folded


def _words(block: Paragraph | Heading) -> str:
    return block.text if isinstance(block, Heading) else text_of_html(block.html)


def _only_links(block: List) -> list[Block]:
    found = [SINGLE_LINK.fullmatch(item) for item in block.items]
    links: list[Block] = [
        Related(text_of_html(match[2]), text_of_html(match[1]))
        for match in found
        if match and match[1].startswith(("http://", "https://", "/"))
    ]
    return links if len(links) == len(found) else []


def level_headings(blocks: list[Block]) -> list[Block]:
    """Number the levels in use from 2, without gaps and down to 4: the outline that a screen reader needs."""
    used = sorted({block.level for block in blocks if isinstance(block, Heading)})
    levels = {level: min(rank, 4) for rank, level in enumerate(used, start=2)}
    return [replace(block, level=levels[block.level]) if isinstance(block, Heading) else block for block in blocks]


def lead_credit(blocks: list[Block]) -> str:
    """The credit of the picture that the entry begins with."""
    first = blocks[0] if blocks else None
    return first.credit if isinstance(first, Image) else ""


def sentences(notes: Counter[str]) -> tuple[str, ...]:
    """Each note once, with how often it applies."""
    said = [sentence if times == 1 else f"{sentence} ({times} times)" for sentence, times in notes.items()]
    if len(said) > MAX_NOTES:
        said[MAX_NOTES:] = [f"{len(said) - MAX_NOTES} more notes of this kind."]
    return tuple(said)
