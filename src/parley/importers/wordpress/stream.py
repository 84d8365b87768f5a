"""Typed blocks become the raw blocks of an article's body."""

import re
from collections.abc import Callable
from html import escape, unescape
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
AddressHere = Callable[[str], str]

_LINK = re.compile(r'(?<=<a href=")[^"]*(?=")')


def stream_of(body: Body, picture_of: PictureOf, address_here: AddressHere) -> list[dict[str, Any]]:
    """The blocks of `body` as StreamField stores them; links to articles that came along lead to them here."""

    def relinked(value: Any) -> Any:
        if isinstance(value, str):
            return _LINK.sub(lambda found: escape(address_here(unescape(found[0]))), value)
        if isinstance(value, list):
            return [relinked(one) for one in value]
        return {key: relinked(one) for key, one in value.items()} if isinstance(value, dict) else value

    raw = (_raw(block, picture_of, address_here) for block in body.blocks)
    return [{"type": block["type"], "value": relinked(block["value"])} for block in raw]


def _raw(block: Block, picture_of: PictureOf, address_here: AddressHere) -> dict[str, Any]:
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
            return {"type": "related", "value": {"title": title[:300], "address": address_here(url)}}
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
