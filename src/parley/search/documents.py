"""Plain data for the page of results."""

from dataclasses import dataclass
from datetime import datetime

from parley.publication.documents import Link
from parley.search.excerpts import Piece


@dataclass(frozen=True, slots=True)
class Result:
    """An article or a comment that answers."""

    path: str
    title: str
    excerpt: tuple[Piece, ...]
    section: Link
    names: tuple[str, ...]
    """Who wrote it."""
    published_at: datetime


@dataclass(frozen=True, slots=True)
class ResultsDocument:
    """One page of results."""

    text: str
    """What was typed."""
    kind: str
    section: str
    author: str
    year: int
    results: tuple[Result, ...]
    count: int
    is_more: bool
    """There are more than are ranked: `count` is no count of all."""
    page: int
    pages: int
    authors: tuple[Link, ...]
    """Authors whose names are what was typed."""
    sections: tuple[Link, ...]
    years: tuple[int, ...]
    all_authors: tuple[Link, ...]
    """To choose from; the path is the slug."""
