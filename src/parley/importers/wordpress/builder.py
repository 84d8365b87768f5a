"""Builds blocks from a tree: decides where a paragraph begins and ends, and what a paragraph is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from parley.importers.wordpress import credits
from parley.importers.wordpress.dom import COMMENT, Node
from parley.importers.wordpress.gutenberg import SILENT, block_comment
from parley.importers.wordpress.inline import LONGEST_MARKUP, inline_html, plain_text, safe_url, web_url
from parley.importers.wordpress.kinds import Block, Embed, Image, Paragraph, PullQuote
from parley.importers.wordpress.media import is_embeddable
from parley.importers.wordpress.related import has_related_class, related_links

Wrappers = tuple[Node, ...]
"""The inline elements around a block, outermost first: a link around a picture, emphasis around paragraphs."""
Handler = Callable[["BlockBuilder", Node, Wrappers], None]
"""Turns one element into blocks of the builder."""

BLANK_LINE = re.compile(r"\n[ \t\f]*\n[ \t\f\n]*")
LEAD_CLASSES = frozenset(
    {"lead", "lede", "intro", "introduction", "standfirst", "dek", "article-intro", "entry-summary", "is-style-lead"}
)
PULL_QUOTE_CLASS = re.compile(r"(?:^|[-_])pull-?_?quote", re.IGNORECASE)
JOINED = {
    "more": 'The mark "continue reading" was left out.',
    "noteaser": 'The mark "continue reading" was left out.',
    "nextpage": "The pages of the article were joined.",
}


def is_pull_quote(node: Node) -> bool:
    return any(PULL_QUOTE_CLASS.search(name) for name in node.classes)


class BlockBuilder:
    """Collects the blocks of one text. `nested` builders read the inside of a list, quote or table cell."""

    def __init__(
        self, base_url: str, handlers: Mapping[str, Handler], notes: Counter[str], *, keep_lines: bool, nested: bool
    ) -> None:
        self.base_url = base_url
        self.handlers = handlers
        self.notes = notes
        self.keep_lines = keep_lines
        self.nested = nested
        self.blocks: list[Block] = []
        self.credit = ""
        self.standfirst = ""

    def inside(self) -> BlockBuilder:
        """A builder for the inside of a block, with the same notes."""
        return BlockBuilder(self.base_url, self.handlers, self.notes, keep_lines=self.keep_lines, nested=True)

    def note(self, sentence: str) -> None:
        self.notes[sentence] += 1

    def add(self, block: Block) -> None:
        """Append a block, except a picture that a `noscript` repeats."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(block, Image) and isinstance(last, Image) and last.src == block.src:
            self.blocks[-1] = replace(last, alt=last.alt or block.alt)
        else:
            self.blocks.append(block)

    def hoist(self, blocks: Iterable[Block], place: str) -> None:
        """Add blocks that cannot stand inside a `place` ("list", "table"), after it."""
        for block in blocks:
            self.note(f"Something inside a {place} (such as a picture) was placed after it.")
            self.add(block)

    def walk(self, children: Sequence[Node | str], wrappers: Wrappers = ()) -> None:
        """Read the children of an element that may hold blocks. Loose text becomes paragraphs."""
        run: list[Node | str] = []
        for child in children:
            if isinstance(child, str) or not self._breaks_text(child):
                run.append(child)
                continue
            self.paragraphs(run, wrappers)
            run = []
            if child.tag == COMMENT:
                self._comment(child.children[0])
            elif handler := self.handlers.get(child.tag):
                handler(self, child, wrappers)
            else:
                self.walk(child.children, (*wrappers, child))
        self.paragraphs(run, wrappers)

    def _breaks_text(self, node: Node) -> bool:
        if node.tag == COMMENT:
            return True
        return node.tag in self.handlers or any(
            part.tag in self.handlers or part.tag == COMMENT for part in node.walk()
        )

    def paragraphs(self, run: Sequence[Node | str], wrappers: Wrappers = (), *, owner: Node | None = None) -> None:
        """Add the paragraphs of a run of text; `owner` is the `p` that it stood in, None for loose text."""
        split_lines = self.keep_lines or owner is None
        for piece in split_run(run, split_lines=split_lines):
            nodes: list[Node | str] = piece
            for wrapper in reversed(wrappers):
                nodes = [Node(wrapper.tag, wrapper.attributes, nodes)]
            self._paragraph(nodes, owner)

    def _paragraph(self, nodes: Sequence[Node | str], owner: Node | None) -> None:
        text = plain_text(nodes)
        if not text.strip():
            return
        self._note_links(nodes)
        if len(text) > LONGEST_MARKUP:
            self.note("A paragraph of extreme length lost its links and emphasis.")
        if not self.nested and self._is_special(nodes, text, owner):
            return
        if is_embeddable(text) and not any(isinstance(node, Node) for node in nodes):
            self.add(Embed(text))
        elif _marks_pull_quote(nodes, owner):
            self.add(PullQuote(text))
        else:
            self.add(Paragraph(inline_html(nodes, self.base_url, keep_lines=self.keep_lines)))

    def _is_special(self, nodes: Sequence[Node | str], text: str, owner: Node | None) -> bool:
        """Handle what stands in a paragraph without being one: further reading, a credit, the standfirst."""
        if found := related_links(nodes, self.base_url, marked=owner is not None and has_related_class(owner)):
            self.blocks.extend(found)
            return True
        if credits.is_credit_line(text) and self._take_credit(text):
            return True
        if owner is not None and owner.classes & LEAD_CLASSES and not self.standfirst and not self._has_text():
            self.standfirst = text
            return True
        return False

    def _take_credit(self, text: str) -> bool:
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Image) and not last.credit:
            self.blocks[-1] = replace(last, credit=credits.tidy_credit(text))
            return True
        if last is None and not self.credit:
            self.credit = credits.tidy_credit(text)
            return True
        return False

    def _has_text(self) -> bool:
        return any(not isinstance(block, Image) for block in self.blocks)

    def _note_links(self, nodes: Sequence[Node | str]) -> None:
        links = (part for node in nodes if isinstance(node, Node) for part in node.walk() if part.tag == "a")
        for link in links:
            href = link.attributes.get("href")
            if href is None:
                continue
            if href.strip().startswith("#"):
                self.note("A link within the page may lead nowhere now.")
            elif not safe_url(href, self.base_url):
                self.note("A link with an unsafe or broken address was taken away; its words were kept.")

    def _comment(self, content: Node | str) -> None:
        comment = content if isinstance(content, str) else ""
        name = comment.strip()
        if joined := JOINED.get(name.split(" ")[0]):
            self.note(joined)
        elif block := block_comment(comment):
            if block.closed and block.url and (url := web_url(block.url, self.base_url)):
                self.add(Embed(url))
            elif block.closed and block.name not in SILENT:
                self.note(f"The block {block.name!r} is made when the page is shown; it was left out.")
        elif (found := credits.credit_in_comment(comment)) and not self.credit:
            self.credit = found
        elif name:
            self.note(f'A hidden comment was left out: "{" ".join(name.split())[:80]}".')


def _marks_pull_quote(nodes: Sequence[Node | str], owner: Node | None) -> bool:
    if owner is not None and is_pull_quote(owner):
        return True
    solid = [node for node in nodes if not isinstance(node, str) or node.strip()]
    return len(solid) == 1 and isinstance(solid[0], Node) and is_pull_quote(solid[0])


def split_run(run: Sequence[Node | str], *, split_lines: bool) -> list[list[Node | str]]:
    """Cut a run of text where a paragraph ends: at two `<br>` in a row, and at blank lines if `split_lines`."""
    pieces: list[list[Node | str]] = [[]]
    breaks: list[Node | str] = []
    for node in run:
        if isinstance(node, Node) and node.tag == "br":
            breaks.append(node)
            continue
        if isinstance(node, str) and breaks and not node.strip(" \t\n\f"):
            breaks.append(node)
            continue
        if sum(isinstance(item, Node) for item in breaks) > 1:
            pieces.append([])
        else:
            pieces[-1].extend(breaks)
        breaks = []
        first, *others = BLANK_LINE.split(node) if isinstance(node, str) and split_lines else [node]
        pieces[-1].append(first)
        pieces.extend([other] for other in others)
    return pieces
