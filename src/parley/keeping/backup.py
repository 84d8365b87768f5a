"""Make a backup: one file, consistent while readers write."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import django
from pysqlite3 import dbapi2 as sqlite

from parley import __version__
from parley.keeping.archive import (
    DATABASE,
    FOLDER,
    PLAIN,
    SEALED,
    ArchiveWriter,
    Manifest,
    Progress,
    read_recipients,
    seal,
)
from parley.keeping.databases import Database, examine_sqlite, kind_of, snapshot_postgresql, snapshot_sqlite
from parley.keeping.errors import BackupFailed, BackupUnusable
from parley.kit import clock
from parley.kit.disk import sync

NAME = "parley-"
STAGING = ".backup-"

DERIVED = frozenset({"public", "static", "locks", "mailbox", "campaigns", "run"})
"""In the data folder, and made anew when missing. What is not named here is kept: a forgotten name costs space, a
forgotten key would cost the installation."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made. `seconds`: how long it took."""

    path: Path
    size: int
    seconds: float
    counts: dict[str, int]


def make_backup(
    *, data: Path, database: Database, folder: Path, encrypt_to: Sequence[str] = (), progress: Progress | None = None
) -> Backup:
    """Write a backup of the installation into `folder`, whole or not at all.

    The uploaded files are noted before and after the database's moment, so that whatever it names is there. Raises
    BackupFailed; a backup that stands already is never touched.
    """
    started, say = clock.now(), progress or (lambda *_: None)
    recipients = read_recipients(encrypt_to)
    folder = usable_folder(folder)
    with _alone(data):
        staging = data / f"{STAGING}{os.getpid()}"
        try:
            staging.mkdir(mode=0o700)
            _refuse_without_room(data, folder, database)
            path, manifest = _write(data, database, folder, staging, recipients, started, say)
        except BackupUnusable as error:  # the copy that was just made is damaged: so is the database
            raise BackupFailed(f"{error}. Keep the data folder as it is, and restore the newest backup.") from error
        except OSError as error:
            raise BackupFailed(f"The backup could not be written: {error}") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Backup(path, path.stat().st_size, (clock.now() - started).total_seconds(), manifest.counts)


def _write(
    data: Path,
    database: Database,
    folder: Path,
    staging: Path,
    recipients: Sequence[Any],
    started: datetime,
    say: Progress,
) -> tuple[Path, Manifest]:
    kind = kind_of(database)
    copy = staging / DATABASE[kind]
    kept = Kept(data, staging / FOLDER, database)
    kept.link()
    say("Copying the database", 0, 1)
    if kind == "sqlite":
        snapshot_sqlite(Path(database["NAME"]), copy)
        counts, migrations = examine_sqlite(copy, thorough=False)
    else:
        counts, migrations = snapshot_postgresql(database, copy)
    say("Copying the database", 1, 1)
    kept.link()
    manifest = Manifest(
        parley=__version__,
        made_at=started.isoformat(timespec="seconds"),
        database=kind,
        versions={
            "django": django.get_version(),
            "python": sys.version.partition(" ")[0],
            "sqlite": sqlite.sqlite_version,
        },
        migrations=migrations,
        counts=counts,
    )
    plain = staging / "backup"
    with _new_private_file(plain) as out:
        writer = ArchiveWriter(out)
        writer.add_file(copy, DATABASE[kind])
        copy.unlink()  # from here on the disk needs room for the archive only
        files = sorted(kept.files())
        for number, (name, file) in enumerate(files, start=1):
            writer.add_file(file, f"{FOLDER}/{name}")
            say("Packing", number, len(files))
        writer.close(manifest)
    return _put_in_place(plain, folder, recipients, started), manifest


def _put_in_place(plain: Path, folder: Path, recipients: Sequence[Any], started: datetime) -> Path:
    """Under its own name only when it is whole and on the disk."""
    moment = f"{started:%Y%m%dT%H%M%S}.{started.microsecond // 1000:03}Z"
    target = folder / f"{NAME}{moment}{SEALED if recipients else PLAIN}"
    new = folder / f".new-{target.name}"
    try:
        if recipients:
            seal(plain, new, recipients)
        else:
            shutil.move(plain, new)  # a copy where the folder is on another disk
        new.chmod(0o600)
        sync(new)
        new.replace(target)
        sync(folder)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return target


class Kept:
    """The files of the data folder that cannot be made anew, held by hard links while they are packed.

    An upload that is deleted while the backup runs is in it all the same, if the database named it. Where the file
    system has no hard links, the files themselves are read.
    """

    def __init__(self, data: Path, staging: Path, database: Database) -> None:
        self._data, self._staging = data, staging
        self._without = DERIVED | {Path(database["NAME"]).name + end for end in ("", "-wal", "-shm", "-journal")}
        self._found: dict[str, Path] = {}

    def link(self) -> None:
        """Note what is there now and was not there before."""
        for name, path in self._walk():
            if name not in self._found:
                held = self._staging / name
                held.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(path.resolve(), held)
                except FileNotFoundError:  # deleted a moment ago
                    continue
                except OSError:
                    held = path
                self._found[name] = held

    def files(self) -> Iterator[tuple[str, Path]]:
        return ((name, path) for name, path in self._found.items() if path.exists())

    def _walk(self) -> Iterator[tuple[str, Path]]:
        for entry in sorted(self._data.iterdir()):
            if entry.name in self._without or entry.name.startswith((".", "replaced-", "backups")):
                continue
            if entry.is_file():
                yield entry.name, entry
            for folder, _folders, names in os.walk(entry) if entry.is_dir() else ():
                for name in names:
                    path = Path(folder) / name
                    if path.is_file():
                        yield str(path.relative_to(self._data)), path


def backups_in(folder: Path) -> list[Path]:
    """The whole backups in a folder, oldest first."""
    return sorted(path for path in folder.glob(f"{NAME}*") if path.name.endswith((PLAIN, SEALED)))


def made_at(path: Path) -> datetime:
    """When a backup was made, by its name."""
    return datetime.strptime(path.name.removeprefix(NAME)[:15] + "+0000", "%Y%m%dT%H%M%S%z")


def forget_old_backups(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups (at least one stays). Returns what went."""
    old = backups_in(folder)[: -max(keep, 1)]
    for path in old:
        path.unlink(missing_ok=True)
    return old


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One backup at a time; what a killed one left behind is cleared away."""
    (data / "locks").mkdir(exist_ok=True)
    with (data / "locks" / "backup").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupFailed("Another backup is being made just now.") from error
        for left in data.glob(f"{STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def usable_folder(folder: Path) -> Path:
    """The folder, made if need be; half files of killed backups are cleared away. Raises BackupFailed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be made: {error.strerror}. Name another folder.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BackupFailed(f"{folder} cannot be written to. Give it to the user under which Parley runs.")
    for left in folder.glob(".new-parley-*"):
        left.unlink(missing_ok=True)
    return folder.resolve()


def _refuse_without_room(data: Path, folder: Path, database: Database) -> None:
    """A full disk would stop Parley; so a backup that may fill it is not begun."""
    need = Path(database["NAME"]).stat().st_size if kind_of(database) == "sqlite" else 0
    for place in {data, folder}:
        free = shutil.disk_usage(place).free
        if free < 2 * need + (64 << 20):
            raise BackupFailed(
                f"{place} has {free >> 20} MB free, and the backup may need {(2 * need >> 20) + 64} MB. Make room, or "
                "name a folder on another disk."
            )


@contextmanager
def _new_private_file(path: Path) -> Iterator[IO[bytes]]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
