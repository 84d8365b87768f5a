"""StreamField blocks become plain documents with safe HTML."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText, expand_db_html

from parley.kit.markup import editorial_html
from parley.publication.body_text import contains, words_of_blocks
from parley.publication.documents import BlockDocument, Link, QuestionDocument, SourceDocument
from parley.publication.picture_documents import missing_picture, picture_document
from parley.publication.references import References


@dataclass(frozen=True, slots=True)
class BodyDocuments:
    """An article's body, drawn."""

    blocks: tuple[BlockDocument, ...]
    sources: tuple[SourceDocument, ...]
    anchors: dict[str, str]
    """Id of a stored block → id of its element, of headings and of what a correction is tied to."""


def body_documents(
    body: StreamValue,
    *,
    sources: Iterable[Any] = (),
    kept: Mapping[str, str] | None = None,
    tied: Iterable[str] = (),
) -> BodyDocuments:
    """The blocks of an article's body, and its sources as the body names them.

    `sources`: values of the source blocks. `kept`: anchors that headings had when they were published, by the id of the
    block; they keep them when their words change. `tied`: ids of blocks that a correction leads to.
    """
    references = References(sources)
    kept = kept or {}
    tied = set(tied)
    taken = set(kept.values())
    words = words_of_blocks(body.raw_data)
    anchors: dict[str, str] = {}
    blocks = []
    for block in body:
        key = block.id or ""  # a draft that was never stored has none
        made = _with_references(_MAKERS[block.block_type](block.value), references)
        if made.kind == "heading":
            anchor = kept.get(key) or _free_anchor(made.text, taken)
            anchors[key] = anchor
            made = replace(made, anchor=anchor)
        elif made.kind == "pull_quote":
            made = replace(made, is_repeated=contains(words, made.text))
        if key in tied and not made.anchor:
            anchors[key] = f"p-{key[:8]}"
            made = replace(made, anchor=anchors[key])
        blocks.append(made)
    return BodyDocuments(tuple(blocks), references.documents(), anchors)


def safe(value: RichText | str) -> str:
    """Safe HTML of a rich text value. Links to pages are resolved before the sanitiser, which comes last."""
    return editorial_html(expand_db_html(value.source if isinstance(value, RichText) else value)).strip()


def _free_anchor(text: str, taken: set[str]) -> str:
    base = slugify(text, allow_unicode=True)[:60] or "section"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _with_references(block: BlockDocument, references: References) -> BlockDocument:
    """After the sanitiser: what it adds is a number and two ids of our own. In reading order."""
    if block.kind == "questions":
        answered = (QuestionDocument(q.question, references.linked(q.answer)) for q in block.questions)
        return replace(block, questions=tuple(answered))
    if not (block.html or block.items or block.rows):
        return block
    return replace(
        block,
        html=references.linked(block.html),
        items=tuple(references.linked(item) for item in block.items),
        rows=tuple(tuple(references.linked(cell) for cell in row) for row in block.rows),
    )


def _image(value: Any) -> BlockDocument:
    words = {"alt": value["alternative_text"], "caption": value["caption"], "credit": value["credit"]}
    picture = value["picture"]
    if not picture:
        return BlockDocument(kind="image", picture=missing_picture(value["address"], **words))
    document = picture_document(picture, **words)
    document = replace(
        document,
        alt="" if value["is_decorative"] else document.alt,
        licence=value["licence"] or document.licence,
    )
    return BlockDocument(kind="image", picture=document)


def _embed(value: Any) -> BlockDocument:
    address = value["address"]
    return BlockDocument(
        kind="embed",
        link=Link(value["title"] or address, address),
        text=value["description"],
        attribution=(urlsplit(address).hostname or "").removeprefix("www."),
        picture=picture_document(value["picture"]) if value["picture"] else None,
    )


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
    "embed": _embed,
    "facts": lambda v: BlockDocument(kind="facts", text=v["title"], html=safe(v["text"])),
    "questions": lambda v: BlockDocument(
        kind="questions", questions=tuple(QuestionDocument(q["question"], safe(q["answer"])) for q in v["items"])
    ),
    "update_note": lambda v: BlockDocument(kind="update_note", moment=v["moment"], html=safe(v["text"])),
    "divider": lambda _v: BlockDocument(kind="divider"),
}
