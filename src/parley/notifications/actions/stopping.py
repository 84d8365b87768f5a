"""A reader stops mail, and takes that back."""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, Subscription
from parley.notifications.queries import subscription_with
from parley.notifications.telling import ABOUT_ARTICLES, TAKEN_BACK

UNDO_WITHIN = timedelta(days=1)
"""Mails that stopping cancelled come back with an undo, unless their news is older than this."""

_Kind, _State = Subscription.Kind, Subscription.State
_ABOUT_THREADS = (_Kind.REPLIES, _Kind.THREAD)


class Scope(StrEnum):
    """What a reader stops."""

    THREAD = "thread"
    """This subscription, whatever it is about."""
    KIND = "kind"
    """Everything of its kind: all conversations, all new articles, the newsletter."""
    ALL = "all"


@transaction.atomic
def end_subscription(*, private_key: str, scope: Scope = Scope.THREAD) -> Subscription:
    """Stop mail about this, about all of its kind, or everything from this site, and cancel what is queued.

    Again: changes nothing. Raises UnknownKey.
    """
    subscription = subscription_with(private_key)
    if scope is Scope.ALL:
        end_everything(reader=subscription.reader)
    elif scope is Scope.KIND:
        _end(of_same_kind(subscription))
    else:
        _end(Subscription.objects.filter(pk=subscription.pk))
    subscription.refresh_from_db()
    return subscription


@transaction.atomic
def end_everything(*, reader: Reader) -> None:
    """Stop all that a reader gets, and cancel whatever is queued, links to sign in too."""
    _end(Subscription.objects.filter(reader=reader))
    ledger.cancel_queued(Q(reader=reader))


def of_same_kind(subscription: Subscription) -> QuerySet[Subscription]:
    """The reader's subscriptions that "all of this kind" means; both kinds about threads are one to a reader."""
    kinds = _ABOUT_THREADS if subscription.kind in _ABOUT_THREADS else (subscription.kind,)
    return Subscription.objects.filter(reader=subscription.reader, kind__in=kinds)


def _end(concerned: QuerySet[Subscription]) -> None:
    ids = list(concerned.values_list("pk", flat=True))
    # One moment for all that ends together, so that an undo brings back the same ones.
    Subscription.objects.filter(pk__in=ids).exclude(state=_State.ENDED).update(state=_State.ENDED, ended_at=clock.now())
    _hand_on_articles(ids)
    ledger.cancel_queued(Q(subscription_id__in=ids))


def _hand_on_articles(ended: list[int]) -> None:
    """A queued mail about an article that another wish of the reader asks for, too, goes out under that one. Whether
    it does ask for it is seen when the mail is written."""
    queued = Delivery.objects.filter(
        subscription_id__in=ended,
        purpose__in=ABOUT_ARTICLES,
        state__in=(Delivery.State.WAITING, Delivery.State.SENDING),
    )
    for delivery in queued:
        others = Subscription.objects.filter(reader=delivery.reader_id, kind=_Kind.ARTICLES, state=_State.ACTIVE)
        if other := others.order_by("pk").first():
            Delivery.objects.filter(pk=delivery.pk).update(subscription=other)


@transaction.atomic
def resume_subscription(*, private_key: str) -> list[Subscription]:
    """Take back `end_subscription`, with everything that ended in the same step and the mails that it cancelled.

    What was never confirmed waits for its confirmation again. Returns what was brought back. Raises UnknownKey.
    """
    subscription = subscription_with(private_key)
    if subscription.state != _State.ENDED:
        return []
    together = Subscription.objects.filter(
        reader=subscription.reader, state=_State.ENDED, ended_at=subscription.ended_at
    )
    ids = list(together.values_list("pk", flat=True))
    ended = Subscription.objects.filter(pk__in=ids)
    ended.filter(confirmed_at=None).update(state=_State.UNCONFIRMED, ended_at=None)
    ended.exclude(confirmed_at=None).update(state=_State.ACTIVE, ended_at=None)
    recent = Q(subscription_id__in=ids, created_at__gte=clock.now() - UNDO_WITHIN)
    ledger.revive_cancelled(recent & ~Q(last_error=TAKEN_BACK))
    return list(Subscription.objects.filter(pk__in=ids).select_related("thread").order_by("pk"))
