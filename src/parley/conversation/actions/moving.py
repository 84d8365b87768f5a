"""A comment changes its status: every way ends here, with a line of the log and an event."""

from collections.abc import Iterable

from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.author_links import settle_author_links
from parley.conversation.models import Comment, Decision
from parley.kit import clock


def move(
    comments: Iterable[Comment],
    status: str,
    *,
    moderator: User | None,
    reason: str,
    batch: str,
    undoes: str = "",
    cause: str = Decision.PERSON,
) -> None:
    comments = list(comments)
    for comment in comments:
        before = comment.status
        if before == status and moderator is None:
            continue
        if before != status:
            # compare-and-set: two moderators at once make two log lines, never a lost one
            if not Comment.objects.filter(pk=comment.pk, status=before).update(status=status):
                continue
            comment.status = status
        log_decision(
            comment,
            before=before,
            after=status,
            reason=reason,
            batch=batch,
            moderator=moderator,
            undoes=undoes,
            cause=cause,
        )
        if status == Comment.Status.APPROVED and before != status:
            events.comment_published(comment)
        elif before == Comment.Status.APPROVED and before != status:
            events.comment_withdrawn(comment)
        if status == Comment.Status.PENDING and before != status:
            events.comment_held(comment)
    if moderator is not None:
        settle_author_links(comment.reader_id for comment in comments)


def log_decision(
    comment: Comment,
    *,
    before: str,
    after: str,
    reason: str,
    batch: str,
    moderator: User | None = None,
    undoes: str = "",
    cause: str = Decision.PERSON,
) -> None:
    Decision.objects.create(
        comment=comment,
        moderator=moderator,
        before=before,
        after=after,
        reason=reason[:200],
        batch=batch,
        undoes=undoes,
        decided_at=clock.now(),
        cause=cause[:80],
    )
