"""Reads of subscriptions and of the ledger."""

from django.db.models import Q, QuerySet

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications.errors import UnknownKey
from parley.notifications.models import Delivery, Subscription


def active_subscriptions(*, kind: str, target: str = "") -> QuerySet[Subscription]:
    """Whom to tell of what is not about a thread, for instance `kind="newsletter"`: confirmed, not stopped, and not
    paused now; with their readers and how these want to be written to (`subscription.reader.mails`, where it is set).
    """
    standing = Subscription.objects.filter(kind=kind, target=target, state=Subscription.State.ACTIVE)
    return standing.exclude(paused_now()).select_related("reader__mails").order_by("pk")


def paused_now() -> Q:
    """Matches subscriptions of readers who want to hear nothing for a while."""
    return Q(reader__mails__paused_until__gt=clock.now())


def subscriptions_of(reader: Reader) -> QuerySet[Subscription]:
    """What a reader asked for, stopped ones too, with their threads."""
    return Subscription.objects.filter(reader=reader).select_related("thread").order_by("pk")


def subscription_with(private_key: str) -> Subscription:
    """The subscription that a link in a mail means. Raises UnknownKey."""
    found = subscription_by_key(private_key)
    if found is None:
        raise UnknownKey
    return found


def subscription_by_key(private_key: str) -> Subscription | None:
    """The subscription that a link in a mail means, or None."""
    return Subscription.objects.filter(private_key=private_key).select_related("thread", "reader").first()


def waiting_for_confirmation(reader: Reader) -> QuerySet[Subscription]:
    """What the owner of the address would confirm now."""
    return subscriptions_of(reader).filter(state=Subscription.State.UNCONFIRMED)


def deliveries_to_look_at() -> QuerySet[Delivery]:
    """For the operator, newest first: refused for good, and those of which nobody knows whether they arrived."""
    states = (Delivery.State.UNKNOWN, Delivery.State.REFUSED)
    return Delivery.objects.filter(state__in=states).select_related("reader", "comment__thread").order_by("-pk")
