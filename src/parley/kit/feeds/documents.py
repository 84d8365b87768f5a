"""What a feed says, whatever its format. All addresses are absolute, all texts plain unless they are named HTML."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedPerson:
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FeedPicture:
    """The picture above an article, with its words."""

    url: str
    content_type: str
    width: int
    """CSS pixels."""
    height: int
    length: int
    """Bytes; 0 where they are not known."""
    alt: str
    caption: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article or a comment."""

    id: str
    """An IRI that stays the same when the address changes."""
    url: str
    title: str
    published: datetime
    updated: datetime
    """When it last changed in a way that readers should know; not before `published`."""
    content_html: str
    summary: str = ""
    authors: tuple[FeedPerson, ...] = ()
    contributors: tuple[FeedPerson, ...] = ()
    """Who took part in another way than by writing: photographs, translation."""
    categories: tuple[str, ...] = ()
    picture: FeedPicture | None = None
    discussion_url: str = ""
    """Where it is talked about."""
    replies_feed: str = ""
    """Atom feed of that conversation."""
    in_reply_to: str = ""
    """`id` of the entry that a comment answers."""
    in_reply_to_url: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `url` is the address of its page; `base` is where its files stand, with a slash behind."""

    base: str
    url: str
    title: str
    description: str
    language: str
    updated: datetime
    author: FeedPerson
    entries: tuple[FeedEntry, ...]
    hub: str = ""
    """A WebSub hub that tells subscribers of changes; "" for none."""

    def address(self, file: str) -> str:
        """The address of the feed in one of its formats."""
        return f"{self.base}{file}"
