"""Bring a backup back: verified before anything is replaced, and either done or not.

All is unpacked and examined beside what stands. Then one small file, `decided`, is renamed into its place: until that
moment the old installation stands, from it on the new one. What is left to do then are renames that can be done again,
and every start of Parley finishes them first (`finish_restore`).
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from parley.keeping.archive import DATABASE, FOLDER, Manifest, unpack
from parley.keeping.databases import Database, examine_sqlite, holds_a_publication, restore_postgresql
from parley.keeping.errors import BackupUnusable, RestoreRefused
from parley.keeping.running import nobody_else
from parley.kit import clock
from parley.kit.disk import sync

WORK = ".restore"
DECIDED = "decided"
DATABASE_AT_STAKE = "database-at-stake"
"""Stands while PostgreSQL's database is replaced, and until the folder is: the two are not one transaction."""
SQLITE = "parley.sqlite3"
ALSO_REPLACED = ("public", "campaigns", SQLITE, f"{SQLITE}-wal", f"{SQLITE}-shm", f"{SQLITE}-journal")
"""Made anew from the restored database, or belonging to the old one: a -wal of another file would destroy it."""

Keep = Callable[[Path], None]


@dataclass(frozen=True)
class Restored:
    """What was brought back; `aside`: where the replaced files lie, None when there were none."""

    manifest: Manifest
    aside: Path | None


def restore(
    path: Path,
    data: Path,
    *,
    known: Iterable[str],
    identity: Path | None = None,
    database: Database | None = None,
    replace_database: bool = False,
    before_deciding: Keep = lambda _staged: None,
) -> Restored:
    """Replace the installation in `data` by the backup at `path`.

    `known`: migrations of this program ("app.name"). `database`: the PostgreSQL database into which a backup of
    PostgreSQL goes. `before_deciding` is given the folder that will stand. Raises BackupUnusable and RestoreRefused;
    nothing was replaced then.
    """
    data.mkdir(parents=True, exist_ok=True)
    with nobody_else(data):
        _finish(data)
        work = data / WORK
        shutil.rmtree(work, ignore_errors=True)  # of an attempt that ended before it was decided
        work.mkdir(mode=0o700)
        try:
            manifest = _verified(path, work, known, identity)
            staged = _arrange(work, manifest)
            _refuse_mounts(data, staged)
            before_deciding(staged)
            if manifest.database == "postgresql":
                _restore_postgresql(work, manifest, database, replace=replace_database)
            _sync_tree(staged)
        except BaseException:
            if not (work / DATABASE_AT_STAKE).exists():
                shutil.rmtree(work, ignore_errors=True)
            raise
        decide(data, staged)
        return Restored(manifest, _finish(data))


def decide(data: Path, staged: Path) -> None:
    """The moment from which the new installation stands."""
    new = sorted(entry.name for entry in staged.iterdir())
    names = dict.fromkeys([*new, *ALSO_REPLACED])
    old = [name for name in names if (data / name).exists() or (data / name).is_symlink()]
    plan = {"new": new, "old": old, "aside": _free_name(data, f"replaced-{clock.now():%Y%m%dT%H%M%S}")}
    draft = data / WORK / f".{DECIDED}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    sync(data / WORK)
    draft.replace(data / WORK / DECIDED)
    sync(data / WORK)


def finish_restore(data: Path) -> None:
    """Finish what a killed restore had decided. For every start: a look at one folder when there is nothing to do.

    Raises RestoreRefused while a restore runs, and when PostgreSQL's database may be another than the folder's.
    """
    if not (data / WORK).is_dir():
        return
    with nobody_else(data):
        if (data / WORK / DATABASE_AT_STAKE).exists() and not (data / WORK / DECIDED).is_file():
            raise RestoreRefused(
                "A restore was interrupted while it replaced the database. Run the same `parley restore` again, with "
                "--replace-database."
            )
        _finish(data)


