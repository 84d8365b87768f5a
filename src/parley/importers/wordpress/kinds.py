"""The kinds of content that an article is made of, as the importer hands them over.

Every `html` here went through a closed list of tags as its last step (see `inline.py`); every `text` is plain.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    html: str
    """Inline HTML: a[href], em, strong, code, sub, sup, br, s, abbr[title], mark."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """2 to 4: the article's title is the only 1."""
    text: str


@dataclass(frozen=True, slots=True)
class PullQuote:
    text: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    html: str
    """One or more `<p>`, and lists, of inline HTML."""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class List:
    ordered: bool
    items: tuple[str, ...]
    """Inline HTML each; an item may end with a nested `<ul>` or `<ol>`."""


@dataclass(frozen=True, slots=True)
class Image:
    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A link to further reading that stood in the text under a label such as "Read also"."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]
    """Inline HTML of each cell; rows may differ in length."""
    header: bool = False
    """Whether the first row is a row of headings."""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    """Something that lives elsewhere: a film, a post, a map. Only its address is kept."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Divider:
    pass


Block = Paragraph | Heading | PullQuote | Quote | List | Image | Related | Code | Table | Embed | Divider


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text. `notes` says, in sentences, what was changed or could not be kept."""

    credit: str
    """Whom the lead picture is owed to, as written ("Image: Jane Doe"), or empty."""
    standfirst: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
