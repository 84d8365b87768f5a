"""What the tables hold that an index of near-duplicates has not read yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from parley.conversation.models import Comment, Decision
from parley.database.prepared import Prepared

OVERLAP = 50
"""Ids looked at again: a transaction with a lower id may commit after one with a higher."""


@dataclass(frozen=True, slots=True)
class CampaignWord:
    """What a moderator said of a campaign with one decision.

    `number` grows with time. `comments` are those it was said about. `stands` is False when it was taken back.
    """

    number: int
    spam: bool
    comments: tuple[int, ...]
    stands: bool


def comments_after(newest: int, most: int) -> list[tuple[int, str, str]]:
    """(id, source, name) of the oldest `most` comments after an id, and of those that it may have overtaken."""
    return _after(most)(newest - OVERLAP)


def comments_edited_since(moment: datetime) -> list[tuple[int, str, str, datetime]]:
    """(id, source, name, moment) of comments that got new words since, the oldest edits first."""
    return [(pk, source, name, at) for pk, source, name, at in _edited(moment) if at]


def id_before_newest(count: int) -> int:
    """The id after which the newest `count` comments stand; 0 when there are no more."""
    return _compared().order_by("-pk").values_list("pk", flat=True)[count : count + 1].first() or 0


def ids_from(oldest: int) -> set[int]:
    """The ids of the comments from an id on."""
    return set(_compared().filter(pk__gte=oldest).order_by().values_list("pk", flat=True))


def newest_decision() -> int:
    """The id of the newest line of the decision log."""
    return _newest_decision.first() or 0


def batches_about_campaigns(after: int) -> list[tuple[str, bool]]:
    """Each batch of decisions about a campaign, with True, and each batch that was taken back, with False, in order.

    Left out is what stands in the log up to `after`, but for the overlap.
    """
    found = _lines_about_campaigns(after - OVERLAP)
    return list(dict.fromkeys((undoes or batch, not undoes) for batch, undoes in found))


def words_on_campaigns(batches: list[tuple[str, bool]]) -> Iterator[CampaignWord]:
    """What these batches said, in their order."""
    for batch, stands in batches:
        lines = list(Decision.objects.filter(batch=batch).order_by("pk").values_list("pk", "after", "comment"))
        if lines:
            number, after, _ = lines[0]
            comments = tuple(comment for _, _, comment in lines)
            yield CampaignWord(number, after == Comment.Status.SPAM, comments, stands)


def _compared() -> QuerySet[Comment]:
    """What readers wrote; the staff's comments are compared with nothing, nor what was erased."""
    return Comment.objects.filter(staff=None, erased_at=None)


@cache
def _after(most: int) -> Prepared[tuple[int, str, str]]:
    return Prepared(
        lambda pk: (
            _compared().filter(pk__gt=pk).order_by("pk").values_list("pk", "source", "author_name")[: most + OVERLAP]
        )
    )


_edited = Prepared(
    lambda moment: (
        _compared()
        .filter(edited_at__gte=moment)
        .order_by("edited_at", "pk")
        .values_list("pk", "source", "author_name", "edited_at")
    )
)
_newest_decision = Prepared(lambda: Decision.objects.order_by("-pk").values_list("pk", flat=True)[:1])
_ABOUT_A_CAMPAIGN = Q(undoes="", reason=Concat(Value("campaign "), F("comment__campaign__key")))
_lines_about_campaigns = Prepared(
    lambda after: (
        Decision.objects.filter(_ABOUT_A_CAMPAIGN | ~Q(undoes=""), pk__gt=after, moderator__isnull=False)
        .order_by("pk")
        .values_list("batch", "undoes")
    )
)
