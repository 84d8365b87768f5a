"""Everything that can be wrong, in words, with what to do about it.

An examination is a function that returns findings; nothing found means that all is well there. `parley doctor` and the
console's health page show them, `docs/how-to/keep-an-eye-on-it.md` explains them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

from parley.keeping.doctor import database, keeping, machine, network, queues
from parley.keeping.doctor.findings import ERROR, Finding

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Examination:
    """One thing that is looked at. `is_slow`: seconds on a large site, so not for a page."""

    name: str
    title: "StrPromise"
    look: Callable[[], Iterable[Finding]]
    is_slow: bool = False


@dataclass(frozen=True)
class Examined:
    """What came of it; no findings: all is well."""

    name: str
    title: str
    findings: tuple[Finding, ...]


EXAMINATIONS = (
    Examination("disk", gettext_lazy("Room on the disk"), machine.disk),
    Examination("folder", gettext_lazy("The data folder"), machine.folder),
    Examination("clock", gettext_lazy("The clock"), machine.clock_is_right),
    Examination("settings", gettext_lazy("Settings"), machine.system_checks),
    Examination("database", gettext_lazy("The database"), database.answers),
    Examination("durability", gettext_lazy("Writing through to the disk"), database.durability),
    Examination("migrations", gettext_lazy("The database's form"), database.migrations),
    Examination("integrity", gettext_lazy("The database file, page by page"), database.integrity, is_slow=True),
    Examination("worker", gettext_lazy("The worker"), keeping.worker),
    Examination("events", gettext_lazy("News between the rooms"), queues.events),
    Examination("pages", gettext_lazy("Pages that wait to be written"), queues.pages),
    Examination("drift", gettext_lazy("Pages against the database"), queues.drift, is_slow=True),
    Examination("counts", gettext_lazy("Counts of comments"), queues.counts, is_slow=True),
    Examination("mail", gettext_lazy("Mail"), queues.mail),
    Examination("webhooks", gettext_lazy("Webhooks"), queues.webhooks),
    Examination("certificate", gettext_lazy("The certificate"), network.certificate, is_slow=True),
    Examination("backup", gettext_lazy("Backups"), keeping.backups),
    Examination("leftovers", gettext_lazy("Leftovers"), keeping.leftovers),
    Examination("switches", gettext_lazy("Switches"), keeping.switches),
)


def examine(*, slow: bool = True, only: Iterable[str] = ()) -> list[Examined]:
    """Look at everything, or at what takes no time; one fault never hides another."""
    wanted = set(only)
    chosen = [e for e in EXAMINATIONS if (slow or not e.is_slow) and (not wanted or e.name in wanted)]
    return [Examined(e.name, str(e.title), tuple(_look(e))) for e in chosen]


def _look(examination: Examination) -> list[Finding]:
    try:
        return list(examination.look())
    except DatabaseError:
        if examination.name == "database":
            raise
        return []  # said once, by the examination "database"
    except Exception:
        log.exception("examination_failed", examination=examination.name)
        return [Finding(ERROR, "not_examined", _("This could not be examined; the log says why."))]
