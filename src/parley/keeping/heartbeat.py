"""The worker's sign of life, a file: it can be read when the database cannot."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from parley.kit import clock

EVERY = 20
"""Seconds."""
MISSED = timedelta(minutes=2)
"""After this long a worker is taken for dead: the longest chore that was measured took 40 s."""


def beat() -> None:
    """Say that the worker's round came to its end."""
    folder = Path(settings.DATA) / "run"
    folder.mkdir(exist_ok=True)
    new = folder / f".worker-{os.getpid()}"
    new.write_text(json.dumps({"at": clock.now().isoformat(), "pid": os.getpid()}), encoding="utf-8")
    new.replace(folder / "worker")


def last_beat() -> datetime | None:
    """When a worker of this machine last came around; None: never."""
    try:
        found = json.loads((Path(settings.DATA) / "run" / "worker").read_text(encoding="utf-8"))
        return datetime.fromisoformat(found["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
