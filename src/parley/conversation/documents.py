"""Plain documents: what the conversation gives to whoever draws it. No model, no private field can slip through."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CommentDocument:
    """A published comment, or the stub of one that was removed but has replies (`is_stub`, no words, no name)."""

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
    face: str = ""
    """Classes by which the style sheet draws a pattern for the writer."""


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
    roots: tuple[CommentDocument, ...] = ()
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
