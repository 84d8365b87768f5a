"""The database inside a backup: a snapshot taken while everybody writes, its counts, its way back."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pysqlite3 import dbapi2 as sqlite

from parley.keeping.errors import BackupFailed, BackupUnusable, RestoreRefused

WAIT = 20
"""Seconds for a lock of SQLite's."""

Database = Mapping[str, Any]
"""Django's DATABASES["default"]."""


def kind_of(database: Database) -> str:
    """'sqlite' or 'postgresql'."""
    return "postgresql" if database["ENGINE"].endswith("postgresql") else "sqlite"


def snapshot_sqlite(source: Path, target: Path) -> None:
    """A copy of the database as it is at one moment, made in one go.

    VACUUM INTO reads inside one transaction while others write: 0.5 s for 100 MB, with a longest pause of 77 ms for
    writers. SQLite's backup interface in steps begins anew at each foreign write and never ended under load; a copy of
    the file by `cp` was inconsistent in half of the trials. Raises BackupFailed.
    """
    try:
        connection = sqlite.connect(str(source), timeout=WAIT, isolation_level=None)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
    except sqlite.Error as error:
        raise BackupFailed(f"The database could not be copied: {error}. `parley doctor` says what is wrong.") from error


def examine_sqlite(path: Path, *, thorough: bool) -> tuple[dict[str, int], list[str]]:
    """Rows of each table, and the migrations that the file has.

    `thorough` compares the indexes with the tables, too (integrity_check instead of quick_check). Raises BackupUnusable
    when the file is damaged.
    """
    try:
        connection = sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            answer = connection.execute("PRAGMA integrity_check" if thorough else "PRAGMA quick_check").fetchone()[0]
            if answer != "ok":
                raise BackupUnusable(f"The database in the backup is damaged: {answer}")
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            tables = sorted(name for (name,) in names)
            counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names of its own
            rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
            return counts, [row[0] for row in rows]
        finally:
            connection.close()
    except sqlite.Error as error:
        raise BackupUnusable(f"The database in the backup is damaged: {error}") from error


def snapshot_postgresql(database: Database, target: Path) -> tuple[dict[str, int], list[str]]:
    """Dump a PostgreSQL database, and count it in the same snapshot. Raises BackupFailed with the remedy."""
    tool = tool_of_postgresql("pg_dump")
    if tool is None:
        raise BackupFailed(
            "pg_dump is missing, by which PostgreSQL makes backups. On Debian: apt-get install postgresql-client"
        )
    try:
        with connection_of(database) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot is not None
            counts = _counts(connection)
            migrations = _migrations(connection)
            _run([tool, "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
                  f"--snapshot={snapshot[0]}", f"--file={target}"], database)  # fmt: skip
    except psycopg.Error as error:
        raise BackupFailed(f"The database does not answer: {error}".rstrip()) from error
    except _ToolFailed as error:
        raise BackupFailed(f"pg_dump could not copy the database: {error}") from error
    return counts, migrations


def restore_postgresql(database: Database, dump: Path, counts: Mapping[str, int]) -> None:
    """Replace what is in the database, in one transaction: either all of it or nothing. Raises RestoreRefused."""
    tool = tool_of_postgresql("pg_restore")
    if tool is None:
        raise RestoreRefused("pg_restore is missing. On Debian: apt-get install postgresql-client")
    try:
        _run([tool, "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
              "--exit-on-error", f"--dbname={database['NAME']}", str(dump)], database)  # fmt: skip
        with connection_of(database) as connection:
            found = _counts(connection)
    except (psycopg.Error, _ToolFailed) as error:
        raise RestoreRefused(f"pg_restore did not replace the database, which is as before: {error}") from error
    if wrong := [name for name in counts if found.get(name) != counts[name]]:
        raise RestoreRefused(f"After restoring, {wrong[0]} has another number of rows than in the backup.")


def holds_a_publication(database: Database) -> bool:
    """Whether a PostgreSQL database has tables of Parley's. Raises RestoreRefused when it cannot be asked."""
    try:
        with connection_of(database) as connection:
            return "django_migrations" in _tables(connection)
    except psycopg.Error as error:
        raise RestoreRefused(f"The database does not answer: {error}".rstrip()) from error


def tool_of_postgresql(name: str) -> str | None:
    """Path of one of PostgreSQL's programs; the newest where several are installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def connection_of(database: Database) -> "psycopg.Connection[Any]":
    """A connection of its own to a PostgreSQL database."""
    return psycopg.connect(**_parameters(database))


def _parameters(database: Database) -> dict[str, Any]:
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    plain = {name: database[key] for name, key in names.items() if database.get(key)}
    return plain | dict(database.get("OPTIONS", {}))


def _run(command: list[str], database: Database) -> None:
    """A tool of PostgreSQL's. Where the database is goes by the environment: arguments are for everybody to read."""
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    environment = os.environ | {name: str(database[key]) for name, key in names.items() if database.get(key)}
    options = {f"PG{key.upper()}": str(value) for key, value in database.get("OPTIONS", {}).items()}
    done = subprocess.run(command, env=environment | options, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise _ToolFailed(done.stderr.strip()[-500:] or f"exit code {done.returncode}")


class _ToolFailed(Exception):
    """A program of PostgreSQL's ended with an error; its last words."""


def _tables(connection: "psycopg.Connection[Any]") -> list[str]:
    rows: Iterable[Any] = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(row[0] for row in rows)


def _counts(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    counts = {}
    for name in _tables(connection):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        assert row is not None
        counts[name] = int(row[0])
    return counts


def _migrations(connection: "psycopg.Connection[Any]") -> list[str]:
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [row[0] for row in rows]
