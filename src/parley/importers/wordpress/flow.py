"""Puts the blocks from inside a quotation, list or table cell back into one piece of HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from parley.importers.wordpress.kinds import Block, Code, Heading, List, Paragraph, PullQuote, Quote


def flow_html(blocks: Iterable[Block], *, paragraphs: bool, lists: bool = True) -> tuple[str, list[Block]]:
    """Return the HTML of `blocks`, and those that cannot stand in it (pictures, tables, embeds …).

    With `paragraphs` each text stands in `<p>`, without they are divided by `<br>`. Without `lists`, lists become
    lines too.
    """
    parts: list[tuple[str, bool]] = []
    hoisted: list[Block] = []
    for block in blocks:
        if isinstance(block, List) and lists:
            parts.append((list_html(block), True))
        elif isinstance(block, List):
            parts += [(line, False) for line in block.items]
        elif text := _inline(block):
            parts.append((text, False))
        else:
            hoisted.append(block)
    if paragraphs:
        return "".join(text if is_list else f"<p>{text}</p>" for text, is_list in parts), hoisted
    return _lines(parts), hoisted


def list_html(block: List) -> str:
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in block.items)}</{tag}>"


def _inline(block: Block) -> str:
    match block:
        case Paragraph():
            return block.html
        case Heading():
            return f"<strong>{escape(block.text, quote=False)}</strong>"
        case Code():
            return f"<code>{escape(block.text, quote=False)}</code>"
        case PullQuote():
            return escape(" — ".join(filter(None, (block.text, block.attribution))), quote=False)
        case Quote():
            inner = block.html.replace("</p><p>", "<br>").replace("<p>", "").replace("</p>", "")
            return inner + (f"<br>— {escape(block.attribution, quote=False)}" if block.attribution else "")
        case _:
            return ""


def _lines(parts: list[tuple[str, bool]]) -> str:
    """Divide lines by `<br>`; a list begins its own line anyway."""
    written = ""
    after_text = False
    for text, is_list in parts:
        written += ("<br>" if after_text and not is_list else "") + text
        after_text = not is_list
    return written
