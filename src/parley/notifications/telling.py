"""Up to where a reader was told of a thread: what makes "once" true across single mails, catch-ups and digests.

A subscription's `told_at` is a mark in the order of news: all up to it was told, or needed no telling. A single mail is
kept from coming twice by the ledger's constraint; a catch-up or digest tells what lies between two marks and has no
mail of its own; moving the mark is a compare-and-set, so of two workers one tells.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parley.accounts.actions import address_key
from parley.accounts.models import User
from parley.conversation.models import Comment
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, News, ReaderMails, Subscription

_Frequency, _Purpose, _State = Subscription.Frequency, Delivery.Purpose, Delivery.State

SILENT = Q(told_at__isnull=False) & (Q(returned_at=None) | Q(returned_at__lte=F("told_at")))
"""Matches subscriptions that are told nothing before their reader returns, where their frequency is "quiet"."""

TAKEN_BACK = "taken back: it is told later"
"""Marks a cancelled mail whose news a catch-up will tell: nothing revives it."""

ABOUT_ARTICLES = (_Purpose.ARTICLE, _Purpose.ARTICLES)
WAIT_FOR_A_PAUSE = (_Purpose.COMMENT, _Purpose.CATCH_UP, *ABOUT_ARTICLES)
"""What a reader's pause holds back. A question, a link and a notice were asked for now."""

_TICK = timedelta(microseconds=1)


def event_of(comment: Comment) -> str:
    """The event by which the ledger knows a comment."""
    return f"comment:{comment.pk}"


def record_news(comment: Comment) -> News:
    """The moment from which a comment is news; published again, it keeps the first."""
    news, _created = News.objects.get_or_create(
        comment=comment, defaults={"thread_id": comment.thread_id, "at": clock.now()}
    )
    return news


def silence(ids: Iterable[int], at: datetime) -> list[int]:
    """Those of the quiet subscriptions that may be told now; they are told up to `at`, and silent from here on."""
    standing = Subscription.objects.select_for_update().filter(pk__in=list(ids)).exclude(SILENT)
    told = list(standing.order_by("pk").values_list("pk", flat=True))
    Subscription.objects.filter(pk__in=told).update(told_at=at)
    return told


def told_since(subscription: Subscription) -> datetime:
    """The mark after which news is still to be told."""
    marks = (subscription.told_at, subscription.confirmed_at)
    return max((mark for mark in marks if mark is not None), default=subscription.asked_at)


def untold_comments(subscription: Subscription, since: datetime, until: datetime) -> QuerySet[Comment]:
    """Comments that became news after `since` and up to `until`, still stand, concern the subscription's reader, and
    were not mailed on their own; in the order of time."""
    mailed = Delivery.objects.filter(
        reader=subscription.reader_id, purpose=_Purpose.COMMENT, comment=OuterRef("pk")
    ).exclude(state=_State.CANCELLED)
    news = Comment.objects.filter(
        thread=subscription.thread_id, status=Comment.Status.APPROVED, news__at__gt=since, news__at__lte=until
    )
    if subscription.kind == Subscription.Kind.REPLIES:
        news = news.filter(parent__reader=subscription.reader_id)
    own = Q(reader=subscription.reader_id) | Q(staff__in=_staff_of(subscription.reader.address_key))
    return news.exclude(own).exclude(Exists(mailed)).select_related("thread").order_by("news__at", "pk")


def _staff_of(key: str) -> list[int]:
    """Staff who read under the address of their account."""
    named = User.objects.exclude(email="").values_list("pk", "email")
    return [pk for pk, email in named if address_key(email) == key]


