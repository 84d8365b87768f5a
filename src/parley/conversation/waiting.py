"""How long a comment usually waits here, in words that a reader can plan with."""

from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.conversation.models import Comment, Decision
from parley.kit import clock

ENOUGH = 5
"""Fewer decisions than this say nothing about the next one."""


def usual_wait() -> str:
    """The median wait of the last month's decisions by people, in words; "" while there are too few to tell."""
    since = clock.now() - timedelta(days=30)
    rows = Decision.objects.filter(decided_at__gt=since, moderator__isnull=False, before=Comment.Status.PENDING)
    waits = [decided - received for decided, received in rows.values_list("decided_at", "comment__received_at")[:500]]
    if len(waits) < ENOUGH:
        return ""
    return duration_in_words(timedelta(seconds=median(wait.total_seconds() for wait in waits)))


def duration_in_words(duration: timedelta | None) -> str:
    """A length of time as people say it; "" for none."""
    if duration is None:
        return ""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 2:
        return _("a minute or two")
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
