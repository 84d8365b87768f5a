"""Reads of the decision log: what was decided together stands together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from parley.accounts.models import User
from parley.conversation.models import Decision
from parley.conversation.queries.reach import batches_beyond_reach, decisions_within_reach


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions that were made together and can be taken back together."""

    key: str
    decided_at: datetime
    who: str
    """A moderator's name; "" when nobody decided, or nobody knows any more who."""
    cause: str
    before: tuple[str, ...]
    """Statuses they had, without doubles."""
    after: str
    reason: str
    count: int
    excerpt: str
    """The beginning of the first comment."""
    comment: int
    thread: int
    title: str
    threads: int
    is_undo: bool
    was_undone: bool
    can_be_undone: bool


def batches(
    *,
    reach: User,
    by_people: bool = True,
    moderator: int | None = None,
    comment: int | None = None,
    before: int | None = None,
    limit: int = 40,
) -> tuple[Batch, ...]:
    """The newest batches first, with last lines below `before` (the id at which the last page ended).

    `reach`: who looks. Of a batch this moderator sees what is about comments within reach; one that goes further can be
    taken back by others only.
    """
    visible = decisions_within_reach(Decision.objects.all(), reach)
    lines = visible.order_by()
    if moderator is not None:
        lines = lines.filter(moderator=moderator)
    elif by_people:
        lines = lines.filter(cause__in=Decision.BY_PEOPLE)
    if comment is not None:
        lines = lines.filter(batch__in=visible.order_by().filter(comment=comment).values("batch"))
    groups = lines.values("batch").annotate(last=Max("pk"), count=Count("pk"))
    if before is not None:
        groups = groups.filter(last__lt=before)
    found = list(groups.order_by("-last")[:limit])
    keys = [group["batch"] for group in found]
    by_batch: dict[str, list[Decision]] = {key: [] for key in keys}
    rows = visible.filter(batch__in=keys).select_related("moderator", "comment__thread").order_by("pk")
    for decision in rows.defer("comment__html", "comment__thread__text"):
        by_batch[decision.batch].append(decision)
    undone = set(Decision.objects.filter(undoes__in=keys).values_list("undoes", flat=True))
    newest, beyond = _newest_lines(by_batch.values()), batches_beyond_reach(reach, keys)
    return tuple(
        _batch(by_batch[key], was_undone=key in undone, newest=newest, is_within=key not in beyond) for key in keys
    )


def last_line(batch: str) -> int:
    """The id of a batch's last line, by which the next page of the log begins."""
    return Decision.objects.filter(batch=batch).aggregate(last=Max("pk"))["last"] or 0


def people_of_the_log() -> list[User]:
    """Everybody who ever decided, by name."""
    decided = Decision.objects.exclude(moderator=None).order_by().values("moderator").distinct()
    return sorted(User.objects.filter(pk__in=decided), key=lambda user: str(user).casefold())


def _newest_lines(groups: Iterable[list[Decision]]) -> dict[int, int]:
    """Comment → id of its newest line."""
    ids = {decision.comment_id for group in groups for decision in group}
    return dict(Decision.objects.filter(comment__in=ids).order_by().values_list("comment").annotate(Max("pk")))


def _batch(lines: list[Decision], *, was_undone: bool, newest: dict[int, int], is_within: bool) -> Batch:
    first = lines[0]
    words = " ".join(first.comment.source.split())
    return Batch(
        key=first.batch,
        decided_at=first.decided_at,
        who=str(first.moderator) if first.moderator else "",
        cause=first.cause,
        before=tuple(dict.fromkeys(line.before for line in lines)),
        after=first.after,
        reason="" if first.undoes else first.reason,
        count=len(lines),
        excerpt=f"{words[:120]}…" if len(words) > 120 else words,
        comment=first.comment_id,
        thread=first.comment.thread_id,
        title=first.comment.thread.title,
        threads=len({line.comment.thread_id for line in lines}),
        is_undo=bool(first.undoes),
        was_undone=was_undone,
        can_be_undone=is_within and any(_stands(line, newest) for line in lines),
    )


def _stands(line: Decision, newest: dict[int, int]) -> bool:
    """Whether an undo would find something to take back; the same question as `undo` asks."""
    return line.before != "" and newest.get(line.comment_id) == line.pk and line.comment.status == line.after
