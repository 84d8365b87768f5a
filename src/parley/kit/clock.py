"""The one clock. Tests travel in time by patching nothing: `time-machine` moves it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)
