"""Comments as pages need them: plain rows, of which a page of a hundred is read in under a millisecond."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from parley.conversation.models import Comment
from parley.database.prepared import Prepared, Row, in_slots


class PlacedComment(NamedTuple):
    """What of a comment decides how and where it is shown. Equal ones look the same."""

    pk: int
    root_id: int | None
    parent_id: int | None
    status: str
    page: int | None
    branch_page: int | None
    posted_at: datetime
    author_name: str
    author_url: str
    author_linked: bool
    html: str
    staff_id: int | None
    reader_id: int | None
    replies_published: int
    absence: str
    edited_at: datetime | None
    erased_at: datetime | None
    useful: int
    picked_at: datetime | None

    @property
    def is_public(self) -> bool:
        return self.status == Comment.Status.APPROVED

    @property
    def anchor(self) -> str:
        """The fragment of its permanent link."""
        return f"c{self.pk}"


def _rows(comments: QuerySet[Comment]) -> QuerySet[Comment, Any]:
    return comments.order_by("posted_at", "pk").values_list(*PlacedComment._fields)


_on_page = Prepared(lambda thread, page: _rows(Comment.objects.filter(thread=thread, page=page)))


@lru_cache(maxsize=2000)
def _known(row: Row) -> PlacedComment:
    """Most of a page stands as it did at the last look: nothing is converted twice."""
    return PlacedComment(*_on_page.from_raw([row])[0])


def placed_on(thread_id: int, page: int) -> list[PlacedComment]:
    """What stands on a page of a thread, in the order of time."""
    return [_known(row) for row in _on_page.raw(thread_id, page)]


def placed(comments: QuerySet[Comment]) -> list[PlacedComment]:
    """Comments in the order of time."""
    return [PlacedComment(*row) for row in _rows(comments)]


def placed_by_id(ids: Iterable[int]) -> dict[int, PlacedComment]:
    """Id → comment."""
    found = [row for some in in_slots(ids) for row in _of_ids(len(some))(*some)]
    return {row[0]: PlacedComment(*row) for row in found}


@lru_cache
def _of_ids(count: int) -> Prepared[Any]:
    return Prepared(lambda *ids: _rows(Comment.objects.filter(pk__in=ids)), arity=count)


def forget_placed() -> None:
    """Let go of what is kept in memory, when words were erased."""
    _known.cache_clear()
