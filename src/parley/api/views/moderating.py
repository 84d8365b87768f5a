"""Moderating in somebody's name, with the scope `moderate`: within that person's reach, and in the log."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query

from parley.accounts.models import User
from parley.api.documents import Decided, Log, LogLine, Queue, QueueItem, Reason, Record
from parley.api.door import Bearer, calls, problems
from parley.api.forms import LARGEST_ID, PAGE, DecisionIn
from parley.api.queries import (
    check_batch,
    comments_to_decide,
    cursor_of,
    moderator_of,
    queue_of,
)
from parley.api.views.reading import Before, Cursor, Limit
from parley.conversation.actions.deciding import decide, undo
from parley.conversation.models import Comment
from parley.conversation.queries.log import Batch, batches, last_line
from parley.conversation.queries.queues import newest_judgement
from parley.conversation.queries.readers import Record as ReaderRecord
from parley.conversation.queries.readers import record_of_readers
from parley.kit.text import single_line

MODERATE: dict[str, Any] = {"auth": Bearer("moderate"), "tags": ["moderating"]}
STATUS_OF = {"approve": Comment.Status.APPROVED, "spam": Comment.Status.SPAM, "trash": Comment.Status.TRASH}


@calls.get("/moderation/queue", response={200: Queue, **problems(403)}, operation_id="readQueue", **MODERATE)
def read_queue(
    request: HttpRequest,
    status: Annotated[Literal["pending", "spam", "trash", "approved"], Query()] = "pending",
    before: Cursor = None,
    limit: Limit = PAGE,
) -> Queue:
    """Comments of a status, the newest arrivals first, each with the reasons of the filter, the gates and the rules."""
    comments = queue_of(_moderator(request), status=status, before=before, limit=limit + 1)
    shown = comments[:limit]
    records = record_of_readers(comment.reader_id for comment in shown)
    items = [_item(comment, records.get(comment.reader_id or 0, ReaderRecord())) for comment in shown]
    more = cursor_of(shown[-1].received_at, shown[-1].pk) if len(comments) > limit else None
    return Queue(items=items, next=more)


@calls.post(
    "/moderation/decisions",
    response={200: Decided, **problems(400, 403, 404, 413, 415)},
    operation_id="decide",
    **MODERATE,
)
def decide_comments(request: HttpRequest, decision: DecisionIn) -> Decided:
    """Decide about one comment or many: all of them or, when one is out of reach, none. What its writer deleted stays
    deleted."""
    moderator = _moderator(request)
    comments = comments_to_decide(moderator, decision.comments)
    batch = decide(
        comments=comments,
        status=STATUS_OF[decision.decision],
        moderator=moderator,
        reason=single_line(decision.reason)[:200],
    )
    decided = [comment.pk for comment in comments if comment.status != Comment.Status.DELETED]
    return Decided(batch=batch, comments=sorted(decided))


@calls.post(
    "/moderation/undo/{batch}",
    response={200: Decided, **problems(403, 404, 409)},
    operation_id="undo",
    **MODERATE,
)
def undo_batch(request: HttpRequest, batch: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,32}$")]) -> Decided:
    """Take back what was decided together; what was decided anew since stays."""
    moderator = _moderator(request)
    check_batch(moderator, batch)
    return Decided(batch="", comments=sorted(comment.pk for comment in undo(batch=batch, moderator=moderator)))


@calls.get("/moderation/log", response={200: Log, **problems(403)}, operation_id="readLog", **MODERATE)
def read_log(
    request: HttpRequest,
    everything: Annotated[bool, Query(description="Also what the filter, rules and gates decided.")] = False,
    comment: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Only what is about this comment.")] = None,
    before: Before = None,
    limit: Limit = PAGE,
) -> Log:
    """The decision log, the newest first, as far as the moderator reaches."""
    found = batches(reach=_moderator(request), by_people=not everything, comment=comment, before=before, limit=limit)
    more = last_line(found[-1].key) if len(found) == limit else None
    return Log(items=[_line(batch) for batch in found], next=more)


def _moderator(request: HttpRequest) -> User:
    return moderator_of(request.auth)  # type: ignore[attr-defined]  # what `Bearer` recognised


def _item(comment: Comment, record: ReaderRecord) -> QueueItem:
    judgement = newest_judgement(comment)
    return QueueItem(
        id=comment.pk,
        thread=comment.thread_id,
        thread_title=comment.thread.title,
        thread_url=comment.thread.url,
        parent=comment.parent_id,
        status=comment.status,
        author_name=comment.author_name,
        author_url=comment.author_url,
        text=comment.source,
        html=comment.html,
        received_at=comment.received_at,
        outcome=judgement.outcome if judgement else "",
        probability=judgement.probability if judgement else 0.0,
        reasons=[Reason(**reason) for reason in judgement.reasons] if judgement else [],
        campaign=comment.campaign_id,
        record=Record(approved=record.approved, rejected=record.rejected),
    )


def _line(batch: Batch) -> LogLine:
    return LogLine(
        batch=batch.key,
        decided_at=batch.decided_at,
        who=batch.who,
        cause=batch.cause,
        before=list(batch.before),
        after=batch.after,
        reason=batch.reason,
        count=batch.count,
        comment=batch.comment,
        thread=batch.thread,
        is_undo=batch.is_undo,
        was_undone=batch.was_undone,
        can_be_undone=batch.can_be_undone,
    )
