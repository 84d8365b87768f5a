"""Reads about appeals."""

from django.db.models import QuerySet

from parley.conversation.models import Appeal, Comment

REFUSED = (Comment.Status.SPAM, Comment.Status.TRASH)


def open_appeals() -> QuerySet[Appeal]:
    """Appeals that wait for an answer, the longest waiting first; those about comments that were restored are none."""
    waiting = Appeal.objects.filter(state=Appeal.State.OPEN, comment__status__in=REFUSED)
    return waiting.select_related("comment__thread").order_by("made_at", "pk")


def appealed_comments() -> QuerySet[Comment]:
    """Comments whose writers ask that somebody look again, the longest waiting first."""
    waiting = Comment.objects.filter(status__in=REFUSED, appeals__state=Appeal.State.OPEN)
    return waiting.order_by("appeals__made_at", "pk")


def newest_appeal(comment: Comment) -> Appeal | None:
    """The last appeal about a comment; uses what was prefetched."""
    return next(iter(comment.appeals.all()), None)


def may_be_appealed(comment: Comment) -> bool:
    """Whether its writer may ask for another look: it was refused, and this decision was not appealed against yet."""
    if comment.status not in REFUSED:
        return False
    decision = comment.decisions.first()
    answered = comment.appeals.exclude(made_at__lt=decision.decided_at) if decision else comment.appeals.all()
    return not answered.exists()
