"""A comment changes its status: every way ends here, with a line of the log and an event."""

from collections import defaultdict
from collections.abc import Iterable

from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.actions.settling import settle
from parley.conversation.author_links import settle_author_links
from parley.conversation.models import Comment, Decision
from parley.database.prepared import insert
from parley.kit import clock


def move(
    comments: Iterable[Comment],
    status: str,
    *,
    moderator: User | None,
    reason: str,
    batch: str,
    undoes: str = "",
    appeared: Iterable[Comment] = (),
    cause: str = Decision.PERSON,
) -> None:
    """Move comments to a status: one line of the log for each, one event for each that appears or goes.

    The number of queries does not grow with that of the comments. A comment whose status changed since it was read
    keeps the newer one. In the caller's transaction.
    """
    comments = list(comments)
    turned = _turn([comment for comment in comments if comment.status != status], status)
    lines: list[Decision] = []
    published: list[Comment] = []
    withdrawn: list[Comment] = []
    held: list[Comment] = []
    for comment in comments:
        before = comment.status
        if (before == status and moderator is None) or (before != status and comment.pk not in turned):
            continue
        comment.status = status
        lines.append(
            _line(
                comment,
                before=before,
                after=status,
                reason=reason,
                batch=batch,
                moderator=moderator,
                undoes=undoes,
                cause=cause,
            )
        )
        if before != status and status == Comment.Status.APPROVED:
            published.append(comment)
        elif before != status and before == Comment.Status.APPROVED:
            withdrawn.append(comment)
        if before != status and status == Comment.Status.PENDING:
            held.append(comment)
    Decision.objects.bulk_create(lines)
    settle([*appeared, *published, *withdrawn])
    events.comments_published(published)
    events.comments_withdrawn(withdrawn)
    events.comments_held(held)
    if moderator is not None:
        settle_author_links(comment.reader_id for comment in comments)


def _turn(comments: list[Comment], status: str) -> set[int]:
    """Compare-and-set, in one go for many: ids of those that still had the status with which they were read.

    Two moderators at once make two log lines, never a lost one.
    """
    by_status: dict[str, list[int]] = defaultdict(list)
    for comment in comments:
        by_status[comment.status].append(comment.pk)
    turned: set[int] = set()
    for before, ids in by_status.items():
        unmoved = Comment.objects.select_for_update().filter(pk__in=ids, status=before).order_by("pk")
        free = list(unmoved.values_list("pk", flat=True))
        Comment.objects.filter(pk__in=free).update(status=status, absence="")
        turned.update(free)
    return turned


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
    line = _line(
        comment,
        before=before,
        after=after,
        reason=reason,
        batch=batch,
        moderator=moderator,
        undoes=undoes,
        cause=cause,
    )
    insert(line)


def _line(
    comment: Comment,
    *,
    before: str,
    after: str,
    reason: str,
    batch: str,
    moderator: User | None,
    undoes: str,
    cause: str,
) -> Decision:
    return Decision(
        comment=comment,
        cause=cause[:80],
        moderator=moderator,
        before=before,
        after=after,
        reason=reason[:200],
        batch=batch,
        undoes=undoes,
        decided_at=clock.now(),
    )
