"""Somebody asks for mail, and the owner of the address confirms it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from parley.accounts.actions import confirm_address, record_reader
from parley.accounts.models import Reader
from parley.accounts.signing_in import is_suppressed
from parley.conversation.models import Thread
from parley.conversation.rates import wait_for_share
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications.confirmations import ask_the_owner
from parley.notifications.errors import TooManyRequests
from parley.notifications.models import Subscription
from parley.notifications.queries import subscription_with
from parley.notifications.reader_mails import mails_of

FORGOTTEN_AFTER = timedelta(days=7)
"""A request that its owner never confirmed counts no longer after this."""

WINDOW = timedelta(minutes=10)
A_NETWORK = 20
"""Requests that one network may make within WINDOW, from forms that need no comment."""

_Kind, _State = Subscription.Kind, Subscription.State


def usual_frequency(kind: str) -> str:
    """How often a new subscription tells: about a thread once until the reader comes back, else each thing."""
    return Subscription.Frequency.QUIET if kind in (_Kind.REPLIES, _Kind.THREAD) else Subscription.Frequency.EACH


@transaction.atomic
def request_subscription(
    *,
    reader: Reader,
    kind: str,
    thread: Thread | None = None,
    target: str = "",
    is_owner: bool = False,
    frequency: str = "",
    via: str = "comment",
    wording: str = "",
    language: str = "",
    network_key: str = "",
) -> Subscription:
    """Somebody typed `reader`'s address and wants mail of `kind`: "replies" or "thread" about `thread`, "articles" of
    `target`, "newsletter".

    That proves nothing about the address's owner: until the owner confirms, nothing is sent but the question itself,
    within the limits of `confirmations`. A subscription that is active already is only ever widened.

    `is_owner`: it was no typed address; its owner was signed in, and need not be asked. `wording`: what the form said,
    kept as the consent. `frequency`: for a new subscription, where it is not the usual one.
    """
    # The lock orders two requests for one reader; SQLite's BEGIN IMMEDIATE orders all writers anyway.
    reader = Reader.objects.select_for_update().get(pk=reader.pk)
    mails_of(reader, language=language)
    asked: dict[str, Any] = {"asked_at": clock.now(), "asked_via": via, "wording": wording, "network_key": network_key}
    new = {"kind": kind, "private_key": new_token(), "frequency": frequency or usual_frequency(kind), **asked}
    if thread is not None:
        subscription, created = Subscription.objects.get_or_create(reader=reader, thread=thread, defaults=new)
    else:
        subscription, created = Subscription.objects.get_or_create(
            reader=reader, thread=None, kind=kind, target=target, defaults=new
        )
    if subscription.state == _State.ACTIVE:
        _widen(subscription, kind)
        return subscription
    if not created:
        _ask_again(subscription, kind, asked)
    if is_owner:
        subscription.state, subscription.confirmed_at = _State.ACTIVE, clock.now()
        subscription.save(update_fields=["state", "confirmed_at"])
    else:
        ask_the_owner(subscription)
    return subscription


def request_by_form(
    *,
    address: str,
    kind: str,
    thread: Thread | None = None,
    target: str = "",
    via: str,
    wording: str,
    language: str = "",
    network_key: str = "",
    owner: Reader | None = None,
) -> Subscription | None:
    """As request_subscription, from a form that takes any address. `owner`: who is signed in, if anybody.

    None where the owner of the address wants nothing from this site ever. Nothing that the asker sees may differ.
    Raises AddressRefused, and TooManyRequests for a network that asked for many.
    """
    _check_network(network_key)
    reader = record_reader(address=address)
    if is_suppressed(reader):
        return None
    return request_subscription(
        reader=reader,
        kind=kind,
        thread=thread,
        target=target,
        via=via,
        wording=wording,
        language=language,
        network_key=network_key,
        is_owner=owner is not None and owner.pk == reader.pk,
    )


def _check_network(network_key: str) -> None:
    if not network_key:
        return
    asked = Subscription.objects.filter(network_key=network_key, asked_at__gt=clock.now() - WINDOW)
    if wait := wait_for_share(asked.order_by("-asked_at").values_list("asked_at", flat=True), A_NETWORK, WINDOW):
        raise TooManyRequests(seconds=wait)


def forget_networks_of_requests() -> int:
    """Take networks out of old requests. For the worker. Returns how many."""
    before = clock.now() - timedelta(days=settings.PARLEY.network_days)
    return Subscription.objects.filter(asked_at__lt=before).exclude(network_key="").update(network_key="")


def _widen(subscription: Subscription, kind: str) -> None:
    if subscription.kind == _Kind.REPLIES and kind == _Kind.THREAD:
        subscription.kind = kind
        subscription.save(update_fields=["kind"])


def _ask_again(subscription: Subscription, kind: str, asked: dict[str, Any]) -> None:
    """A request that was stopped begins anew, one that waits is widened. The key stays: links in old mails go on
    working. What it told before it was stopped stays told."""
    if subscription.state == _State.ENDED:
        subscription.kind = kind
        subscription.returned_at = clock.now()
    subscription.state = _State.UNCONFIRMED
    subscription.ended_at = None
    for name, value in asked.items():
        setattr(subscription, name, value)
    subscription.save(update_fields=["kind", "state", "ended_at", "returned_at", *asked])
    _widen(subscription, kind)


@transaction.atomic
def confirm_subscription(*, private_key: str) -> list[Subscription]:
    """The owner of the address wants what was asked for: this, and whatever else waits for the same owner's word.

    One mail a day asks at most, so its answer must count for every request that the page shows. Returns the
    subscriptions that are active now. One that was stopped stays stopped. Raises UnknownKey.
    """
    subscription = subscription_with(private_key)
    waiting = Subscription.objects.filter(reader=subscription.reader, state=_State.UNCONFIRMED)
    if subscription.state == _State.UNCONFIRMED:
        ids = list(waiting.values_list("pk", flat=True))
        Subscription.objects.filter(pk__in=ids, state=_State.UNCONFIRMED).update(
            state=_State.ACTIVE, confirmed_at=clock.now()
        )
        confirm_address(reader=subscription.reader)
    return list(
        Subscription.objects.filter(reader=subscription.reader, state=_State.ACTIVE)
        .select_related("thread")
        .order_by("pk")
    )


def forget_unconfirmed() -> int:
    """End requests that nobody confirmed for a week. For the worker, once a day. Returns how many.

    The rows stay: they carry the count of questions that an address was sent, which nobody may reset by waiting.
    """
    moment = clock.now()
    return Subscription.objects.filter(state=_State.UNCONFIRMED, asked_at__lt=moment - FORGOTTEN_AFTER).update(
        state=_State.ENDED, ended_at=moment
    )
