"""Every change to subscriptions. A link's private key is the proof of who acts: it was sent to the address only."""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from parley.accounts.actions import confirm_address
from parley.accounts.models import Reader
from parley.conversation.models import Thread
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications import ledger
from parley.notifications.confirmations import ask_the_owner
from parley.notifications.errors import UnknownKey
from parley.notifications.models import Subscription

FORGOTTEN_AFTER = timedelta(days=7)
"""A request that its owner never confirmed counts no longer after this."""

UNDO_WITHIN = timedelta(days=1)
"""Mails that stopping cancelled come back with an undo, unless their news is older than this."""


class Scope(StrEnum):
    """What a reader stops."""

    THREAD = "thread"
    ALL = "all"


@transaction.atomic
def request_subscription(*, reader: Reader, thread: Thread, kind: str, is_owner: bool = False) -> Subscription:
    """Somebody typed `reader`'s address and wants mail of `kind` ("replies", "thread") about `thread`.

    That proves nothing about the address's owner: until the owner confirms, nothing is sent but the question itself,
    within the limits of `confirmations`. A subscription that is active already is only ever widened.

    `is_owner`: it was no typed address; its owner was signed in, and need not be asked.
    """
    # The lock orders two requests for one reader; SQLite's BEGIN IMMEDIATE orders all writers anyway.
    reader = Reader.objects.select_for_update().get(pk=reader.pk)
    subscription, created = Subscription.objects.get_or_create(
        reader=reader,
        thread=thread,
        defaults={"kind": kind, "private_key": new_token(), "asked_at": clock.now()},
    )
    if subscription.state == Subscription.State.ACTIVE:
        _widen(subscription, kind)
        return subscription
    if not created:
        _ask_again(subscription, kind)
    if is_owner:
        subscription.state, subscription.confirmed_at = Subscription.State.ACTIVE, clock.now()
        subscription.save(update_fields=["state", "confirmed_at"])
    else:
        ask_the_owner(subscription)
    return subscription


def _widen(subscription: Subscription, kind: str) -> None:
    if subscription.kind == Subscription.Kind.REPLIES and kind == Subscription.Kind.THREAD:
        subscription.kind = kind
        subscription.save(update_fields=["kind"])


def _ask_again(subscription: Subscription, kind: str) -> None:
    """A request that was stopped begins anew, one that waits is widened. The key stays: links in old mails go on
    working."""
    if subscription.state == Subscription.State.ENDED:
        subscription.kind = kind
    subscription.state = Subscription.State.UNCONFIRMED
    subscription.asked_at = clock.now()
    subscription.ended_at = None
    subscription.save(update_fields=["kind", "state", "asked_at", "ended_at"])
    _widen(subscription, kind)


@transaction.atomic
def confirm_subscription(*, private_key: str) -> list[Subscription]:
    """The owner of the address wants what was asked for: this, and whatever else waits for the same owner's word.

    One mail a day asks at most, so its answer must count for every request that the page shows. Returns the
    subscriptions that are active now. One that was stopped stays stopped. Raises UnknownKey.
    """
    subscription = _by_key(private_key)
    waiting = Subscription.objects.filter(reader=subscription.reader, state=Subscription.State.UNCONFIRMED)
    if subscription.state == Subscription.State.UNCONFIRMED:
        ids = list(waiting.values_list("pk", flat=True))
        Subscription.objects.filter(pk__in=ids, state=Subscription.State.UNCONFIRMED).update(
            state=Subscription.State.ACTIVE, confirmed_at=clock.now()
        )
        confirm_address(reader=subscription.reader)
    return list(
        Subscription.objects.filter(reader=subscription.reader, state=Subscription.State.ACTIVE)
        .select_related("thread")
        .order_by("pk")
    )


@transaction.atomic
def end_subscription(*, private_key: str, scope: Scope = Scope.THREAD) -> Subscription:
    """Stop mail about this thread, or everything from this site, and cancel what is queued. Again: changes nothing.

    Raises UnknownKey.
    """
    subscription = _by_key(private_key)
    standing = Subscription.objects.filter(reader=subscription.reader).exclude(state=Subscription.State.ENDED)
    if scope is Scope.THREAD:
        standing = standing.filter(pk=subscription.pk)
    # One moment for all that ends together, so that an undo brings back the same ones.
    standing.update(state=Subscription.State.ENDED, ended_at=clock.now())
    concerned = Q(reader=subscription.reader) if scope is Scope.ALL else Q(subscription=subscription)
    ledger.cancel_queued(concerned)
    subscription.refresh_from_db()
    return subscription


@transaction.atomic
def resume_subscription(*, private_key: str) -> list[Subscription]:
    """Take back `end_subscription`, with everything that ended in the same step and the mails that it cancelled.

    What was never confirmed waits for its confirmation again. Returns what was brought back. Raises UnknownKey.
    """
    subscription = _by_key(private_key)
    if subscription.state != Subscription.State.ENDED:
        return []
    together = Subscription.objects.filter(
        reader=subscription.reader, state=Subscription.State.ENDED, ended_at=subscription.ended_at
    )
    ids = list(together.values_list("pk", flat=True))
    ended = Subscription.objects.filter(pk__in=ids)
    ended.filter(confirmed_at=None).update(state=Subscription.State.UNCONFIRMED, ended_at=None)
    ended.exclude(confirmed_at=None).update(state=Subscription.State.ACTIVE, ended_at=None)
    ledger.revive_cancelled(Q(subscription_id__in=ids, created_at__gte=clock.now() - UNDO_WITHIN))
    return list(Subscription.objects.filter(pk__in=ids).select_related("thread").order_by("pk"))


def forget_unconfirmed() -> int:
    """End requests that nobody confirmed for a week. For the worker, once a day. Returns how many.

    The rows stay: they carry the count of questions that an address was sent, which nobody may reset by waiting.
    """
    moment = clock.now()
    return Subscription.objects.filter(
        state=Subscription.State.UNCONFIRMED, asked_at__lt=moment - FORGOTTEN_AFTER
    ).update(state=Subscription.State.ENDED, ended_at=moment)


def _by_key(private_key: str) -> Subscription:
    subscription = (
        Subscription.objects.filter(private_key=private_key).select_related("thread", "reader").first()
    )  # fmt: skip
    if subscription is None:
        raise UnknownKey
    return subscription
