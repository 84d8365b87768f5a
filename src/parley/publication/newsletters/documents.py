"""Plain documents of issues."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """An article in an issue."""

    title: str
    url: str
    """Absolute, and the article's own: nobody counts who follows it."""
    path: str
    section: str
    authors: str
    minutes: int
    words: str
    """The editors' note, else the standfirst."""


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """An issue with the articles that are public."""

    id: int
    subject: str
    preheader: str
    path: str
    url: str
    intro: tuple[str, ...]
    """Paragraphs of plain text."""
    entries: tuple[IssueEntry, ...]
    closing: tuple[str, ...]
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The links at the foot of a mail."""

    stop_link: str
    stop_all_link: str
    my_mails_link: str
    """Where the reader sees and changes all that is mailed."""
