"""The external moderation step, `[external_moderation]` in `parley.toml`."""

import base64
import binascii
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

SHORTEST_SECRET = 24
"""Bytes, as Standard Webhooks wants them."""


def _url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None):
        raise ValueError("write it as https://moderation.example/ask, without a user name")
    return value


def _secret(value: str) -> str:
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if value and (not value.startswith("whsec_") or len(key) < SHORTEST_SECRET):
        raise ValueError('write it as "whsec_" and at least 24 bytes in base64; `openssl rand -base64 32` makes some')
    return value


class ExternalModeration(BaseModel):
    """Another program has a say before a comment is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_url)] = Field(
        "", description="Address that is asked before a comment is published; empty: nobody is asked."
    )
    secret: Annotated[str, AfterValidator(_secret)] = Field(
        "", description="Signs what is sent there (Standard Webhooks): 'whsec_' and at least 24 bytes in base64."
    )
    deadline_seconds: int = Field(
        10, ge=1, le=300, description="Seconds from a comment's arrival in which the answer must come."
    )
    on_silence: Literal["filter", "hold"] = Field(
        "filter",
        description="When no answer comes in time: 'filter' publishes, as the filter would have done; 'hold' lets the "
        "comment wait for a moderator.",
    )

    @model_validator(mode="after")
    def _is_signed(self) -> Self:
        if self.url and not self.secret:
            raise ValueError("the secret is missing: without one nobody could tell your questions from a stranger's")
        return self
