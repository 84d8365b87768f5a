"""The machine under Parley: disk, clock, permissions, settings."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

import parley
from parley.keeping.databases import kind_of
from parley.keeping.doctor.findings import ERROR, WARNING, Finding
from parley.kit import clock
from parley.outbox.models import Event

LITTLE, SCARCE = 256 << 20, 1 << 30
"""Bytes. With less than LITTLE, SQLite's log alone (64 MB) and one large import may fill the disk."""
FEW_INODES = 10_000
JUMP = timedelta(minutes=5)


def disk() -> Iterator[Finding]:
    """Room for data, and for the copy that a backup needs."""
    data = Path(settings.DATA)
    free = shutil.disk_usage(data).free
    if free < LITTLE:
        yield Finding(
            ERROR,
            "disk_full",
            _("The disk of the data folder has %(free)d MB left.") % {"free": free >> 20},
            _("Make room: soon comments will be refused. Old backups and logs are the first to look at."),
        )
    elif free < SCARCE + 2 * _database_size():
        yield Finding(
            WARNING,
            "disk_scarce",
            _("The disk of the data folder has %(free)d MB left.") % {"free": free >> 20},
            _("Make room: a backup needs twice the size of the database for a moment."),
        )
    facts = os.statvfs(data)
    if facts.f_files and facts.f_favail < FEW_INODES:
        yield Finding(
            ERROR,
            "inodes_scarce",
            _("The file system can hold %(count)d more files only.") % {"count": facts.f_favail},
            _("Each page is a file. Move the data folder to a file system with more inodes, or delete what is old."),
        )


def folder() -> Iterator[Finding]:
    """Who may read and write what must not be lost or seen."""
    data = Path(settings.DATA)
    try:
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        yield Finding(
            ERROR,
            "folder_read_only",
            _("Nothing can be written to the data folder: %(reason)s.") % {"reason": error.strerror},
            _("Give the folder to the user under which Parley runs; a disk with errors is mounted read-only."),
        )
    for name in ("secret.key", "parley.toml"):
        path = data / name
        if not path.exists() or (name == "parley.toml" and not _holds_a_password()):
            continue
        if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            yield Finding(
                ERROR,
                "secret_readable",
                _("Everybody on this machine can read %(path)s.") % {"path": path},
                f"chmod 600 {path}",
            )
    own = os.geteuid()
    foreign = [
        name
        for name in ("parley.sqlite3", "public", "media")
        if (data / name).exists() and (data / name).stat().st_uid != own
    ]
    if foreign and own != 0:
        yield Finding(
            ERROR,
            "foreign_owner",
            _("%(name)s in the data folder belongs to another user.") % {"name": foreign[0]},
            _("Run commands as the user under which Parley runs, and give the folder back to it: chown -R."),
        )


def clock_is_right() -> Iterator[Finding]:
    """The clock against the file system, the program and what was written."""
    with tempfile.NamedTemporaryFile(dir=settings.DATA, prefix=".clock-") as probe:
        difference = abs(Path(probe.name).stat().st_mtime - time.time())
    if difference > 5:
        yield Finding(
            WARNING,
            "clock_of_disk",
            _("The clock of the file system differs by %(seconds)d seconds.") % {"seconds": difference},
            _("Let both machines follow a time server (systemd-timesyncd, chrony)."),
        )
    remedy = _("Let the machine follow a time server (systemd-timesyncd, chrony). What waits then goes on by itself.")
    installed = Path(parley.__file__).stat().st_mtime
    if time.time() < installed - 86_400:
        yield Finding(
            ERROR, "clock_behind", _("The clock stands before the day on which Parley was installed."), remedy
        )
    newest = Event.objects.order_by("-pk").first()
    if newest is not None and newest.happened_at > clock.now() + JUMP:
        message = _("The newest event is from the future: the clock ran ahead, or was set back.")
        yield Finding(WARNING, "clock_set_back", message, remedy)


def system_checks() -> Iterator[Finding]:
    """What Django's and our own checks of settings find."""
    for found in checks.run_checks():
        level = ERROR if found.level >= checks.ERROR else WARNING
        yield Finding(level, str(found.id or "check"), str(found.msg), str(found.hint or ""))


def _database_size() -> int:
    database = settings.DATABASES["default"]
    path = Path(str(database["NAME"]))
    return path.stat().st_size if kind_of(database) == "sqlite" and path.exists() else 0


def _holds_a_password() -> bool:
    return bool(settings.MAIL_SERVER.get("password") or settings.DATABASES["default"].get("PASSWORD"))
