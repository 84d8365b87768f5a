"""The newsletter, `[newsletter]` in `parley.toml`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Newsletter(BaseModel):
    """When issues are made by themselves, and how quickly they leave."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_offered: bool = Field(False, description="Offer the newsletter: the archive at /newsletter/, linked from pages.")
    rhythm: Literal["off", "daily", "weekly"] = Field(
        "off", description="Make an issue of the new articles by itself; nothing is made while nothing is new."
    )
    weekday: int = Field(5, ge=1, le=7, description="Day of the weekly issue: 1 is Monday, 7 is Sunday.")
    hour: int = Field(7, ge=0, le=23, description="Hour of the issue, in the site's time zone.")
    send_at_once: bool = Field(
        False, description="Send what the calendar made; otherwise it is a draft that an editor releases."
    )
    mails_an_hour: int = Field(2_000, ge=1, description="Mails of the newsletter that leave in an hour at most.")
    first_day: int = Field(
        500,
        ge=0,
        description="Mails of the newsletter on its first day ever; twice as many on each day after it, until "
        "mails_an_hour is all that limits: who begins with thousands is taken for a spammer. 0: no such limit.",
    )
