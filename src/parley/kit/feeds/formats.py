"""The formats in which each feed is offered, by the names of their files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """`file`: the last segment of the address; `content_type`: without parameters, as a discovery link names it."""

    file: str
    title: str
    content_type: str


FORMATS = (
    Format("feed.xml", "Atom", "application/atom+xml"),
    Format("feed.rss", "RSS", "application/rss+xml"),
    Format("feed.json", "JSON Feed", "application/feed+json"),
)
"""The first is the one that we would choose."""

_BY_FILE = {each.file: each for each in FORMATS}


def format_of(path: str) -> Format | None:
    """The format of the feed that stands at a path; None where it is no feed's."""
    return _BY_FILE.get(path.rpartition("/")[2])


def is_feed(path: str) -> bool:
    """Whether a path ('/opinion/feed.rss') is a feed's."""
    return format_of(path) is not None
