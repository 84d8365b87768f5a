"""Small installations to be backed up: a folder with a real database, settings, a key and pictures."""

import hashlib
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite

from parley.config.configuration import read_configuration
from parley.config.connections import database_settings
from parley.config.template_database import unpack_template
from parley.keeping.backup import Backup, make_backup


def make_magazine(data: Path, *, name: str = "old", events: int = 20) -> Path:
    """A data folder; `name` is in all of its parts, so that a mixture of two is found."""
    data.mkdir(parents=True)
    (data / "parley.toml").write_text(f'base_url = "http://{name}.example"\n')
    (data / "secret.key").write_text(f"secret of {name}")
    (data / "secret.key").chmod(0o600)
    for number in range(3):
        picture = data / "media" / "original" / f"{name}-{number}.webp"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(f"{name} {number}".encode() * 500)
    unpack_template(data / "parley.sqlite3")
    write_events(data, name, events)
    return data


def write_events(data: Path, name: str, count: int) -> None:
    """Rows in the database's write-ahead log, as of a program that was just killed: not yet in the file itself."""
    connection = sqlite.connect(str(data / "parley.sqlite3"), timeout=20)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executemany(
        "INSERT INTO outbox_event (kind, subject, payload, happened_at) VALUES (?, 'x', '{}', '2026-01-01 00:00:00')",
        [(name,)] * count,
    )
    connection.commit()
    connection.close()


def database_of(data: Path) -> dict[str, Any]:
    return database_settings(read_configuration(data, {}), data)


def back_up(data: Path, folder: Path, **options: Any) -> Backup:
    return make_backup(data=data, database=database_of(data), folder=folder, **options)


def contents(data: Path) -> tuple[tuple[str, int], dict[str, str]]:
    """Who wrote the events and how many; digests of the files that are kept."""
    connection = sqlite.connect(str(data / "parley.sqlite3"))
    ((answer,),) = connection.execute("PRAGMA integrity_check").fetchall()
    rows = connection.execute("SELECT kind, count(*) FROM outbox_event GROUP BY 1").fetchall()
    connection.close()
    assert (answer, len(rows)) == ("ok", 1), (answer, rows)
    places = [data / "parley.toml", data / "secret.key", *sorted((data / "media").rglob("*.*"))]
    files = {str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest() for path in places}
    return rows[0], files
