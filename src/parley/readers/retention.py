"""The rules of retention, run by the worker. What each of them deleted stands in the report."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from parley.accounts.models import Reader
from parley.conversation.actions.erasing import delete_old, forget_deciders
from parley.conversation.models import Comment, Notice
from parley.kit import clock
from parley.notifications.models import Delivery, Subscription
from parley.readers.models import Removal

AT_ONCE = 500


def run_retention() -> int:
    """Delete what its rule no longer lets stand, and report it. Returns how many rows."""
    return sum(_report(cause, rule(days)) for cause, rule, days in _rules())


def rules_in_force() -> list[tuple[str, int]]:
    """Each rule with its days; 0: kept for ever."""
    return [(str(Removal.Cause(cause).label), days) for cause, _rule, days in _rules()]


def _rules() -> list[tuple[str, Callable[[int], int], int]]:
    days = settings.PARLEY
    return [
        (Removal.Cause.SPAM, lambda n: delete_old(status=Comment.Status.SPAM, days=n), days.keep_spam_days),
        (Removal.Cause.TRASH, lambda n: delete_old(status=Comment.Status.TRASH, days=n), days.keep_removed_days),
        (Removal.Cause.READERS, delete_idle_readers, days.keep_unconfirmed_days),
        (Removal.Cause.NOTICES, forget_reporters, days.keep_notices_days),
        (Removal.Cause.DECIDERS, lambda n: forget_deciders(days=n), days.keep_moderators_days),
    ]


def _report(cause: str, count: int) -> int:
    if count:
        Removal.objects.create(cause=cause, count=count, removed_at=clock.now())
    return count


def delete_idle_readers(days: int) -> int:
    """Delete records that nobody confirmed, under which no comment or notice stands, and to which nothing was sent for
    `days`; 0: keep them. Returns how many.

    The mails count because they carry the limit of questions to an address: it may begin anew after that time only.
    """
    if not days:
        return 0
    before = clock.now() - timedelta(days=days)
    of_reader = {"reader": OuterRef("pk")}
    idle = (
        Reader.objects.filter(confirmed_at=None, created_at__lt=before)
        .exclude(Exists(Comment.objects.filter(**of_reader)))
        .exclude(Exists(Notice.objects.filter(reporter=OuterRef("pk"))))
        .exclude(Exists(Delivery.objects.filter(**of_reader, created_at__gte=before)))
        .exclude(Exists(Subscription.objects.filter(**of_reader, asked_at__gte=before)))
    )
    done = 0
    while ids := list(idle.values_list("pk", flat=True)[:AT_ONCE]):
        Reader.objects.filter(pk__in=ids).delete()
        done += len(ids)
    return done


def forget_reporters(days: int) -> int:
    """Take names, addresses and networks out of notices that were decided `days` ago; 0: keep them. How many."""
    if not days:
        return 0
    old = Notice.objects.filter(decided_at__lt=clock.now() - timedelta(days=days))
    named = old.exclude(reporter=None, reporter_name="", network_key="")
    return named.update(reporter=None, reporter_name="", network_key="")