def record_catch_up(subscription: Subscription, *, label: str, until: datetime) -> bool:
    """Queue one mail with what came in the thread since the reader was last told, up to `until`, and move the mark
    there; nothing where nothing came so far. Returns whether a mail was queued.

    `label` names the window: for a subscription each is recorded once, by the ledger's constraint.
    """
    moment, since = clock.now(), told_since(subscription)
    if since >= until or not untold_comments(subscription, since, min(until, moment)).exists():
        return False
    with transaction.atomic():
        mine = Subscription.objects.filter(
            pk=subscription.pk, state=Subscription.State.ACTIVE, told_at=subscription.told_at
        )
        if not mine.update(told_at=until):
            return False  # another worker was quicker, or the reader stopped
        return ledger.record(
            event=f"catch-up:{subscription.pk}:{label}",
            reader=subscription.reader,
            purpose=_Purpose.CATCH_UP,
            subscription=subscription,
            due_at=max(until, moment),
            since=since,
            until=until,
        )


@transaction.atomic
def take_back(concerned: Q) -> int:
    """Cancel what matches and was not handed over yet, so that its news is told later instead. Returns how many."""
    open_ones = Delivery.objects.filter(concerned, state__in=(_State.WAITING, _State.SENDING))
    done = 0
    # The newest first: each moves the mark from where it stands to where the one before it had put it.
    for delivery in open_ones.select_related("subscription", "comment").order_by("-pk"):
        cancelled = Delivery.objects.filter(pk=delivery.pk, state__in=(_State.WAITING, _State.SENDING)).update(
            state=_State.CANCELLED, last_error=TAKEN_BACK
        )
        if cancelled:
            done += 1
            untell(delivery)
    return done


def untell(delivery: Delivery) -> None:
    """A mail was cancelled whose news nobody was told: the mark goes back to before it."""
    marks = _marks_of(delivery)
    if marks is None:
        return
    before, after = marks
    if delivery.purpose in ABOUT_ARTICLES:
        mails = ReaderMails.objects.filter(reader=delivery.reader_id)
        mails.filter(articles_told_at__gt=before).update(articles_told_at=before)
        return
    # Single mails of those who want each move no mark; a pause does, past all of them.
    moved = Q(told_at=after) | Q(frequency=_Frequency.EACH, told_at__gt=before)
    ids = list(Subscription.objects.filter(moved, deliveries=delivery).values_list("pk", flat=True))
    Subscription.objects.filter(pk__in=ids).update(told_at=before)
    # Not silent any more: a moment after the mark, and not after the news that is to be told.
    Subscription.objects.filter(pk__in=ids, frequency=_Frequency.QUIET).update(returned_at=before + _TICK)


def _marks_of(delivery: Delivery) -> tuple[datetime, datetime] | None:
    """Where the mark stood before the delivery was recorded, and to where it moved it; None for other mails."""
    if delivery.purpose in (_Purpose.CATCH_UP, _Purpose.ARTICLES):
        assert delivery.since is not None
        assert delivery.until is not None
        return delivery.since, delivery.until
    news = News.objects.none()
    if delivery.purpose == _Purpose.ARTICLE:
        news = News.objects.filter(article=delivery.event.partition(":")[2])
    elif delivery.purpose == _Purpose.COMMENT:
        news = News.objects.filter(comment=delivery.comment_id)
    at = news.values_list("at", flat=True).first()
    return (at - _TICK, at) if at is not None else None


def reopen_after_withdrawal(comment: Comment) -> None:
    """Readers who were silent because of a mail that will never come, since its comment was withdrawn, are told of
    the next thing again; of what came meanwhile in one catch-up."""
    news = News.objects.filter(comment=comment).first()
    if news is None:
        return
    gone = Delivery.objects.filter(event=event_of(comment), purpose=_Purpose.COMMENT, state=_State.CANCELLED)
    silent = gone.filter(subscription__frequency=_Frequency.QUIET, subscription__told_at=news.at)
    for delivery in silent.select_related("subscription__reader", "comment"):
        untell(delivery)
        subscription = Subscription.objects.select_related("reader").get(deliveries=delivery)
        record_catch_up(subscription, label=f"instead of {comment.pk}", until=clock.now())
