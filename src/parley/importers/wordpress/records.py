"""What an export holds, as plain typed records. Nothing here is judged, cleaned or resolved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Meta = Mapping[str, tuple[str, ...]]
"""Custom fields: a key may occur several times, so each has a tuple of values in the file's order."""


@dataclass(frozen=True, slots=True)
class Channel:
    """The exported site. `wxr_version` is "1.0", "1.1" or "1.2"; addresses are as written, or empty."""

    title: str = ""
    link: str = ""
    description: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    language: str = ""
    wxr_version: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody with an account. WXR 1.0 has no such records: there `Post.author_login` is all there is."""

    id: int
    login: str
    email: str = ""
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag or a term of another taxonomy. `parent` is the slug of the term above, or empty."""

    taxonomy: str
    """"category", "post_tag", or a plugin's own name."""
    slug: str
    name: str
    id: int = 0
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TermRef:
    """A term as a post names it. `slug` is percent-encoded for non-Latin names, as WordPress stores it."""

    taxonomy: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, pingback or trackback, with everything that WordPress knew of its writer."""

    id: int
    author: str = ""
    email: str = ""
    url: str = ""
    ip: str = ""
    posted: datetime | None = None
    """Aware, in UTC; None when the file holds no readable date."""
    content: str = ""
    approved: str = "1"
    """"1", "0", "spam", "trash" or "post-trashed"."""
    type: str = "comment"
    """"comment" (also for the empty type of old exports), "pingback", "trackback", or a plugin's own."""
    parent: int = 0
    """The id of the comment that this one answers, 0 for none. It may be missing from the file."""
    user_id: int = 0
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One item: article, page, attachment, menu entry or a plugin's own type, with its comments."""

    id: int
    type: str = "post"
    title: str = ""
    link: str = ""
    guid: str = ""
    slug: str = ""
    status: str = "publish"
    """"publish", "draft", "pending", "private", "future", "inherit", "trash" or "auto-draft"."""
    author_login: str = ""
    published: datetime | None = None
    """Aware, in UTC. A draft that was never dated has None."""
    modified: datetime | None = None
    """Aware, in UTC; None in exports before WordPress 5.7."""
    content: str = ""
    excerpt: str = ""
    password: str = ""
    comment_status: str = "open"
    parent: int = 0
    menu_order: int = 0
    sticky: bool = False
    terms: tuple[TermRef, ...] = ()
    meta: Meta = field(default_factory=dict)
    attachment_url: str = ""
    comments: tuple[Comment, ...] = ()

    @property
    def categories(self) -> tuple[TermRef, ...]:
        return tuple(term for term in self.terms if term.taxonomy == "category")

    @property
    def tags(self) -> tuple[TermRef, ...]:
        return tuple(term for term in self.terms if term.taxonomy == "post_tag")

    @property
    def thumbnail_id(self) -> int | None:
        """The id of the attachment that is the lead picture, or None."""
        value = self.meta.get("_thumbnail_id", ("",))[-1].strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

    @property
    def alternative_text(self) -> str:
        """What WordPress keeps as alternative text of an attachment."""
        return self.meta.get("_wp_attachment_image_alt", ("",))[-1].strip()


Record = Author | Term | Post
