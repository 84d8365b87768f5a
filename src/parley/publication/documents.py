"""Plain documents: what the publication gives to whoever draws or writes it. No model, no query hides in them."""

from dataclasses import dataclass
from datetime import datetime

from parley.publication.licences import LICENCES, Licence


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
    avif: tuple[Rendition, ...] = ()
    """Narrow to wide; about two thirds of the bytes of WebP. Empty for pictures from before Parley made them."""


@dataclass(frozen=True, slots=True)
class QuestionDocument:
    question: str
    answer: str
    """Safe HTML."""


@dataclass(frozen=True, slots=True)
class BlockDocument:
    """One block of an article's body. `kind` names the template; only the fields of that kind are filled."""

    kind: str
    html: str = ""
    """Safe HTML (paragraph, quote, facts, update_note)."""
    text: str = ""
    """Plain text (heading, pull_quote, code; the title of facts; the words of an embed)."""
    level: int = 2
    anchor: str = ""
    """The id of the element: of every heading, and of what a correction is tied to."""
    attribution: str = ""
    items: tuple[str, ...] = ()
    """Safe HTML of list items."""
    is_ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    """Safe HTML of the cells; the first row is the heading."""
    language: str = ""
    picture: PictureDocument | None = None
    link: Link | None = None
    moment: datetime | None = None
    questions: tuple[QuestionDocument, ...] = ()
    is_repeated: bool = True
    """Of a pull quote: its sentence stands in the text, so whoever reads the text has it already."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One source, numbered from 1 as the text names them first."""

    number: int
    key: str
    kind: str
    """"book", "article", "document", "interview" or "data"."""
    title: str
    authors: str
    publication: str
    date: str
    """In words, as precise as it is known."""
    pages: str
    address: str
    """Absolute, or ""."""
    note: str
    references: tuple[int, ...]
    """Numbers of the places in the text (`id="ref-3"`) that name it; () when none does."""


@dataclass(frozen=True, slots=True)
class CorrectionDocument:
    """What was set right after publishing."""

    kind: str
    """"correction", "clarification" or "update"."""
    text: str
    made_at: datetime
    uid: str
    anchor: str
    """The id of the paragraph it is tied to, while that stands; else ""."""
    difference: str
    """Path of the public difference of the two versions, with fragment; "" when there is none."""


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
    disclosure: str = ""
    """What readers should know about who wrote it."""
    sources: tuple[SourceDocument, ...] = ()
    corrections: tuple[CorrectionDocument, ...] = ()
    """Newest first."""
    kind: str = "NewsArticle"
    """A type of schema.org."""
    licence: Licence = LICENCES["all-rights-reserved"]
    identity: str = ""
    """A URN that stays the same when the address changes."""


@dataclass(frozen=True, slots=True)
class InformationDocument:
    """A page about the publication itself."""

    title: str
    path: str
    purpose: str
    """"about", "masthead", "ethics", "corrections", "privacy" or "other"."""
    blocks: tuple[BlockDocument, ...]
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuthorDocument:
    name: str
    path: str
    role: str
    biography: str


@dataclass(frozen=True, slots=True)
class ListGroup:
    """A part of a composed front page."""

    kind: str
    """"lead", "picks", "section", "most_discussed" or "newest"."""
    title: str
    """"" for none."""
    path: str
    """Where there are more; "" for nowhere."""
    articles: tuple[ArticleSummary, ...]


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    year: int
    month: datetime
    """Its first moment."""
    path: str
    count: int
    """Articles published in it."""


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A list of articles under a heading: front page, section, topic, author, archive."""

    kind: str
    """"front", "section", "topic", "author" or "archive"."""
    title: str
    path: str
    description: str
    articles: tuple[ArticleSummary, ...]
    """Newest first; of a composed front page every article that it shows, each once."""
    author: AuthorDocument | None = None
    groups: tuple[ListGroup, ...] = ()
    """How an editor composed the front page; () where nobody did."""
    older: str = ""
    """Path of the page with the articles before these; "" at the end."""
    newer: str = ""
    months: tuple[ArchiveMonth, ...] = ()
    """In an archive: where its articles stand, newest first."""
    counted: tuple[str, ...] = ()
    """Paths of further articles whose number of comments decides what is shown."""


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
    logo: "PictureDocument | None" = None
    """Shown instead of the name, which it then has as its text."""
