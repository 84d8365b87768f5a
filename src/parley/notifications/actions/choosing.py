"""A reader chooses how often, when, and in which language to be written to."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications.article_recipients import record_articles
from parley.notifications.models import ReaderMails, Subscription
from parley.notifications.reader_mails import mails_of
from parley.notifications.telling import WAIT_FOR_A_PAUSE, record_catch_up, take_back, told_since

_Frequency = Subscription.Frequency
_A_TICK = timedelta(microseconds=1)


@transaction.atomic
def choose_frequency(subscription: Subscription, *, frequency: str) -> None:
    """Tell of a thread so often from now on. What was withheld so far comes in one catch-up at once."""
    standing = Subscription.objects.select_for_update().select_related("reader").get(pk=subscription.pk)
    if frequency == standing.frequency or not standing.is_about_a_thread:
        return
    moment = clock.now()
    if standing.state == Subscription.State.ACTIVE and standing.frequency != _Frequency.EACH:
        record_catch_up(standing, label=f"{moment:%Y-%m-%dT%H:%M:%S.%f}", until=moment)
    mark = max(moment, told_since(standing))
    # Back, too: whoever has just chosen "quiet" hears of the next comment.
    Subscription.objects.filter(pk=standing.pk).update(frequency=frequency, told_at=mark, returned_at=mark + _A_TICK)


@transaction.atomic
def choose_articles_frequency(reader: Reader, *, frequency: str) -> None:
    """Tell of new articles so often ("each", "daily", "weekly"), whatever of the reader's wishes they answer.

    One choice for all of them: an article that answers two wishes must not come twice.
    """
    mails = ReaderMails.objects.select_for_update().get(pk=mails_of(reader).pk)
    if frequency == mails.articles_frequency:
        return
    moment = clock.now()
    if mails.articles_frequency != _Frequency.EACH:
        record_articles(mails, label=f"{moment:%Y-%m-%dT%H:%M:%S.%f}", until=moment)
    ReaderMails.objects.filter(pk=mails.pk).update(articles_frequency=frequency, articles_told_at=moment)


def choose_place(reader: Reader, *, time_zone: str, language: str) -> None:
    """The reader's clock and language; "" for the site's."""
    ReaderMails.objects.filter(pk=mails_of(reader).pk).update(time_zone=time_zone, language=language)


@transaction.atomic
def pause(reader: Reader, *, until: datetime) -> None:
    """Tell the reader nothing before `until`; then of what came meanwhile, once. What is queued waits, too."""
    mails, moment = mails_of(reader), clock.now()
    ReaderMails.objects.filter(pk=mails.pk).update(paused_until=until)
    if ReaderMails.objects.filter(pk=mails.pk, paused_at=None).update(paused_at=moment):
        # Single mails move no mark: it must stand where the pause begins.
        each = Subscription.objects.filter(reader=reader, thread__isnull=False, frequency=_Frequency.EACH)
        each.filter(Q(told_at=None) | Q(told_at__lt=moment)).update(told_at=moment)
        ReaderMails.objects.filter(pk=mails.pk, articles_frequency=_Frequency.EACH).update(articles_told_at=moment)
    take_back(Q(reader=reader, purpose__in=WAIT_FOR_A_PAUSE))


@transaction.atomic
def unpause(reader: Reader) -> None:
    """End a pause: one mail about each thread, and one about articles, with what came meanwhile."""
    mails = ReaderMails.objects.select_related("reader").get(pk=mails_of(reader).pk)
    if (
        not ReaderMails.objects.filter(pk=mails.pk, paused_at=mails.paused_at)
        .exclude(paused_at=None)
        .update(paused_at=None, paused_until=None)
    ):
        return
    moment = clock.now()
    label = f"pause {mails.paused_at:%Y-%m-%dT%H:%M:%S.%f}"
    at_once = Subscription.objects.filter(
        reader=reader,
        thread__isnull=False,
        state=Subscription.State.ACTIVE,
        frequency__in=(_Frequency.EACH, _Frequency.QUIET),
    )
    for subscription in at_once.select_related("reader"):
        if subscription.frequency == _Frequency.EACH or not subscription.is_silent:
            record_catch_up(subscription, label=label, until=moment)
    if mails.articles_frequency == _Frequency.EACH:
        record_articles(mails, label=label, until=moment)


def end_pauses() -> int:
    """End the pauses whose time is over. For the worker, once a minute. Returns how many."""
    over = ReaderMails.objects.filter(paused_at__isnull=False, paused_until__lte=clock.now())
    readers = [mails.reader for mails in over.select_related("reader")]
    for reader in readers:
        unpause(reader)
    return len(readers)
