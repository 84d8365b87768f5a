"""The page "My mails" as plain data, and the mail that brings its link to whoever lost it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from parley.accounts.actions import address_key
from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.confirmations import may_send_link
from parley.notifications.models import Delivery, ReaderMails, Subscription
from parley.notifications.reader_mails import mails_of, spoken_languages
from parley.notifications.wishes import wish_of

SHOWN_AFTER_END = timedelta(days=30)
"""What was stopped can be taken back on the page for so long."""

_State = Subscription.State


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """One subscription on the page."""

    id: int
    title: str
    link: str
    what: str
    state: str
    frequency: str
    has_frequency: bool
    asked_at: datetime
    confirmed_at: datetime | None
    wording: str


@dataclass(frozen=True, slots=True)
class MyMails:
    """All that a reader gets, and how."""

    address: str
    """With its middle hidden: a forwarded mail must not tell it."""
    subscriptions: tuple[SubscriptionLine, ...]
    ended: tuple[SubscriptionLine, ...]
    articles_frequency: str
    """"" where no articles are asked for."""
    paused_until: datetime | None
    time_zone: str
    language: str
    languages: tuple[tuple[str, str], ...]
    """Code and own name of each language that can be chosen; empty where there is one only."""


def my_mails_document(mails: ReaderMails) -> MyMails:
    """What the page of `mails` shows."""
    lines = [_line(subscription) for subscription in _shown(mails.reader)]
    standing = tuple(line for line in lines if line.state != _State.ENDED)
    has_articles = Subscription.objects.filter(
        reader=mails.reader, kind=Subscription.Kind.ARTICLES, state=_State.ACTIVE
    ).exists()
    languages = spoken_languages()
    return MyMails(
        address=_hidden(mails.reader.address),
        subscriptions=standing,
        ended=tuple(line for line in lines if line.state == _State.ENDED),
        articles_frequency=mails.articles_frequency if has_articles else "",
        paused_until=mails.paused_until if mails.paused_until and mails.paused_until > clock.now() else None,
        time_zone=mails.time_zone,
        language=mails.language,
        languages=tuple((code, get_language_info(code)["name_local"]) for code in languages)
        if len(languages) > 1
        else (),
    )


def _shown(reader: Reader) -> QuerySet[Subscription]:
    recent = Q(ended_at__gte=clock.now() - SHOWN_AFTER_END) & Q(confirmed_at__isnull=False)
    return (
        Subscription.objects.filter(~Q(state=_State.ENDED) | recent, reader=reader)
        .select_related("thread")
        .order_by("-pk")
    )


def _line(subscription: Subscription) -> SubscriptionLine:
    wish = wish_of(subscription)
    return SubscriptionLine(
        id=subscription.pk,
        title=wish.title,
        link=wish.link,
        what=wish.what,
        state=subscription.state,
        frequency=subscription.frequency,
        has_frequency=subscription.is_about_a_thread and subscription.state == _State.ACTIVE,
        asked_at=subscription.asked_at,
        confirmed_at=subscription.confirmed_at,
        wording=subscription.wording,
    )


def _hidden(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


@transaction.atomic
def send_link_to_my_mails(*, address: str) -> None:
    """Mail the link to the owner of an address that confirmed once; else, and where the limits forbid it, nothing.

    Nothing that the asker sees may differ.
    """
    reader = (
        Reader.objects.select_for_update().filter(address_key=address_key(address), confirmed_at__isnull=False).first()
    )
    if reader is None or not may_send_link(reader):
        return
    mails_of(reader)
    ledger.record(event=f"my mails:{clock.now():%Y-%m-%dT%H:%M}", reader=reader, purpose=Delivery.Purpose.MANAGE)


def done_words(done: str) -> str:
    """What the page says after a change."""
    return {
        "stopped": _("Stopped. You can take it back below."),
        "all": _("Everything is stopped. You can take it back below."),
        "resumed": _("You get it again."),
        "saved": _("Saved."),
        "paused": _("Paused. Nothing comes before that day; then one mail with what came meanwhile."),
        "unpaused": _("We write to you again."),
    }.get(done, "")
