"""Typed blocks become the raw blocks of an article's body."""

from collections.abc import Callable
from typing import Any

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
    PullQuote,
    Quote,
    Related,
    Table,
)
from parley.publication.models import Picture

PictureOf = Callable[[Image], Picture | None]


def stream_of(body: Body, picture_of: PictureOf) -> list[dict[str, Any]]:
    """The blocks of `body` as StreamField stores them."""
    return [_raw(block, picture_of) for block in body.blocks]


def _raw(block: Block, picture_of: PictureOf) -> dict[str, Any]:
    match block:
        case Paragraph(html):
            return {"type": "paragraph", "value": f"<p>{html}</p>"}
        case Heading(level, text):
            return {"type": "heading", "value": {"text": text[:200], "level": level}}
        case PullQuote(text, attribution):
            return {"type": "pull_quote", "value": {"text": text, "attribution": attribution}}
        case Quote(html, attribution):
            return {"type": "quote", "value": {"text": html, "attribution": attribution}}
        case List(ordered, items):
            return {"type": "list", "value": {"is_ordered": ordered, "items": list(items)}}
        case Image():
            return {"type": "image", "value": _image(block, picture_of(block))}
        case Related(title, url):
            return {"type": "related", "value": {"title": title[:300], "address": url}}
        case Code(text, language):
            return {"type": "code", "value": {"text": text, "language": language}}
        case Table(rows, _header, caption):
            width = max((len(row) for row in rows), default=0)
            even = [[*row, *[""] * (width - len(row))] for row in rows]
            return {"type": "table", "value": {"caption": caption[:300], "rows": even}}
        case Embed(url, caption):
            return {"type": "embed", "value": {"address": url, "title": caption[:300]}}
        case Divider():
            return {"type": "divider", "value": None}


def _image(image: Image, picture: Picture | None) -> dict[str, Any]:
    return {
        "picture": picture.pk if picture else None,
        "address": "" if picture else image.src,
        "alternative_text": image.alt,
        "caption": image.caption,
        "credit": image.credit,
    }
