"""Upgrades: saved before, killed anywhere, whole at the next start. `make evals-upgrade` kills at 20 points."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from evals.keeping.upgrade_kills import Installation, Readers, kill_at_points

from parley.keeping.backup import backups_in
from parley.keeping.errors import UpgradeRefused
from parley.keeping.upgrade import UNFINISHED, is_unfinished, missing_migrations, save_and_upgrade, upgrade
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.databases import is_postgresql


def url_of_a_new_database() -> str:
    if not is_postgresql():
        return ""
    return f"postgresql://postgres@/upgraded?host={quote(str(settings.DATABASES['default']['HOST']), safe='/')}"


@pytest.mark.journey  # minutes on PostgreSQL, where the database is migrated from nothing
@pytest.mark.timeout(500)
@pytest.mark.usefixtures("installation")
def test_killed_anywhere_it_finishes_at_the_next_start_and_pages_are_read(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data", url_of_a_new_database())
    installation.make_old(comments=300)
    with Readers(tmp_path / "data" / "public") as readers:
        found = kill_at_points(installation, points=2)
    assert [(f["killed"], f["finished"], f["whole"]) for f in found] == [(True, True, True)] * 2, found
    assert (readers.read > 100, readers.failed) == (True, 0)


def test_nothing_is_done_when_nothing_is_missing(cast: Cast) -> None:
    assert (missing_migrations(), is_unfinished(), save_and_upgrade()) == ([], False, [])
    assert "up to date" in parley("upgrade").output
    assert not (Path(settings.DATA) / "backups").exists()


def test_an_upgrade_that_was_killed_before_its_last_step_is_finished(cast: Cast) -> None:
    mark = Path(settings.DATA) / UNFINISHED
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    assert is_unfinished()
    assert upgrade() == []
    assert not mark.exists()


def test_a_newer_database_is_refused(cast: Cast) -> None:
    MigrationRecorder(connection).migration_qs.create(app="conversation", name="9999_of_next_year")
    with pytest.raises(UpgradeRefused, match="newer Parley"):
        upgrade()


def test_the_installation_is_saved_before(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = settings.PARLEY.model_copy(update={"backup_folder": str(tmp_path)})
    monkeypatch.setattr(settings, "PARLEY", changed)
    (Path(settings.DATA) / "run").mkdir(exist_ok=True)
    (Path(settings.DATA) / UNFINISHED).touch()
    said: list[str] = []
    save_and_upgrade(say=said.append)
    (made,) = backups_in(tmp_path)
    assert said == [f"Saved before the upgrade: {made}"]
