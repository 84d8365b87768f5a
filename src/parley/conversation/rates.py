"""How much may come in: from one network, from one address, from strangers altogether, and through a key."""

import math
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet

from parley.accounts.actions import address_key
from parley.conversation.errors import TooManyComments
from parley.conversation.models import Comment
from parley.conversation.queries.readers import known_readers
from parley.conversation.submissions import NewComment
from parley.kit import clock

RATE_WINDOW = timedelta(minutes=10)
FLOOD_WINDOW = timedelta(minutes=1)


def check_rates(submission: NewComment) -> None:
    """Raises TooManyComments when the sender's network or address has sent its share of the last ten minutes."""
    if submission.network_key:
        _check(Comment.objects.filter(network_key=submission.network_key), settings.PARLEY.comment_rate)
    sender = address_key(submission.address)
    _check(Comment.objects.filter(reader__address_key=sender), settings.PARLEY.address_rate)


def is_flooded() -> bool:
    """Whether strangers sent more in the last minute than the setting `flood_brake` lets through.

    What was recognised as spam does no harm and does not count. The count stops at the limit, however large the flood:
    unordered, since sorting 10,000 comments of a minute first cost 49 ms.
    """
    limit = settings.PARLEY.flood_brake
    is_by_known = Exists(known_readers().filter(pk=OuterRef("reader")))
    recent = _sent_within(FLOOD_WINDOW, Comment.objects.exclude(status=Comment.Status.SPAM)).exclude(is_by_known)
    return limit > 0 and recent.order_by()[:limit].count() >= limit


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


def _check(comments: QuerySet[Comment], limit: int) -> None:
    recent = _sent_within(RATE_WINDOW, comments).order_by("-received_at").values_list("received_at", flat=True)
    for first_of_share in recent[limit - 1 : limit]:
        wait = first_of_share + RATE_WINDOW - clock.now()
        raise TooManyComments(seconds=max(1, math.ceil(wait.total_seconds())))


def _sent_within(window: timedelta, comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Comments of the last while that were written here: an import is no flood."""
    since = clock.now() - window
    return comments.filter(received_at__gt=since, posted_at__gt=since)
