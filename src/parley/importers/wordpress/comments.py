"""WordPress comments as Markdown: the same words, the same links, nothing that runs.

WordPress stores a comment as text with a few HTML tags, in which blank lines divide paragraphs and each line end is
shown. Parley stores Markdown. So the tags become Markdown, and what looks like Markdown in the text is escaped, but
only where it would change what is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parley.importers.wordpress.builder import split_run
from parley.importers.wordpress.dom import COMMENT, Node, clean_text, parse, too_deep, without_tags
from parley.importers.wordpress.inline import FLOWING, MEANING, safe_url
from parley.importers.wordpress.markdown_text import Draft
from parley.importers.wordpress.pruning import prune

# Deeper quotations and lists are flattened: Markdown renderers stop at a depth of about twenty.
MAX_NESTING = 4
EMPHASIS = {"em": "*", "strong": "**"}


def comment_text(content: str) -> str:
    """Return the Markdown of a comment's `content`. Never raises; scripts and unsafe addresses are dropped."""
    source = clean_text(content)
    if too_deep(source):
        source = without_tags(source)
    tree = parse(source)
    prune(tree, Counter())
    return "\n\n".join(_blocks(tree.children, 0))


def _blocks(nodes: Sequence[Node | str], depth: int) -> list[str]:
    blocks: list[str] = []
    run: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str) or _flows(node):
            run.append(node)
            continue
        blocks += _paragraphs(run)
        run = []
        if node.tag != COMMENT:
            blocks += _block(node, depth)
    return blocks + _paragraphs(run)


def _flows(node: Node) -> bool:
    return all(part.tag in FLOWING or part.tag in {"br", "img"} for part in node.walk())


def _block(node: Node, depth: int) -> list[str]:
    if node.tag == "pre":
        return _code_block(node)
    if node.tag in {"blockquote", "ul", "ol"} and depth < MAX_NESTING:
        return _quote(node, depth) if node.tag == "blockquote" else _list(node, depth)
    return _blocks(node.children, depth)


def _quote(node: Node, depth: int) -> list[str]:
    inner = "\n\n".join(_blocks(node.children, depth + 1))
    return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []


def _list(node: Node, depth: int) -> list[str]:
    items: list[str] = []
    for child in node.children:
        children = child.children if isinstance(child, Node) and child.tag == "li" else [child]
        if inner := "\n\n".join(_blocks(children, depth + 1)):
            marker = f"{len(items) + 1}. " if node.tag == "ol" else "- "
            lines = inner.split("\n")
            indented = [(" " * len(marker) + line).rstrip() for line in lines[1:]]
            items.append("\n".join([marker + lines[0], *indented]))
    return ["\n".join(items)] if items else []


def _code_block(node: Node) -> list[str]:
    text = node.text().strip("\n")
    if not text.strip():
        return []
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return [f"{fence}\n{text}\n{fence}"]


def _paragraphs(run: Sequence[Node | str]) -> list[str]:
    paragraphs: list[str] = []
    for piece in split_run(run, split_lines=True):
        draft = Draft()
        _write(piece, draft, linked=False)
        if markdown := draft.markdown():
            paragraphs.append(markdown)
    return paragraphs


def _write(nodes: Sequence[Node | str], draft: Draft, *, linked: bool) -> None:
    for node in nodes:
        if isinstance(node, str):
            draft.text(node, linked=linked)
        elif node.tag == "br":
            draft.text("\n", linked=linked)
        elif node.tag == "img":
            _write_image(node, draft, linked=linked)
        elif node.tag == "q":
            draft.text("“", linked=linked)
            _write(node.children, draft, linked=linked)
            draft.text("”", linked=linked)
        elif node.tag != COMMENT:
            _write_element(node, draft, linked=linked)


def _write_element(node: Node, draft: Draft, *, linked: bool) -> None:
    meaning = MEANING.get(node.tag)
    words = " ".join(node.text().split())
    if meaning == "a" and not linked and (url := _absolute(node.attributes.get("href", ""))):
        _write_link(node, url, words, draft)
    elif meaning == "code" and words and draft.can_open("`"):
        draft.code(words)
    elif meaning in EMPHASIS and _can_be_emphasised(node) and draft.can_open("*"):
        text = node.text()
        draft.text(text[: len(text) - len(text.lstrip())], linked=linked)
        draft.markup(EMPHASIS[meaning])
        draft.text(text.strip(), linked=linked)
        draft.markup(EMPHASIS[meaning])
        draft.text(text[len(text.rstrip()) :], linked=linked)
    else:
        _write(node.children, draft, linked=linked)


def _can_be_emphasised(node: Node) -> bool:
    """Asterisks work everywhere only when a letter follows the first and precedes the last, on one line.

    An element with a link, a picture or a line break inside keeps those, and loses its emphasis.
    """
    inner = node.text().strip()
    rich = any(part.tag in {"a", "img", "br", "code", "q"} for part in node.walk())
    return bool(inner) and inner[0].isalnum() and inner[-1].isalnum() and "\n" not in inner and not rich


def _absolute(href: str) -> str:
    url = safe_url(href, "")
    return url if url.lower().startswith(("http://", "https://", "mailto:")) else ""


def _write_link(node: Node, url: str, words: str, draft: Draft) -> None:
    bare = url.split("://", 1)[-1].rstrip("/")
    if not words or words.split("://", 1)[-1].rstrip("/") == bare:
        draft.address(url)
        return
    draft.open_link()
    _write(node.children, draft, linked=True)
    draft.close_link(url)


def _write_image(node: Node, draft: Draft, *, linked: bool) -> None:
    """Comments of editors may hold pictures; a reader's comment here may not, so the address becomes a link."""
    alt = node.attributes.get("alt", "").strip()
    url = _absolute(node.attributes.get("src", ""))
    if linked or not url:
        draft.text(alt, linked=linked)
    elif alt:
        draft.open_link()
        draft.text(alt, linked=True)
        draft.close_link(url)
    else:
        draft.address(url)
