"""Plain documents: what the publication gives to whoever draws or writes it. No model, no query hides in them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    path: str
    """A path on this site, or an absolute address."""


@dataclass(frozen=True, slots=True)
class Rendition:
    path: str
    width: int
    """CSS pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class PictureDocument:
    """A picture with its words. `renditions` (WebP, narrow to wide) is empty when the file did not come along."""

    alt: str
    caption: str
    credit: str
    licence: str
    renditions: tuple[Rendition, ...]
    fallback: Rendition | None
    """JPEG for those who cannot show WebP."""
    address: str = ""
    """Where a missing file was."""


@dataclass(frozen=True, slots=True)
class BlockDocument:
    """One block of an article's body. `kind` names the template; only the fields of that kind are filled."""

    kind: str
    html: str = ""
    """Safe HTML (paragraph, quote)."""
    text: str = ""
    """Plain text (heading, pull_quote, code)."""
    level: int = 2
    anchor: str = ""
    attribution: str = ""
    items: tuple[str, ...] = ()
    """Safe HTML of list items."""
    is_ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    """Safe HTML of the cells; the first row is the heading."""
    language: str = ""
    picture: PictureDocument | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class BylineDocument:
    name: str
    path: str
    role: str


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a list."""

    id: int
    path: str
    title: str
    standfirst: str
    section: Link
    bylines: tuple[BylineDocument, ...]
    published_at: datetime
    updated_at: datetime | None
    reading_minutes: int
    picture: PictureDocument | None
    comment_count: int = 0


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """A whole article."""

    summary: ArticleSummary
    url: str
    """Absolute address."""
    topics: tuple[Link, ...]
    blocks: tuple[BlockDocument, ...]
    related: tuple[ArticleSummary, ...]
    takes_comments: bool
    hero_credit: str = ""
    """Credit of a lead picture whose file did not come along."""
    identity: str = ""
    """A URN that stays the same when the address changes."""


@dataclass(frozen=True, slots=True)
class AuthorDocument:
    name: str
    path: str
    role: str
    biography: str


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A list of articles under a heading: front page, section, topic, author."""

    kind: str
    """"front", "section", "topic" or "author"."""
    title: str
    path: str
    description: str
    articles: tuple[ArticleSummary, ...]
    author: AuthorDocument | None = None


@dataclass(frozen=True, slots=True)
class ShellDocument:
    """What stands around every page."""

    name: str
    tagline: str
    base_url: str
    """No trailing slash."""
    language: str
    direction: str
    """"ltr" or "rtl"."""
    sections: tuple[Link, ...]
    stylesheet: str
    """Path of the theme's style sheet."""
    icon: str
    """Path of the site's icon."""
    notice: str = ""
    """A sentence above every page; "" for none."""
    house_links: tuple[Link, ...] = ()
    """Pages about the site itself, for the foot of every page."""
