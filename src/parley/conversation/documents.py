"""Plain documents: what the conversation gives to whoever draws it. No model, no private field can slip through."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CommentDocument:
    """A published comment, or the stub of one that was not public but has replies (`is_stub`, no words, no name)."""

    id: int
    anchor: str
    permalink: str
    author_name: str
    author_url: str
    badge: str
    html: str
    posted_at: datetime
    in_reply_to: str
    """Name of the one it answers, "" for a root."""
    parent_anchor: str
    depth: int
    """0 for a root, at most 2; deeper replies stay at 2 and say whom they answer."""
    is_stub: bool = False
    replies: tuple["CommentDocument", ...] = ()
    parent_path: str = ""
    """The page on which the one that it answers stands, when that is another page."""
    absence: str = ""
    """Of a stub: 'removed', 'blocked', 'waiting' or 'deleted'."""
    more_replies: int = 0
    """Published replies that stand on other pages."""
    more_path: str = ""
    """Where they begin."""
    edited_at: datetime | None = None
    """When its writer last changed the words; None while they are as posted."""
    useful: int = 0
    """Readers who said so."""
    is_pick: bool = False
    """The editors show it to all readers."""
    face: str = ""
    """Classes by which the style sheet draws a pattern for the writer."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A comment to which the head of a conversation leads: an editors' pick, or a word of the article's author."""

    kind: str
    """'pick' or 'author'."""
    author_name: str
    path: str
    """Where it stands, with its fragment."""
    words: str
    """The beginning of it, as plain text."""


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order in which a thread is offered: 'oldest', 'newest' or 'best', and where it begins."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class ThreadDocument:
    """One page of a conversation."""

    id: int
    url: str
    title: str
    count: int
    """Published comments in the whole thread."""
    is_open: bool
    page: int
    pages: int
    """The number of the last page."""
    roots: tuple[CommentDocument, ...] = ()
    order: str = "oldest"
    orders: tuple[OrderLink, ...] = ()
    """What to offer; nothing where there is nothing to order."""
    previous: str = ""
    """Address of the page before this one in its order, "" where there is none."""
    following: str = ""
    shows: tuple[int, ...] = ()
    """Numbers of the pages, in the order of time, from which this one takes its comments."""
    branch_of: CommentDocument | None = None
    """The comment whose replies this page continues; `count` counts them then."""
    is_cut: bool = False
    """The order ends here although there are more comments."""
    highlights: tuple[Highlight, ...] = ()
    """On the first page: picks of the editors, words of the author."""
    why_closed: str = ""
    """The sentence that stands in place of the form."""
    notes: tuple[str, ...] = ()
    """What a reader should know before writing."""
    house_rules: str = ""
    """Safe HTML."""


@dataclass(frozen=True, slots=True)
class FormDocument:
    """The comment form as it is shown: empty in a public file, with words and errors when something was refused."""

    thread_id: int
    thread_url: str
    thread_title: str
    parent_id: int | None = None
    parent_name: str = ""
    name: str = ""
    email: str = ""
    website: str = ""
    text: str = ""
    notify: str = ""
    opened: str = ""
    """Signed time at which it was drawn for one reader; "" in a shared file."""
    notes: tuple[str, ...] = ()
    """What a reader should know before writing."""
    house_rules: str = ""
    """Safe HTML of the house rules; "" for none."""
    errors: dict[str, str] = field(default_factory=dict)
    """Field name (or "" for the whole) → sentence."""
