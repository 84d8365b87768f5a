"""What the API gives: plain documents whose fields are named one by one. No private field can slip through."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """Why a call was refused (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank; `code` says what it is.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str = Field(description="A sentence that says what to do.")
    code: str = Field(description="Stable between releases; docs/reference/errors.md lists all.")
    errors: list["FieldError"] | None = Field(None, description="One for each field that was refused.")


class FieldError(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class ThreadOut(Schema):
    """The conversation at one address."""

    id: int
    site: str = Field(description="Host of the site.")
    url: str = Field(description="Path of the page.")
    title: str
    count: int = Field(description="Published comments.")
    is_open: bool = Field(description="Whether it takes comments now.")
    why_closed: str = Field(description="The sentence that readers see; empty when it is open.")
    section: str
    published_at: datetime | None = Field(description="When the page appeared, if known.")


class ThreadList(Schema):
    """A page of threads, the newest first."""

    items: list[ThreadOut]
    next: int | None = Field(description="`before` of the next page; null at the end.")


class CommentOut(Schema):
    """A published comment."""

    id: int
    thread: int
    parent: int | None = Field(description="The comment that it answers.")
    permalink: str = Field(description="Address that always leads to it.")
    author_name: str
    author_url: str
    badge: str = Field(description="“Staff” in the site's language, or empty.")
    html: str = Field(description="Safe HTML.")
    posted_at: datetime
    in_reply_to: str = Field(description="Name of the one it answers.")


class CommentList(Schema):
    """A page of comments, in the order in which they were written."""

    items: list[CommentOut]
    next: str | None = Field(description="`after` of the next page; null at the end.")


class Posted(Schema):
    """A comment that was published at once."""

    comment: CommentOut
    status_url: str = Field(description="Private address of its status page: for its writer only.")


class Waiting(Schema):
    """A comment that waits for a moderator."""

    status_url: str = Field(description="Private address of its status page: for its writer only.")
    why: str = Field(description="Why it waits, in words for its writer; may be empty.")


class Reason(Schema):
    """What the filter, a gate or a rule found."""

    stage: str
    rule: str
    weight: float = Field(description="Log-odds of spam.")
    sentence: str


class Record(Schema):
    """What became of the writer's comments so far."""

    approved: int
    rejected: int


class QueueItem(Schema):
    """A comment as a moderator sees it. No address."""

    id: int
    thread: int
    thread_title: str
    thread_url: str
    parent: int | None
    status: str
    author_name: str
    author_url: str
    text: str = Field(description="Markdown as typed.")
    html: str
    received_at: datetime
    outcome: str = Field(description="The filter's: ham, unsure, spam; empty when it said nothing.")
    probability: float
    reasons: list[Reason]
    campaign: int | None
    record: Record


class Queue(Schema):
    """A page of a queue, the newest arrivals first."""

    items: list[QueueItem]
    next: str | None = Field(description="`before` of the next page; null at the end.")


class Decided(Schema):
    """What was decided or taken back together."""

    batch: str = Field(description="Takes all of it back at moderation/undo/{batch}; empty after an undo.")
    comments: list[int]


class LogLine(Schema):
    """Decisions that were made together."""

    batch: str
    decided_at: datetime
    who: str
    cause: str = Field(description="person, filter, campaign, import, external, or a gate's or rule's stage and name.")
    before: list[str]
    after: str
    reason: str
    count: int
    comment: int = Field(description="The first of them.")
    thread: int
    is_undo: bool
    was_undone: bool
    can_be_undone: bool


class Log(Schema):
    """A page of the decision log, the newest first."""

    items: list[LogLine]
    next: int | None = Field(description="`before` of the next page; null at the end.")


def problem(*, status: int, title: str, detail: str, code: str, errors: list[dict[str, str]] | None) -> dict[str, Any]:
    """A problem as it is sent; `errors` only where there are any."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    return said | ({"errors": errors} if errors else {})
