"""The dates of an export: three fields for one moment, and an all-zero value for "never"."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def moment(*, gmt: str = "", pub_date: str = "", local: str = "") -> datetime | None:
    """Return the first of the three that can be read, aware and in UTC, or None.

    `gmt` and `local` are MySQL dates ("2019-02-07 05:30:00", or "0000-00-00 00:00:00" for never), `pub_date` is
    the RFC 5322 date of the feed, which WordPress writes in UTC. `local` comes last because an export does not
    say what the site's time zone was: it is read as UTC and may be some hours wrong.
    """
    return _mysql_date(gmt) or _feed_date(pub_date) or _mysql_date(local)


def _mysql_date(value: str) -> datetime | None:
    value = value.strip()
    if not value or value.startswith("0000"):
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _feed_date(value: str) -> datetime | None:
    """A draft without a date is "Mon, 30 Nov -0001 00:00:00 +0000" in the feed."""
    if not value.strip() or "-0001" in value:
        return None
    try:
        parsed = parsedate_to_datetime(value.strip())
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
