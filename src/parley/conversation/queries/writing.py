"""Reads about what a comment's writer may still do with it."""

from datetime import datetime, timedelta

from django.conf import settings

from parley.conversation.models import Comment, Decision
from parley.kit import clock

STANDING = (Comment.Status.APPROVED, Comment.Status.PENDING)


def editable_until(comment: Comment) -> datetime:
    """The end of the time in which its writer may change a comment, whatever its status."""
    return comment.received_at + timedelta(minutes=settings.PARLEY.edit_minutes)


def may_be_edited(comment: Comment) -> bool:
    """Whether its writer may change its words now."""
    return comment.status in STANDING and clock.now() < editable_until(comment)


def may_be_deleted(comment: Comment) -> bool:
    """Whether its writer may delete it: what stands or waits, at any time."""
    return comment.status in STANDING


def may_be_restored(comment: Comment) -> bool:
    """Whether its writer may take the deletion back: for as long as one may edit, counted from the deletion."""
    deletion = deletion_of(comment)
    return deletion is not None and clock.now() < deletion.decided_at + timedelta(minutes=settings.PARLEY.edit_minutes)


def deletion_of(comment: Comment) -> Decision | None:
    """The line of the log by which its writer took it out; None when it is not deleted."""
    if comment.status != Comment.Status.DELETED:
        return None
    return Decision.objects.filter(comment=comment, after=Comment.Status.DELETED).first()
