"""How much may come in: from one network, from one address, from strangers altogether, and through a key."""

import math
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, QuerySet

from parley.accounts.actions import address_key
from parley.conversation.errors import TooManyComments
from parley.conversation.models import Comment
from parley.conversation.queries.readers import STRANGER_FOR, known_readers
from parley.conversation.submissions import NewComment
from parley.database.prepared import Prepared
from parley.kit import clock

RATE_WINDOW = timedelta(minutes=10)
FLOOD_WINDOW = timedelta(minutes=1)


def check_rates(submission: NewComment) -> None:
    """Raises TooManyComments when the sender's network or address has sent its share of the last ten minutes."""
    since = clock.now() - RATE_WINDOW
    network, address = settings.PARLEY.comment_rate, settings.PARLEY.address_rate
    if submission.network_key:
        _check(_last_of_network(network).first(submission.network_key, since))
    _check(_last_of_address(address).first(address_key(submission.address), since))


def is_flooded() -> bool:
    """Whether strangers sent more in the last minute than the setting `flood_brake` lets through.

    What was recognised as spam does no harm and does not count. The count stops at the limit, however large the flood:
    unordered, since sorting 10,000 comments of a minute first cost 49 ms.
    """
    limit = settings.PARLEY.flood_brake
    now = clock.now()
    return limit > 0 and len(_strangers(limit)(now - FLOOD_WINDOW, now - STRANGER_FOR)) >= limit


def count_in_minute(counters: QuerySet[Any], limit: int | F) -> int:
    """Count one more in the running minute of a row that has `minute` and `calls`. Returns 0, or when `limit` is
    reached how many seconds are left of the minute.

    A row that is missing counts as full: whoever makes the row counts the first.
    """
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    for _attempt in range(2):  # between the two updates another process may open the minute
        if counters.filter(minute=minute, calls__lt=limit).update(calls=F("calls") + 1):
            return 0
        if counters.exclude(minute=minute).update(minute=minute, calls=1):
            return 0
    return 60 - now.second


def count_network_in_minute(counter: type[Model], network_key: str, limit: int) -> int:
    """`count_in_minute` for a network's row in `counter`, which is made when the network is new."""
    long_over = clock.now() - timedelta(hours=1)  # so that a new row's count begins as everybody's does
    rows: QuerySet[Any] = counter._default_manager.all()
    rows.bulk_create([counter(network_key=network_key, minute=long_over, calls=0)], ignore_conflicts=True)
    return count_in_minute(rows.filter(network_key=network_key), limit)


def forget_minutes(counter: type[Model]) -> int:
    """Delete the counts of minutes that are over. Returns how many."""
    over = counter._default_manager.filter(minute__lt=clock.now() - timedelta(minutes=2))
    return over.delete()[0]


def wait_for_share(moments: QuerySet[Any, datetime], limit: int, window: timedelta) -> int:
    """Whole seconds until the next may follow; 0 when fewer than `limit` came. `moments`: those within the window,
    newest first."""
    for first_of_share in moments[limit - 1 : limit]:
        return _seconds_until(first_of_share + window)
    return 0


def _check(first_of_share: datetime | None) -> None:
    if first_of_share is not None:
        raise TooManyComments(seconds=_seconds_until(first_of_share + RATE_WINDOW))


def _seconds_until(moment: datetime) -> int:
    return max(1, math.ceil((moment - clock.now()).total_seconds()))


@cache
def _last_of_network(limit: int) -> Prepared[datetime]:
    return Prepared(lambda key, since: _moments(Comment.objects.filter(network_key=key), since)[limit - 1 : limit])


@cache
def _last_of_address(limit: int) -> Prepared[datetime]:
    return Prepared(
        lambda key, since: _moments(Comment.objects.filter(reader__address_key=key), since)[limit - 1 : limit]
    )


@cache
def _strangers(limit: int) -> Prepared[int]:
    """Comments since a moment that are not by readers who were known at another."""
    return Prepared(
        lambda since, stood_since: (
            _sent_since(Comment.objects.exclude(status=Comment.Status.SPAM), since)
            .exclude(Exists(known_readers(stood_since).filter(pk=OuterRef("reader"))))
            .order_by()
            .values_list("pk", flat=True)[:limit]
        )
    )


def _moments(comments: QuerySet[Comment], since: datetime) -> QuerySet[Comment, datetime]:
    return _sent_since(comments, since).order_by("-received_at").values_list("received_at", flat=True)


def _sent_since(comments: QuerySet[Comment], since: datetime) -> QuerySet[Comment]:
    """Comments that were written here since a moment: an import is no flood."""
    return comments.filter(received_at__gt=since, posted_at__gt=since)
