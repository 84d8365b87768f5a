"""Restore an installation, and carry over what must outlive the one that is replaced: who was erased."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db.migrations.loader import MigrationLoader
from psycopg.rows import dict_row
from pysqlite3 import dbapi2 as sqlite

from parley.keeping.databases import Database, connection_of, kind_of
from parley.keeping.erasures import ERASURES, Erasure, merged, read_erasures, write_erasures
from parley.keeping.restore import Restored, restore

SettingsOf = Callable[[Path], Database]
"""Django's DATABASES["default"] of a data folder."""


def restore_installation(
    path: Path, data: Path, *, settings_of: SettingsOf, identity: Path | None = None, replace_database: bool = False
) -> Restored:
    """As `restore` does, for this program's migrations. Erasures that the backup does not know yet are put in it.

    They are taken from the installation that is replaced, from the file beside the backup, and from the backup.
    """
    is_installed = (data / "parley.toml").is_file()
    before = settings_of(data)
    erased = _erasures_of(data, before) if is_installed else []

    def carry_over(staged: Path) -> None:
        beside = read_erasures(path.parent / ERASURES)
        write_erasures(staged / ERASURES, merged(read_erasures(staged / ERASURES), beside, erased))

    return restore(
        path,
        data,
        known=known_migrations(),
        identity=identity,
        database=before if kind_of(before) == "postgresql" else None,
        replace_database=replace_database,
        before_deciding=carry_over,
    )


def known_migrations() -> list[str]:
    """Every migration of this program, as "app.name"."""
    return [f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations]


def _erasures_of(data: Path, database: Database) -> list[Erasure]:
    noted = read_erasures(data / ERASURES)
    try:
        rows = list(_suppressions(database))
    except (sqlite.Error, psycopg.Error, OSError):  # damaged, or gone: that is why a backup is brought back
        return noted
    return merged(noted, (_entry(row) for row in rows))


def _suppressions(database: Database) -> Iterable[dict[str, Any]]:
    question = "SELECT * FROM accounts_suppression"
    if kind_of(database) == "postgresql":
        with connection_of(database) as connection:
            return connection.cursor(row_factory=dict_row).execute(question).fetchall()
    if not Path(database["NAME"]).is_file():
        return []
    old = sqlite.connect(database["NAME"], timeout=5)
    try:
        old.row_factory = sqlite.Row
        return [dict(row) for row in old.execute(question)]
    finally:
        old.close()


def _entry(row: dict[str, Any]) -> Erasure:
    return Erasure(
        address_key=row["address_key"],
        at=_moment(row["suppressed_at"]),
        words_removed=bool(row.get("words_removed", True)),
        is_barred=bool(row.get("is_barred", False)),
        barred_until=_moment(row["barred_until"]) if row.get("barred_until") else "",
    )


def _moment(value: datetime | str) -> str:
    """SQLite keeps moments as text, in UTC and without saying so."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()
