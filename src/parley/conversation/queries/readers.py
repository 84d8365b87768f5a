"""Reads about readers: their record, and who is no stranger."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parley.accounts.models import Reader
from parley.conversation.models import Comment, Decision
from parley.kit import clock


def record_of_readers(reader_ids: Iterable[int | None]) -> dict[int, dict[str, int]]:
    """Reader id → {"approved", "rejected"}: what became of the reader's comments so far."""
    rows = (
        Comment.objects.filter(reader_id__in={pk for pk in reader_ids if pk is not None})
        .values_list("reader_id")
        .annotate(
            approved=Count("pk", filter=Q(status=Comment.Status.APPROVED)),
            rejected=Count("pk", filter=Q(status__in=(Comment.Status.SPAM, Comment.Status.TRASH))),
        )
    )
    return {pk: {"approved": approved, "rejected": rejected} for pk, approved, rejected in rows}


def known_readers() -> QuerySet[Reader]:
    """Readers who are no strangers: they confirmed their address, a moderator approved a comment of theirs, or one has
    stood for a day. One that passed a minute ago says nothing: a flood would vouch for itself."""
    approved_by_person = Decision.objects.filter(
        comment=OuterRef("pk"), moderator__isnull=False, after=Comment.Status.APPROVED
    )
    stood_for_a_day = Q(posted_at__lt=clock.now() - timedelta(days=1))
    stands = Comment.objects.filter(reader=OuterRef("pk"), status=Comment.Status.APPROVED).filter(
        stood_for_a_day | Exists(approved_by_person)
    )
    return Reader.objects.filter(Q(confirmed_at__isnull=False) | Exists(stands))


def approved_by_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Those of the comments in public that a moderator approved."""
    decisions = Decision.objects.filter(comment=OuterRef("pk"), moderator__isnull=False, after=Comment.Status.APPROVED)
    return comments.filter(Exists(decisions), status=Comment.Status.APPROVED)
