"""StreamField blocks become plain documents with safe HTML."""

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText, expand_db_html

from parley.kit.markup import editorial_html
from parley.publication.documents import BlockDocument, Link
from parley.publication.picture_documents import missing_picture, picture_document


def block_documents(body: StreamValue) -> tuple[BlockDocument, ...]:
    """The blocks of an article's body. Headings get anchors that are unique in it."""
    anchors: set[str] = set()
    return tuple(_anchored(_MAKERS[block.block_type](block.value), anchors) for block in body)


def safe(value: RichText | str) -> str:
    """Safe HTML of a rich text value. Links to pages are resolved before the sanitiser, which comes last."""
    return editorial_html(expand_db_html(value.source if isinstance(value, RichText) else value)).strip()


def _anchored(block: BlockDocument, anchors: set[str]) -> BlockDocument:
    if block.kind != "heading":
        return block
    base = slugify(block.text, allow_unicode=True)[:60] or "section"
    anchor, number = base, 2
    while anchor in anchors:
        anchor, number = f"{base}-{number}", number + 1
    anchors.add(anchor)
    return BlockDocument(kind="heading", text=block.text, level=block.level, anchor=anchor)


def _image(value: Any) -> BlockDocument:
    words = {"alt": value["alternative_text"], "caption": value["caption"], "credit": value["credit"]}
    picture = value["picture"]
    document = picture_document(picture, **words) if picture else missing_picture(value["address"], **words)
    return BlockDocument(kind="image", picture=document)


_MAKERS: dict[str, Callable[[Any], BlockDocument]] = {
    "paragraph": lambda v: BlockDocument(kind="paragraph", html=safe(v)),
    "heading": lambda v: BlockDocument(kind="heading", text=v["text"], level=int(v["level"])),
    "pull_quote": lambda v: BlockDocument(kind="pull_quote", text=v["text"], attribution=v["attribution"]),
    "quote": lambda v: BlockDocument(kind="quote", html=safe(v["text"]), attribution=v["attribution"]),
    "list": lambda v: BlockDocument(
        kind="list", items=tuple(safe(item) for item in v["items"]), is_ordered=v["is_ordered"]
    ),
    "image": _image,
    "related": lambda v: BlockDocument(kind="related", link=Link(v["title"], v["address"])),
    "code": lambda v: BlockDocument(kind="code", text=v["text"], language=v["language"]),
    "table": lambda v: BlockDocument(
        kind="table", text=v["caption"], rows=tuple(tuple(safe(cell) for cell in row) for row in v["rows"])
    ),
    "embed": lambda v: BlockDocument(kind="embed", link=Link(v["title"] or v["address"], v["address"])),
    "divider": lambda _v: BlockDocument(kind="divider"),
}
