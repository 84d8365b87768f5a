"""A thread's counts and the places of its comments, kept with each change in the same transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest

from parley.conversation import events
from parley.conversation.models import Comment, Thread
from parley.conversation.placing import Placer, Row, WholeThread, rows_of
from parley.conversation.queries.shapes import miscounted_threads, standing_roots
from parley.database.prepared import Prepared, PreparedUpdate


def _lockable(**wanted: Any) -> QuerySet[Thread]:
    return Thread.objects.filter(**wanted).order_by("pk").defer("text").select_for_update(no_key=True)


_locked = Prepared(lambda pk: _lockable(pk=pk))
_count_more = PreparedUpdate(
    lambda pk, step: (Thread.objects.filter(pk=pk), {"published": _never_below_nothing("published", step)})
)
_last_page = Prepared(lambda thread: standing_roots(thread).order_by("-page").values_list("page", flat=True)[:1])
_note_pages = PreparedUpdate(lambda pk, last: (Thread.objects.filter(pk=pk), {"pages": last}))


def lock_threads(thread_ids: Iterable[int]) -> dict[int, Thread]:
    """Hold the rows of threads until the transaction ends, always in one order, so that no two wait for each other.

    FOR NO KEY UPDATE: two that write comments hold a share of the row already, since the comment points to it.
    """
    wanted = set(thread_ids)
    if len(wanted) == 1:
        return {thread.pk: thread for thread in _locked(*wanted)}
    return {thread.pk: thread for thread in _lockable(pk__in=wanted)}


def settle(changed: Iterable[Comment]) -> None:
    """Count and place comments that became public, or are it no longer, just now. Inside the transaction of the change.

    The work grows with the number of comments given, not with the length of their threads.
    """
    changed = list(changed)
    threads = lock_threads(comment.thread_id for comment in changed)
    _count(changed)
    for thread in threads.values():
        here = [comment for comment in changed if comment.thread_id == thread.pk]
        appeared = sorted((c for c in here if c.is_public), key=lambda c: (c.root_id is not None, c.posted_at, c.pk))
        if appeared:
            placer = Placer(thread, rows_of([comment.pk for comment in appeared]))
            placer.look_ahead(comment.pk for comment in appeared)
            for comment in appeared:
                placer.place(comment.pk)
                row = placer.moved.get(comment.pk)
                if row is not None:
                    comment.page, comment.branch_page = row.page, row.branch_page
        _note_last_page(thread.pk, known=thread.pages)


def _count(changed: list[Comment]) -> None:
    per_thread: Counter[int] = Counter()
    per_root: Counter[int] = Counter()
    for comment in changed:
        step = 1 if comment.is_public else -1
        per_thread[comment.thread_id] += step
        if comment.root_id is not None:
            per_root[comment.root_id] += step
    for pk, step in per_thread.items():
        _count_more(pk, step)
    by_step: dict[int, list[int]] = defaultdict(list)
    for pk, step in per_root.items():
        by_step[step].append(pk)
    for step, roots in by_step.items():
        Comment.objects.filter(pk__in=roots).update(replies_published=_never_below_nothing("replies_published", step))


def _never_below_nothing(field: str, step: Any) -> Greatest:
    return Greatest(F(field) + step, Value(0), output_field=IntegerField())


def _note_last_page(thread_id: int, known: int | None = None) -> None:
    last = _last_page.first(thread_id) or 0
    if last != known:
        _note_pages(thread_id, last)


@transaction.atomic
def recount_thread(thread_id: int) -> None:
    """Count a thread anew from its comments, and place those that have no place: after an import, or to mend.

    What has a place keeps it. Reads every comment of the thread once.
    """
    thread = lock_threads([thread_id])[thread_id]
    rows = rows_of(thread_id=thread_id)
    placer = WholeThread(thread, rows)
    placer.place_all()
    places: dict[tuple[int | None, int | None], list[int]] = {}
    for row in placer.moved.values():
        places.setdefault((row.page, row.branch_page), []).append(row.id)
    for (page, branch_page), ids in places.items():
        for start in range(0, len(ids), 500):
            Comment.objects.filter(pk__in=ids[start : start + 500]).update(page=page, branch_page=branch_page)
    _recount(thread_id, rows)


def _recount(thread_id: int, rows: dict[int, Row]) -> None:
    below = Counter(row.root_id for row in rows.values() if row.is_public and row.root_id is not None)
    stored = dict(
        Comment.objects.filter(thread_id=thread_id, root=None).order_by().values_list("pk", "replies_published")
    )
    for pk, count in stored.items():
        if count != below.get(pk, 0):
            Comment.objects.filter(pk=pk).update(replies_published=below.get(pk, 0))
    Thread.objects.filter(pk=thread_id).update(published=sum(row.is_public for row in rows.values()))
    _note_last_page(thread_id)


def recount_new_threads() -> int:
    """Count threads that never were, as after an update from a version that did not count. Returns how many."""
    public = Comment.objects.filter(thread=OuterRef("pk"), status=Comment.Status.APPROVED)
    return _recount_each(Thread.objects.filter(Exists(public), pages=0).values_list("pk", flat=True))


def mend_counts() -> int:
    """Count every thread anew whose counts do not agree with its comments. Returns how many did not."""
    return _recount_each(miscounted_threads())


def _recount_each(thread_ids: Iterable[int]) -> int:
    ids = list(thread_ids)
    for pk in ids:
        with transaction.atomic():
            recount_thread(pk)
            events.thread_changed(pk)
    return len(ids)
