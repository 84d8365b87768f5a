"""What an examination finds."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """Something is wrong. `code` is stable; `remedy` says what to do, "" where the message says it."""

    level: str
    code: str
    message: str
    remedy: str = ""


def in_words(age: timedelta) -> str:
    """A length of time, as people say it."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return _("%(count)d minutes") % {"count": minutes}
    if minutes < 60 * 48:
        return _("%(count)d hours") % {"count": minutes // 60}
    return _("%(count)d days") % {"count": minutes // (60 * 24)}
