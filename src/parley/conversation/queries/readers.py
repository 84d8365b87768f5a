"""Reads about readers: their record, and who is no stranger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from parley.accounts.models import Reader
from parley.conversation.models import Comment, Decision
from parley.database.prepared import Prepared
from parley.kit import clock

STRANGER_FOR = timedelta(days=1)
"""A comment that stood so long in public speaks for its writer."""


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a reader's comments so far, since when there are any, and whether the reader is no stranger."""

    approved: int = 0
    rejected: int = 0
    total: int = 0
    since: datetime | None = None
    known: bool = False


def record_of_readers(reader_ids: Iterable[int | None]) -> dict[int, Record]:
    """Reader id → the reader's record."""
    ids = {pk for pk in reader_ids if pk is not None}
    known = set(known_readers().filter(pk__in=ids).values_list("pk", flat=True))
    rows = (
        Comment.objects.filter(reader_id__in=ids)
        .order_by()
        .values_list("reader_id")
        .annotate(
            approved=Count("pk", filter=Q(status=Comment.Status.APPROVED)),
            rejected=Count("pk", filter=Q(status__in=(Comment.Status.SPAM, Comment.Status.TRASH))),
            total=Count("pk"),
            since=Min("posted_at"),
        )
    )
    return {
        pk: Record(approved, rejected, total, since, known=pk in known) for pk, approved, rejected, total, since in rows
    }


def is_known(reader: Reader) -> bool:
    """Whether a reader is no stranger."""
    return bool(_known(reader.pk, clock.now() - STRANGER_FOR))


def known_readers(stood_since: datetime | None = None) -> QuerySet[Reader]:
    """Readers who are no strangers: they confirmed their address, a moderator approved a comment of theirs, or one has
    stood for a day. One that passed a minute ago says nothing: a flood would vouch for itself."""
    if stood_since is None:
        stood_since = clock.now() - STRANGER_FOR
    approved_by_person = Decision.objects.filter(
        comment=OuterRef("pk"), moderator__isnull=False, after=Comment.Status.APPROVED
    )
    stood_for_a_day = Q(posted_at__lt=stood_since)
    stands = Comment.objects.filter(reader=OuterRef("pk"), status=Comment.Status.APPROVED).filter(
        stood_for_a_day | Exists(approved_by_person)
    )
    return Reader.objects.filter(Q(confirmed_at__isnull=False) | Exists(stands))


def approved_by_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Those of the comments in public that a moderator approved."""
    decisions = Decision.objects.filter(comment=OuterRef("pk"), moderator__isnull=False, after=Comment.Status.APPROVED)
    return comments.filter(Exists(decisions), status=Comment.Status.APPROVED)


_known = Prepared(
    lambda pk, stood_since: known_readers(stood_since).filter(pk=pk).order_by().values_list("pk", flat=True)
)
