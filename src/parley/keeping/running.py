"""Who uses the data folder just now: a lock that servers and workers share, and that restoring needs alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from parley.keeping.errors import RestoreRefused

_held: list[IO[str]] = []


def hold(data: Path) -> None:
    """Note, until this process ends, that the data folder is in use."""
    lock = _lock_file(data)
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)


@contextmanager
def nobody_else(data: Path) -> Iterator[None]:
    """Have the data folder alone. Raises RestoreRefused while a server or a worker runs."""
    with _lock_file(data) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RestoreRefused(f"Parley runs on {data}. Stop it (server and workers), then restore.") from error
        yield


def _lock_file(data: Path) -> IO[str]:
    (data / "run").mkdir(exist_ok=True)
    return (data / "run" / "lock").open("w")
