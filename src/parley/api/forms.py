"""What a program may send. Every field that comes in is named here."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from parley.kit.markup import COMMENT_LIMIT

LARGEST_ID = 2**53 - 1
"""The largest whole number that every JSON parser keeps exactly."""

Id = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True)]
MOST_AT_ONCE = 500
PAGE = 50
LONGEST_PAGE = 100


class NewCommentIn(Schema):
    """A comment, as the form in a page sends it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=COMMENT_LIMIT, description="Markdown.")
    name: str = Field(min_length=1, max_length=80, description="Stands beside the comment.")
    email: str = Field(
        min_length=3,
        max_length=254,
        description="The writer's address. Never published.",
        json_schema_extra={"format": "email"},
    )
    website: str = Field("", max_length=2000)
    parent: Id | None = Field(None, description="The comment that it answers.")
    warning_read: bool = Field(False, description="The writer has read a moderator's warning.", strict=True)


class DecisionIn(Schema):
    """One decision about one comment or many."""

    model_config = ConfigDict(extra="forbid")

    comments: list[Id] = Field(min_length=1, max_length=MOST_AT_ONCE)
    decision: Literal["approve", "spam", "trash"]
    reason: str = Field("", max_length=200)
