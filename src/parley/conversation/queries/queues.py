"""Reads for the moderators' console."""

from collections.abc import Iterable

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from parley.conversation.models import Comment, Judgement, Notice


def queue_counts() -> dict[str, int]:
    """Queue → number of comments in it, for the moderators' console."""
    by_status = dict(Comment.objects.values_list("status").annotate(Count("pk")))
    campaigns = Comment.objects.filter(campaign__label="open").exclude(status=Comment.Status.TRASH)
    return {status: by_status.get(status, 0) for status, _label in Comment.Status.choices} | {
        "campaigns": campaigns.values("campaign").distinct().count(),
        "notices": Notice.objects.filter(outcome=Notice.Outcome.OPEN).count(),
    }


def comments_in_queue(status: str) -> QuerySet[Comment]:
    """Comments of a status, newest arrivals first, with all that the console shows of them."""
    return _with_all_that_is_shown(Comment.objects.filter(status=status)).order_by("-received_at", "-pk")


def campaign_members_shown(campaign_ids: Iterable[int], limit: int) -> QuerySet[Comment]:
    """The first `limit` members of each campaign that were not removed, with all that the console shows of them."""
    place = Window(RowNumber(), partition_by=F("campaign_id"), order_by=("posted_at", "pk"))
    members = Comment.objects.filter(campaign_id__in=list(campaign_ids)).exclude(status=Comment.Status.TRASH)
    shown = members.annotate(place=place).filter(place__lte=limit)
    return _with_all_that_is_shown(shown).order_by("posted_at", "pk")


def _with_all_that_is_shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    related = comments.select_related("thread", "reader", "parent", "campaign")
    return related.prefetch_related("judgements", "decisions__moderator")


def newest_judgement(comment: Comment) -> Judgement | None:
    """The filter's last word about a comment; uses what was prefetched."""
    return next(iter(comment.judgements.all()), None)
