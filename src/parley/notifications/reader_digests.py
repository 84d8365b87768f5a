"""Readers who chose a rhythm are told what came, when its hour, day or week is over. One with nothing new: nothing."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from parley.kit import clock
from parley.notifications.article_recipients import record_articles
from parley.notifications.models import News, ReaderMails, Subscription
from parley.notifications.queries import paused_now
from parley.notifications.reader_mails import zone_of
from parley.notifications.telling import record_catch_up
from parley.notifications.windows import last_boundary

GRACE = timedelta(minutes=1)
"""A window is looked at so long after its end, when what became news in its last moment is surely written."""

BATCH = 500

_Frequency = Subscription.Frequency
_RHYTHMS = (_Frequency.HOURLY, _Frequency.DAILY, _Frequency.WEEKLY)


def record_reader_digests() -> int:
    """Queue the digests whose window is over. For the worker, once a minute. Returns how many were queued."""
    return _record_threads() + _record_articles()


def _record_threads() -> int:
    since = Coalesce(OuterRef("told_at"), OuterRef("confirmed_at"))
    waiting = Subscription.objects.filter(
        Exists(News.objects.filter(thread=OuterRef("thread"), at__gt=since)),
        frequency__in=_RHYTHMS,
        thread__isnull=False,
        state=Subscription.State.ACTIVE,
    ).exclude(paused_now())
    done, last = 0, 0
    while page := list(waiting.filter(pk__gt=last).select_related("reader__mails").order_by("pk")[:BATCH]):
        last = page[-1].pk
        for subscription in page:
            mails = getattr(subscription.reader, "mails", None)
            until = _end_of_window(subscription.frequency, mails)
            done += record_catch_up(subscription, label=f"{subscription.frequency} {until:%Y-%m-%dT%H:%M}", until=until)
    return done


def _record_articles() -> int:
    newest = News.objects.filter(article__isnull=False).order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        return 0
    wish = Subscription.objects.filter(
        reader=OuterRef("reader"), kind=Subscription.Kind.ARTICLES, state=Subscription.State.ACTIVE
    )
    waiting = ReaderMails.objects.filter(
        Q(articles_told_at=None) | Q(articles_told_at__lt=newest),
        Q(paused_until=None) | Q(paused_until__lte=clock.now()),
        Exists(wish),
        articles_frequency__in=_RHYTHMS,
    )
    done, last = 0, 0
    while page := list(waiting.filter(pk__gt=last).select_related("reader").order_by("pk")[:BATCH]):
        last = page[-1].pk
        for mails in page:
            until = _end_of_window(mails.articles_frequency, mails)
            done += record_articles(mails, label=f"{mails.articles_frequency} {until:%Y-%m-%dT%H:%M}", until=until)
    return done


def _end_of_window(frequency: str, mails: ReaderMails | None) -> datetime:
    return last_boundary(frequency, clock.now() - GRACE, zone_of(mails))
