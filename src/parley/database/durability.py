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
    before = _how_commits_wait()
    _wait("NORMAL" if connection.vendor == "sqlite" else "off")
    try:
        yield
    finally:
        _wait(before)


def _how_commits_wait() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


def _wait(how: str) -> None:
    setting = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SET synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(f"{setting} = {how}")
