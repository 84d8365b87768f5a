"""Who is told of a comment: one row in the ledger for each of them."""

from itertools import islice

from django.db.models import Q, QuerySet

from parley.accounts.actions import address_key
from parley.conversation.models import Comment
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, Subscription

BATCH = 1_000
"""Rows written at once: a thread may have 100,000 followers, and memory stays flat."""


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
    """Write a row for each reader to be told, unless there is one: published twice tells nobody twice.

    What an earlier withdrawal cancelled before it left is queued again: it was never told, and is news again.
    """
    event = event_of(comment)
    ledger.revive_cancelled(Q(event=event, purpose=Delivery.Purpose.COMMENT))
    moment = clock.now()
    told = subscriptions_to_tell(comment).values_list("pk", "reader_id").iterator(chunk_size=BATCH)
    rows = (
        Delivery(
            event=event,
            reader_id=reader,
            purpose=Delivery.Purpose.COMMENT,
            subscription_id=subscription,
            comment=comment,
            due_at=moment,
            created_at=moment,
        )
        for subscription, reader in told
    )
    while batch := list(islice(rows, BATCH)):
        Delivery.objects.bulk_create(batch, ignore_conflicts=True)


def cancel_deliveries(comment: Comment) -> int:
    """Take back what was not handed over yet. Returns how many."""
    return ledger.cancel_queued(Q(event=event_of(comment), purpose=Delivery.Purpose.COMMENT))


def event_of(comment: Comment) -> str:
    """The ledger's name of the event "this comment was published"; the same however often it happens."""
    return f"comment:{comment.pk}"
