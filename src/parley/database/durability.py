"""Commits that need not wait for the disk, because what they say would be found out again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """What is committed meanwhile is at once seen by all, and outlives the program; a power cut may take the newest of
    it, never something from the middle, and never what was committed before by other means.

    For what follows from rows that are safe: a claim, a page that was written, a mark. A commit that waits makes
    everything before it safe too (SQLite in WAL mode, PRAGMA synchronous; PostgreSQL, asynchronous commit).
    """
    if connection.in_atomic_block:
        yield
        return
    before = _wait("NORMAL" if connection.vendor == "sqlite" else "off")
    try:
        yield
    finally:
        _wait(before)


def _wait(how: str) -> str:
    """Set how commits wait from now on. Returns how they waited before."""
    setting = "PRAGMA synchronous" if connection.vendor == "sqlite" else "synchronous_commit"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(setting)
            before = str(cursor.fetchone()[0])
            cursor.execute(f"{setting} = {how}")
        else:
            cursor.execute("SELECT current_setting(%s), set_config(%s, %s, false)", [setting, setting, how])
            before = str(cursor.fetchone()[0])
    return before
