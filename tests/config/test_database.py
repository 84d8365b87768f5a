"""What the installation stands on: a sound SQLite, written through, and a template that is not out of date."""

import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from parley.config.sqlite import is_sound, refuse_unsound_sqlite
from parley.config.template_database import is_current, unpack_template
from tests.databases import is_postgresql


def test_the_shipped_template_has_every_migration() -> None:
    assert is_current(), "run `make template`: a migration is newer than the shipped database"


@pytest.mark.usefixtures("installation")
def test_the_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.usefixtures("installation")
def test_nothing_is_left_to_migrate() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_the_template_never_overwrites_a_database(tmp_path: Path) -> None:
    target = tmp_path / "parley.sqlite3"
    unpack_template(target)
    before = target.read_bytes()
    with pytest.raises(FileExistsError):
        unpack_template(target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["parley.sqlite3"]


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_versions_with_the_wal_reset_bug_are_known(version: tuple[int, int, int], sound: bool) -> None:
    assert is_sound(version) is sound


def test_the_sqlite_in_use_is_sound() -> None:
    refuse_unsound_sqlite()
    assert sqlite3.__name__ == "pysqlite3"


@pytest.mark.usefixtures("installation")
def test_what_is_acknowledged_is_on_the_disk() -> None:
    if is_postgresql():
        pytest.skip("SQLite's settings")
    connection.ensure_connection()
    with connection.cursor() as cursor:
        answers = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")]
        assert answers == [2, "wal"]
        assert cursor.execute("PRAGMA foreign_keys").fetchone()[0] == 1
