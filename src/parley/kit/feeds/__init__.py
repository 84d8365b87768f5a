"""Feeds: one plain document, written as Atom 1.0, RSS 2.0 or JSON Feed 1.1."""

from parley.kit.feeds.atom import atom
from parley.kit.feeds.documents import Feed, FeedEntry, FeedPerson, FeedPicture
from parley.kit.feeds.formats import FORMATS, Format, format_of, is_feed
from parley.kit.feeds.json_feed import json_feed
from parley.kit.feeds.rss import rss

__all__ = [
    "FORMATS",
    "Feed",
    "FeedEntry",
    "FeedPerson",
    "FeedPicture",
    "Format",
    "atom",
    "format_of",
    "is_feed",
    "json_feed",
    "rss",
    "write_feed",
]

_WRITERS = {"feed.xml": atom, "feed.rss": rss, "feed.json": json_feed}


def write_feed(feed: Feed, file: str) -> str:
    """The text of a feed in the format that stands under the name `file`, one of FORMATS."""
    return _WRITERS[file](feed)
