"""The database: whether it answers, keeps what it was given, and has the form that the program wants."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from parley.keeping.databases import tool_of_postgresql
from parley.keeping.doctor.findings import ERROR, WARNING, Finding
from parley.kit import clock

LARGE_LOG = 256 << 20
"""Bytes; SQLite is told to cut its log back to 64 MB after each checkpoint."""
FULL = 2


def answers() -> Iterator[Finding]:
    """The database can be asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            if connection.vendor == "postgresql":
                cursor.execute("SELECT clock_timestamp()")
                ahead = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
                if ahead > 5:
                    message = _("The database's clock differs by %(seconds)d seconds.") % {"seconds": ahead}
                    yield Finding(WARNING, "clock_of_database", message, _("Let both machines follow a time server."))
    except DatabaseError as error:
        yield Finding(
            ERROR,
            "database_silent",
            _("The database does not answer: %(reason)s") % {"reason": str(error).strip()},
            _("Pages are still read. Start the database; Parley connects again by itself."),
        )


def durability() -> Iterator[Finding]:
    """What was acknowledged survives a power loss."""
    if connection.vendor == "sqlite":
        yield from _sqlite_durability()
    else:
        yield from _postgresql_durability()


def _sqlite_durability() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA synchronous").fetchone()[0] < FULL:
            message = _("SQLite does not write through to the disk (synchronous is not FULL).")
            yield Finding(ERROR, "not_durable", message, _("Undo the change of Parley's settings that did this."))
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            message = _("SQLite does not keep a write-ahead log: readers and writers wait for each other.")
            yield Finding(WARNING, "no_wal", message, _("The data folder may lie on a network file system; move it."))
    log = Path(f"{settings.DATABASES['default']['NAME']}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LARGE_LOG:
        yield Finding(
            WARNING,
            "log_large",
            _("SQLite's log has %(size)d MB.") % {"size": size >> 20},
            _(
                "Some process reads without an end and keeps it from being cut. Restart Parley, and other programs "
                "that read the file."
            ),
        )


def _postgresql_durability() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    if fsync != "on" or commit == "off":
        message = _("PostgreSQL does not write through to the disk (fsync or synchronous_commit is off).")
        yield Finding(ERROR, "not_durable", message, _("Turn both on in postgresql.conf."))
    if tool_of_postgresql("pg_dump") is None:
        message = _("pg_dump is missing, so no backup can be made.")
        yield Finding(WARNING, "no_pg_dump", message, "apt-get install postgresql-client")


def migrations() -> Iterator[Finding]:
    """The database has the form that this program wants, and no later one."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        message = _("The database is older than the program: %(count)d migrations are missing.") % {"count": len(plan)}
        yield Finding(ERROR, "database_old", message, "parley upgrade")
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    ours = [f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps]
    if ours and _is_newer(executor, unknown):
        message = _("The database is newer than the program: it has %(name)s.") % {"name": ours[-1]}
        yield Finding(ERROR, "database_new", message, _("Install the later Parley again."))


def _is_newer(executor: MigrationExecutor, unknown: list[tuple[str, str]]) -> bool:
    """Old migrations that were squashed away since are no sign of a newer program."""
    last = {
        app: max(name for a, name in executor.loader.disk_migrations if a == app)
        for app, _name in unknown
        if any(a == app for a, _ in executor.loader.disk_migrations)
    }
    return any(app in last and name > last[app] for app, name in unknown)


def integrity() -> Iterator[Finding]:
    """The file is not damaged; PostgreSQL watches over its own."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        answer = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        yield Finding(
            ERROR,
            "database_damaged",
            _("The database file is damaged: %(answer)s") % {"answer": answer},
            _("Stop Parley, keep a copy of the data folder, and bring the newest backup back: parley restore."),
        )