def _finish(data: Path) -> Path | None:
    """Put the files of a decided restore in their places. Returns where the replaced ones lie.

    Safe to repeat from any point: nothing new moves before everything old has.
    """
    if not (data / WORK / DECIDED).is_file():
        return None
    plan = json.loads((data / WORK / DECIDED).read_text(encoding="utf-8"))
    aside, staged = data / plan["aside"], data / WORK / "new"
    if plan["old"]:
        aside.mkdir(mode=0o700, exist_ok=True)
    for name in plan["old"]:
        if not _is_there(aside / name) and _is_there(data / name):
            (data / name).rename(aside / name)
    sync(data)
    for name in plan["new"]:
        if _is_there(staged / name):
            (staged / name).rename(data / name)
    sync(data)
    (data / WORK / DECIDED).unlink()
    sync(data / WORK)
    shutil.rmtree(data / WORK)
    return aside if plan["old"] else None


def refuse_newer(migrations: Iterable[str], known: Iterable[str]) -> None:
    """Raise BackupUnusable when the backup's database has migrations that come after this program's."""
    newest: dict[str, int] = {}
    known = set(known)
    for name in known:
        app, _, rest = name.partition(".")
        newest[app] = max(newest.get(app, 0), _number(rest))
    for name in migrations:
        app, _, rest = name.partition(".")
        if name not in known and app in newest and _number(rest) > newest[app]:
            raise BackupUnusable(
                f"This backup comes from a newer Parley: its database has {name}. Install that Parley, then restore."
            )


def _verified(path: Path, work: Path, known: Iterable[str], identity: Path | None) -> Manifest:
    manifest = unpack(path, work, identity=identity)
    refuse_newer(manifest.migrations, known)
    if manifest.database == "sqlite":
        counts, migrations = examine_sqlite(work / DATABASE["sqlite"], thorough=True)
        if (counts, migrations) != (manifest.counts, manifest.migrations):
            raise BackupUnusable("The database in the backup is not the one that was counted when it was made.")
    return manifest


def _arrange(work: Path, manifest: Manifest) -> Path:
    """The folder as it will stand."""
    staged = work / "new"
    (work / FOLDER).rename(staged) if (work / FOLDER).is_dir() else staged.mkdir()
    if not (staged / "parley.toml").is_file() or not (staged / "secret.key").is_file():
        raise BackupUnusable("The backup holds no parley.toml or no secret.key: it is not whole.")
    if manifest.database == "sqlite":
        (work / DATABASE["sqlite"]).rename(staged / SQLITE)
        (staged / SQLITE).chmod(0o600)
        _point_to_own_database(staged / "parley.toml")
    (staged / "secret.key").chmod(0o600)
    return staged


def _point_to_own_database(settings: Path) -> None:
    """A path in `database_url` is that of the saved installation, which may still run: this one has its own file."""
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^(\s*database_url\s*=)", r"# before it was restored: \1", text), encoding="utf-8")


def _restore_postgresql(work: Path, manifest: Manifest, database: Database | None, *, replace: bool) -> None:
    if database is None:
        raise RestoreRefused("This is a backup of PostgreSQL. Name an empty database: --database-url postgresql://…")
    if holds_a_publication(database) and not replace:
        raise RestoreRefused(
            f"The database {database['NAME']} holds a publication. Name an empty one with --database-url, or replace "
            "what it holds with --replace-database."
        )
    (work / DATABASE_AT_STAKE).touch()
    sync(work)
    try:
        restore_postgresql(database, work / DATABASE["postgresql"], manifest.counts)
    except RestoreRefused:  # rolled back
        (work / DATABASE_AT_STAKE).unlink()
        raise


def _refuse_mounts(data: Path, staged: Path) -> None:
    for name in [*(entry.name for entry in staged.iterdir()), *ALSO_REPLACED]:
        if (data / name).is_mount():
            raise RestoreRefused(
                f"{data / name} is a disk of its own and cannot be moved aside. Restore into a new folder with --into, "
                "then copy its files."
            )


def _free_name(data: Path, name: str) -> str:
    """Two restores within a second must not share a folder: what lies there already would be taken for moved."""
    number = 1
    while (data / name).exists():
        number += 1
        name = f"{name.partition('.')[0]}.{number}"
    return name


def _number(name: str) -> int:
    digits = re.match(r"\d+", name)
    return int(digits[0]) if digits else 0


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _sync_tree(folder: Path) -> None:
    for place, _folders, _names in os.walk(folder):
        sync(Path(place))
