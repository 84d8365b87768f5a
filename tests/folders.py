"""Where the tests write: in memory where there is room, because a copy per test is what they cost most."""

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30
"""Free bytes; less than this, as in a small container, and the disk is used."""


def temporary_folder(prefix: str) -> Path:
    """A new folder, to be removed by who asked for it."""
    has_room = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ENOUGH
    # "/tmp" by name: a socket's path may have 107 characters, and TMPDIR can be long
    return Path(tempfile.mkdtemp(prefix=prefix, dir=IN_MEMORY if has_room else "/tmp"))
