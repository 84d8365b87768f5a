"""Reads about notices of illegal content."""

from datetime import timedelta

from django.db.models import QuerySet

from parley.conversation.models import Comment, Notice
from parley.kit import clock


def notices_waiting() -> QuerySet[Notice]:
    """Notices that nobody decided yet, oldest first, with what the console shows of them."""
    return _shown(Notice.objects.filter(outcome=Notice.Outcome.OPEN))


def notices_decided() -> QuerySet[Notice]:
    """Decided notices, the newest decision first."""
    return _shown(Notice.objects.exclude(outcome=Notice.Outcome.OPEN)).order_by("-decided_at", "-pk")


def notices_of_network(network_key: str) -> int:
    """How many notices came from one network within a day."""
    since = clock.now() - timedelta(days=1)
    return Notice.objects.filter(network_key=network_key, received_at__gt=since).count()


def removal_notice(comment: Comment) -> Notice | None:
    """The notice after which a comment was removed, for its writer; None when there is none or it stands again."""
    if comment.status != Comment.Status.TRASH:
        return None
    return Notice.objects.filter(comment=comment, outcome=Notice.Outcome.REMOVED).order_by("-decided_at").first()


def _shown(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.select_related("comment__thread", "comment__reader", "comment__staff", "reporter", "decided_by")
