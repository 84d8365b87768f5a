"""Bring the database to the form that this program wants; killed at any point, it goes on where it was."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from parley.keeping.backup import Backup
from parley.keeping.databases import kind_of
from parley.keeping.errors import BackupFailed, BackupUnusable, UpgradeRefused
from parley.keeping.restore import refuse_newer
from parley.keeping.restoring import known_migrations
from parley.keeping.schedule import back_up_now, backup_folder

UNFINISHED = "run/upgrading"
BACKUPS = "backups"
"""In the data folder, where no backup_folder is set."""
ONE_AT_A_TIME = 0x7061726C6579
"""Key of PostgreSQL's advisory lock: 'parley'."""

log = structlog.get_logger(__name__)
Say = Callable[[str], None]


class WholeMigrationExecutor(MigrationExecutor):
    """Notes a migration in the same transaction in which it is made.

    Django notes it afterwards when indexes are left to make; a process that was killed between the two could never
    start again: "table already exists".
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if not migration.atomic or fake:
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        # SQLite turns its checks of foreign keys off outside of a transaction only; changing tables needs them off.
        with connection.constraint_checks_disabled(), transaction.atomic():
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


def missing_migrations() -> list[str]:
    """What the database lacks, as "app.name", in the order in which it will be made."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def is_unfinished() -> bool:
    """Whether migrations are missing, or an upgrade was killed before its last step."""
    return (Path(settings.DATA) / UNFINISHED).exists() or bool(missing_migrations())


def save_before_upgrade() -> Backup | None:
    """A backup, unless the database is empty. Raises BackupFailed."""
    if "django_migrations" not in connection.introspection.table_names():
        return None
    return back_up_now(backup_folder() or Path(settings.DATA) / BACKUPS)


def upgrade(*, say: Say = lambda _line: None) -> list[str]:
    """Make what is missing, one migration a transaction. Returns what was made.

    One process at a time; another waits and then finds nothing to do. Raises UpgradeRefused when the database is newer
    than the program.
    """
    with _one_at_a_time():
        _refuse_newer_database()
        todo = missing_migrations()
        mark = Path(settings.DATA) / UNFINISHED
        if not todo and not mark.exists():
            return []
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
        executor = WholeMigrationExecutor(connection, progress_callback=_telling(say))
        executor.migrate(executor.loader.graph.leaf_nodes())
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)  # permissions and kinds of content
        mark.unlink()
    log.info("upgraded", migrations=len(todo))
    return todo


def save_and_upgrade(*, say: Say = lambda _line: None) -> list[str]:
    """For a start: upgrade if need be, with a backup before where one can be made."""
    if not is_unfinished():
        return []
    try:
        saved = save_before_upgrade()
    except BackupFailed as error:
        log.warning("upgrade_without_backup", reason=str(error))
    else:
        if saved is not None:
            say(f"Saved before the upgrade: {saved.path}")
    return upgrade(say=say)


def _telling(say: Say) -> Callable[..., None]:
    def tell(action: str, migration: Any = None, _fake: bool = False) -> None:
        if action == "apply_start":
            say(f"{migration.app_label}.{migration.name} …")

    return tell


def _refuse_newer_database() -> None:
    applied = MigrationExecutor(connection).loader.applied_migrations
    try:
        refuse_newer((f"{app}.{name}" for app, name in applied), known_migrations())
    except BackupUnusable as error:
        raise UpgradeRefused(
            "The database comes from a newer Parley. Install that Parley again, or bring back a backup of before."
        ) from error


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    locks = Path(settings.DATA) / "locks"
    locks.mkdir(exist_ok=True)
    with (locks / "upgrade").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kind_of(settings.DATABASES["default"]) != "postgresql":
            yield
            return
        with connection.cursor() as cursor:  # other machines have other folders; the lock ends with the connection
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
