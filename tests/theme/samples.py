"""Documents to draw: the smallest that are valid, changed by each test where it matters."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from parley.conversation.documents import CommentDocument, FormDocument, ThreadDocument
from parley.publication.documents import (
    ArticleDocument,
    ArticleSummary,
    BlockDocument,
    BylineDocument,
    Link,
    PictureDocument,
    Rendition,
)

WHEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def picture(**changes: Any) -> PictureDocument:
    """A picture in two widths with a fallback."""
    made = PictureDocument(
        alt="A gauge in the river",
        caption="The gauge at noon",
        credit="Photo: Ann",
        licence="CC BY 4.0",
        renditions=(Rendition("/media/gauge-400.webp", 400, 225), Rendition("/media/gauge-800.webp", 800, 450)),
        fallback=Rendition("/media/gauge-800.jpg", 800, 450),
    )
    return replace(made, **changes)


def summary(**changes: Any) -> ArticleSummary:
    """An article in a list."""
    made = ArticleSummary(
        id=1,
        path="/opinion/river/",
        title="A river measured three times",
        standfirst="Three countries share it.",
        section=Link("Opinion", "/opinion/"),
        bylines=(BylineDocument("Ada Writer", "/authors/ada/", "Reporter"),),
        published_at=WHEN,
        updated_at=None,
        reading_minutes=7,
        picture=picture(),
    )
    return replace(made, **changes)


def article(*blocks: BlockDocument, **changes: Any) -> ArticleDocument:
    """An article of these blocks."""
    made = ArticleDocument(
        summary=summary(),
        url="http://testserver/opinion/river/",
        topics=(Link("Water", "/topics/water/"),),
        blocks=blocks or (BlockDocument("paragraph", html="<p>The gauge was read.</p>"),),
        related=(),
        takes_comments=True,
    )
    return replace(made, **changes)


def comment(number: int = 1, **changes: Any) -> CommentDocument:
    """Cleo's comment."""
    made = CommentDocument(
        id=number,
        anchor=f"c{number}",
        permalink=f"#c{number}",
        author_name="Cleo",
        author_url="",
        badge="",
        html="<p>Thank you.</p>",
        posted_at=WHEN,
        in_reply_to="",
        parent_anchor="",
        depth=0,
    )
    return replace(made, **changes)


def thread(*roots: CommentDocument, **changes: Any) -> ThreadDocument:
    """One page of a conversation with these comments."""
    made = ThreadDocument(
        id=7, url="/opinion/river/", title="A river", count=len(roots), is_open=True, page=1, pages=1, roots=roots
    )
    return replace(made, **changes)


def form(**changes: Any) -> FormDocument:
    """An empty form."""
    return replace(FormDocument(thread_id=7, thread_url="/opinion/river/", thread_title="A river"), **changes)


def parsed(html: str) -> Element:
    """A fragment as a browser would understand it; raises where the HTML has an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parseFragment(html)
    return tree


def parsed_page(html: str) -> Element:
    """A whole page as a browser would understand it; raises where the HTML has an error."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return tree


def words(element: Element) -> str:
    """All text below an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def only(tree: Element, path: str) -> Element:
    """The one element at an ElementTree path."""
    found = tree.findall(path)
    assert len(found) == 1, f"{len(found)} elements at {path}"
    return found[0]
