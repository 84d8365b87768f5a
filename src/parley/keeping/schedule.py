"""Backups by themselves: the worker asks every minute whether one is due."""

from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings

from parley.keeping.archive import Progress
from parley.keeping.backup import Backup, backups_in, forget_old_backups, made_at, make_backup, usable_folder
from parley.keeping.erasures import note_erasures
from parley.keeping.errors import BackupFailed
from parley.kit import clock

AGAIN = 15 * 60
"""Seconds of pause after a backup that failed."""

AHEAD = timedelta(minutes=5)
"""A backup from a later future than this was made while the clock was wrong, and says nothing about now."""

log = structlog.get_logger(__name__)
_not_before = 0.0


def back_up_when_due() -> Backup | None:
    """Make a backup when the newest is older than `backup_every` hours; then delete those beyond `backup_keep`.

    A failure is logged, tried again after a quarter of an hour, and seen in `parley doctor` by the backup's age.
    """
    global _not_before
    folder = backup_folder()
    if folder is None or not _is_due(folder) or monotonic() < _not_before:
        return None
    try:
        made = back_up_now(folder)
    except BackupFailed as error:
        _not_before = monotonic() + AGAIN
        log.error("backup_failed", reason=str(error))  # noqa: TRY400 - the sentence says it
        return None
    log.info("backup_made", file=made.path.name, bytes=made.size, seconds=round(made.seconds, 1))
    for gone in forget_old_backups(folder, keep=settings.PARLEY.backup_keep):
        log.info("backup_forgotten", file=gone.name)
    return made


def back_up_now(folder: Path, *, encrypt_to: str = "", progress: Progress | None = None) -> Backup:
    """A backup of this installation into `folder`, with the file of erasures beside it."""
    folder = usable_folder(folder)
    note_erasures(Path(settings.DATA), folder)
    wanted = encrypt_to or settings.PARLEY.backup_encrypt_to
    return make_backup(
        data=Path(settings.DATA),
        database=settings.DATABASES["default"],
        folder=folder,
        encrypt_to=[wanted] if wanted else [],
        progress=progress,
    )


def keep_erasures() -> None:
    """For the worker: what was erased is noted beside the backups within a minute."""
    folder = backup_folder()
    note_erasures(*([Path(settings.DATA)] if folder is None else [Path(settings.DATA), folder]))


def backup_folder() -> Path | None:
    """Where backups are made by themselves."""
    name = settings.PARLEY.backup_folder
    return Path(settings.DATA) / name if name else None  # relative to the data folder; an absolute path stays


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup in a folder was made."""
    times = [made_at(path) for path in backups_in(folder)] if folder.is_dir() else []
    return max((time for time in times if time <= clock.now() + AHEAD), default=None)


def _is_due(folder: Path) -> bool:
    newest = newest_backup(folder)
    return newest is None or clock.now() - newest >= timedelta(hours=settings.PARLEY.backup_every)
