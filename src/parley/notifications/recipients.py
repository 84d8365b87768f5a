"""Who is told of a comment: one row in the ledger for each of them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from parley.accounts.actions import address_key
from parley.conversation.models import Comment
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, Subscription
from parley.notifications.queries import paused_now
from parley.notifications.telling import SILENT, event_of, record_news, reopen_after_withdrawal, silence

BATCH = 1_000
"""Rows written at once: a thread may have 100,000 followers, and memory stays flat."""

_Frequency = Subscription.Frequency
_AT_ONCE = (_Frequency.EACH, _Frequency.QUIET)


def subscriptions_to_tell(comment: Comment) -> QuerySet[Subscription]:
    """Active subscriptions that `comment` is news for: the thread's followers, and the writer whom it answers.

    Only the writer of the parent, not of the whole chain above it: the wish says "replies to my comments", the deeper
    ones are addressed to somebody else, and whoever wants the whole conversation can follow the thread. Never the
    comment's own writer, reader or staff, under whatever subscription.
    """
    wanted = Q(kind=Subscription.Kind.THREAD)
    if comment.parent is not None and comment.parent.reader_id is not None:
        wanted |= Q(kind=Subscription.Kind.REPLIES, reader_id=comment.parent.reader_id)
    told = Subscription.objects.filter(wanted, thread=comment.thread_id, state=Subscription.State.ACTIVE)
    if comment.reader_id is not None:
        told = told.exclude(reader_id=comment.reader_id)
    if comment.staff is not None and comment.staff.email:
        told = told.exclude(reader__address_key=address_key(comment.staff.email))
    return told.order_by("pk")


def record_deliveries(comment: Comment) -> None:
    """Write a row for each reader to be told at once, unless there is one: published twice tells nobody twice.

    Whoever is told by digest, or was told and did not come back, gets no row: what was withheld is in the next
    catch-up. What an earlier withdrawal cancelled before it left is queued again: it was never told, and is news again.
    """
    news, event, moment = record_news(comment), event_of(comment), clock.now()
    _revive(event, news.at)
    written = Delivery.objects.filter(event=event, reader=OuterRef("reader"), purpose=Delivery.Purpose.COMMENT)
    told = (
        subscriptions_to_tell(comment)
        .filter(_news_since_mark(news.at), frequency__in=_AT_ONCE)
        .exclude(Q(frequency=_Frequency.QUIET) & SILENT)
        .exclude(paused_now())
        .exclude(Exists(written))
    )
    last = 0
    while page := list(told.filter(pk__gt=last).values_list("pk", "reader_id", "frequency")[:BATCH]):
        last = page[-1][0]
        quiet = [pk for pk, _reader, frequency in page if frequency == _Frequency.QUIET]
        withheld = set(quiet) - set(silence(quiet, news.at)) if quiet else set()
        rows = [
            Delivery(
                event=event,
                reader_id=reader,
                purpose=Delivery.Purpose.COMMENT,
                subscription_id=pk,
                comment=comment,
                due_at=moment,
                created_at=moment,
            )
            for pk, reader, _frequency in page
            if pk not in withheld
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def cancel_deliveries(comment: Comment) -> int:
    """Take back what was not handed over yet. Returns how many."""
    cancelled = ledger.cancel_queued(Q(event=event_of(comment), purpose=Delivery.Purpose.COMMENT))
    reopen_after_withdrawal(comment)
    return cancelled


def _news_since_mark(at: datetime) -> Q:
    """Matches subscriptions to which what became news at `at` is news: not told with something else, asked for before,
    and for the quiet ones not from before their reader's return, who has seen the page since."""
    return (
        (Q(told_at=None) | Q(told_at__lt=at))
        & (Q(confirmed_at=None) | Q(confirmed_at__lte=at))
        & (~Q(frequency=_Frequency.QUIET) | Q(returned_at=None) | Q(returned_at__lte=at))
    )


def _revive(event: str, at: datetime) -> None:
    """Queue again what a withdrawal cancelled, for those to whom no catch-up told it meanwhile."""
    gone = Delivery.objects.filter(
        event=event,
        purpose=Delivery.Purpose.COMMENT,
        state=Delivery.State.CANCELLED,
        subscription__in=Subscription.objects.filter(_news_since_mark(at)),
    )
    if not gone.exists():  # the usual case
        return
    each = gone.filter(subscription__frequency=_Frequency.EACH)
    quiet = gone.filter(subscription__frequency=_Frequency.QUIET).values_list("subscription_id", flat=True)
    spoken = silence(list(quiet), at)
    again = [*each.values_list("pk", flat=True)]
    again += gone.model.objects.filter(event=event, subscription_id__in=spoken).values_list("pk", flat=True)
    ledger.revive_cancelled(Q(pk__in=again))
