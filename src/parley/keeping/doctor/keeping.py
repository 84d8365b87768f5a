"""Worker, backups, switches, and what a restore left behind."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from parley.keeping.doctor.findings import ERROR, WARNING, Finding, in_words
from parley.keeping.heartbeat import MISSED, last_beat
from parley.keeping.schedule import backup_folder, newest_backup
from parley.kit import clock
from parley.kit.switches import Switch, switches_on

FORGOTTEN = timedelta(days=7)


def worker() -> Iterator[Finding]:
    """A worker comes around."""
    beat = last_beat()
    remedy = _("Start one: `parley serve` brings its own, `parley worker` runs apart. Nothing is lost meanwhile.")
    if beat is None:
        yield Finding(ERROR, "no_worker", _("No worker has run on this data folder yet."), remedy)
    elif (age := clock.now() - beat) > MISSED:
        message = _("The worker has not been heard of for %(age)s: no mail, no scheduled articles.") % {
            "age": in_words(age)
        }
        yield Finding(ERROR, "worker_silent", message % {"age": in_words(age)}, remedy)


def backups() -> Iterator[Finding]:
    """There is a backup, a fresh one, on another disk."""
    folder = backup_folder()
    if folder is None:
        message = _("No backups are made by themselves.")
        yield Finding(
            WARNING, "no_backups", message, _("Set backup_folder in parley.toml, best to a folder on another disk.")
        )
        return
    newest, every = newest_backup(folder), timedelta(hours=settings.PARLEY.backup_every)
    remedy = _("The log says why (backup_failed). By hand: parley backup.")
    if newest is None:
        yield Finding(ERROR, "backup_missing", _("There is no backup in %(folder)s yet.") % {"folder": folder}, remedy)
        return
    age = clock.now() - newest
    if age > every * 1.5 + timedelta(hours=1):
        message = _("The newest backup is %(age)s old.") % {"age": in_words(age)}
        yield Finding(ERROR, "backup_old", message, remedy)
    if folder.stat().st_dev == Path(settings.DATA).stat().st_dev:
        message = _("The backups lie on the same disk as the data folder, and would be lost with it.")
        yield Finding(
            WARNING,
            "backup_same_disk",
            message,
            _("Copy them elsewhere each day (rsync, rclone), or set backup_folder to another disk."),
        )
    if shutil.disk_usage(folder).free < 256 << 20:
        message = _("The disk of the backups is nearly full.")
        yield Finding(ERROR, "backup_disk_full", message, _("Make room, or set backup_keep lower."))


def leftovers() -> Iterator[Finding]:
    """Nothing old with readers' data in it lies around."""
    for aside in sorted(Path(settings.DATA).glob("replaced-*")):
        if clock.now().timestamp() - aside.stat().st_mtime > FORGOTTEN.total_seconds():
            message = _("%(path)s still holds what a restore replaced.") % {"path": aside}
            yield Finding(
                WARNING, "replaced_left", message, _("Delete it when you no longer need it: readers' data are in it.")
            )


def switches() -> Iterator[Finding]:
    """What is switched off is switched off on purpose."""
    words = {
        Switch.READ_ONLY: _("The site is read-only: nobody can write, moderate or edit, and no mail leaves."),
        Switch.COMMENTS_OFF: _("Comments are switched off: readers cannot write."),
        Switch.MAIL_OFF: _("Mail is switched off: it waits."),
    }
    for switch in switches_on(Path(settings.DATA)):
        yield Finding(WARNING, f"switched_{switch.name.lower()}", words[switch], f"parley switch {switch} off")
