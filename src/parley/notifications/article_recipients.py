"""Who is told of a new article: each reader once, by however many wishes it is asked for, and never of an old one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, News, ReaderMails, Subscription
from parley.notifications.queries import paused_now
from parley.notifications.telling import TAKEN_BACK
from parley.publication.announcing import AnnouncedArticle, announced_articles

NEW_FOR = timedelta(days=2)
"""An article that first appeared longer ago is no news: it was imported, or stood before anybody could be told."""

BATCH = 1_000

_Purpose, _State = Delivery.Purpose, Delivery.State


def record_article(article_id: int) -> None:
    """Write a row for each reader to be told of an article at once. Published again, changed or not: tells nobody."""
    found = announced_articles([article_id])
    if not found:
        return
    article, moment, event = found[0], clock.now(), f"article:{article_id}"
    news = News.objects.filter(article=article_id).first()
    if news is None:
        if article.published_at < moment - NEW_FOR:
            return
        news, _created = News.objects.get_or_create(article=article_id, defaults={"at": moment})
    ledger.revive_cancelled(Q(event=event, purpose=_Purpose.ARTICLE) & ~Q(last_error=TAKEN_BACK))
    wanted = (
        Subscription.objects.filter(
            kind=Subscription.Kind.ARTICLES, target__in=article.targets, state=Subscription.State.ACTIVE
        )
        .filter(Q(reader__mails=None) | Q(reader__mails__articles_frequency=Subscription.Frequency.EACH))
        .filter(Q(reader__mails__articles_told_at=None) | Q(reader__mails__articles_told_at__lt=news.at))
        .filter(confirmed_at__lte=news.at)
        .exclude(paused_now())
        .order_by("pk")
    )
    last = 0
    while page := list(wanted.filter(pk__gt=last).values_list("pk", "reader_id")[:BATCH]):
        last = page[-1][0]
        rows = [
            Delivery(
                event=event,
                reader_id=reader,
                purpose=_Purpose.ARTICLE,
                subscription_id=subscription,
                due_at=moment,
                created_at=moment,
            )
            for subscription, reader in page
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def cancel_article(article_id: int) -> int:
    """Nobody is told any more of an article that no longer stands. Returns how many mails were cancelled."""
    return ledger.cancel_queued(Q(event=f"article:{article_id}", purpose=_Purpose.ARTICLE))


def wish_for(reader_id: int, article: AnnouncedArticle) -> Subscription | None:
    """The oldest wish of the reader that an article answers, while it stands."""
    wishes = Subscription.objects.filter(
        reader=reader_id,
        kind=Subscription.Kind.ARTICLES,
        target__in=article.targets,
        state=Subscription.State.ACTIVE,
    )
    return wishes.order_by("pk").first()


def untold_articles(reader_id: int, since: datetime, until: datetime) -> list[AnnouncedArticle]:
    """Live articles that became news in between, answer a wish that stood then, and were not mailed on their own."""
    rows = News.objects.filter(article__isnull=False, at__gt=since, at__lte=until).values_list("article", "at")
    news = {number: at for number, at in rows if number is not None}
    if not news:
        return []
    wishes = list(
        Subscription.objects.filter(
            reader=reader_id, kind=Subscription.Kind.ARTICLES, state=Subscription.State.ACTIVE
        ).values_list("target", "confirmed_at")
    )
    mailed = set(
        Delivery.objects.filter(
            reader=reader_id, purpose=_Purpose.ARTICLE, event__in=[f"article:{number}" for number in news]
        )
        .exclude(state=_State.CANCELLED)
        .values_list("event", flat=True)
    )
    return [
        article
        for article in announced_articles(news)
        if f"article:{article.id}" not in mailed
        and any(target in article.targets and at is not None and at <= news[article.id] for target, at in wishes)
    ]


def record_articles(mails: ReaderMails, *, label: str, until: datetime) -> bool:
    """Queue one mail with the articles since the reader was last told, and move the mark; none where none came."""
    wishes = Subscription.objects.filter(
        reader=mails.reader_id, kind=Subscription.Kind.ARTICLES, state=Subscription.State.ACTIVE
    ).order_by("pk")
    first = wishes.first()
    since = mails.articles_told_at or (first.confirmed_at if first else None)
    if first is None or since is None or since >= until or not untold_articles(mails.reader_id, since, until):
        return False
    with transaction.atomic():
        mine = ReaderMails.objects.filter(pk=mails.pk, articles_told_at=mails.articles_told_at)
        if not mine.update(articles_told_at=until):
            return False  # another worker was quicker
        return ledger.record(
            event=f"articles:{label}",
            reader=mails.reader,
            purpose=_Purpose.ARTICLES,
            subscription=first,
            since=since,
            until=until,
        )
