"""On which page a comment stands. The answer is given once, when it first appears, and does not change while it stands.

So a permanent link is a file's address and needs no look-up, a removed comment shifts nothing, and the work for a new
comment is the same under ten comments and under ten thousand: it looks at the page before it, never at the thread.

A page takes new roots until it holds `comments_per_page` of them, or half as many comments again, or three quarters of
LONG characters; the rest is room for replies. A reply stands under its root until the page holds twice as many comments
as roots, or until half a page of replies to this one root stand there. The others get pages of their own
(`branch_page`, from 2).
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length

from parley.conversation.models import Comment, Thread
from parley.conversation.places import FIRST_BRANCH_PAGE
from parley.database.prepared import Prepared, PreparedUpdate

LONG = 120_000
"""Characters of HTML after which a page is full whatever their number: some 50,000 bytes when packed."""

_FIELDS = ("pk", "root_id", "parent_id", "posted_at", "status", "page", "branch_page", "length")

Key = tuple[str, int, int]
"""("page", page, 0), ("root", root id, 0) for replies on the page of the thread, ("branch", root id, branch page)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What stands in a place: published comments, roots among them, and characters of HTML."""

    comments: int = 0
    roots: int = 0
    characters: int = 0

    def plus(self, row: "Row", sign: int = 1) -> "Load":
        return Load(
            self.comments + sign, self.roots + sign * (row.root_id is None), self.characters + sign * row.length
        )


@dataclass(slots=True)
class Row:
    """What placing needs to know of a comment."""

    id: int
    root_id: int | None
    parent_id: int | None
    posted_at: datetime
    status: str
    page: int | None
    branch_page: int | None
    length: int

    @property
    def is_placed(self) -> bool:
        return self.page is not None or self.branch_page is not None

    @property
    def is_public(self) -> bool:
        return self.status == Comment.Status.APPROVED

    def places(self) -> tuple[Key, ...]:
        if self.branch_page is not None:
            return (("branch", self.root_id or self.id, self.branch_page),)
        if self.page is None:
            return ()
        page: Key = ("page", self.page, 0)
        return (page,) if self.root_id is None else (page, ("root", self.root_id, 0))


def rows_of(comments: Iterable[int] | None = None, thread_id: int | None = None) -> dict[int, Row]:
    """Rows by id, of some comments or of a whole thread."""
    ids = list(comments or ())
    if len(ids) == 1 and not thread_id:
        return {values[0]: Row(*values) for values in _row(*ids)}
    wanted = Comment.objects.filter(thread_id=thread_id) if thread_id else Comment.objects.filter(pk__in=ids)
    return {values[0]: Row(*values) for values in _fields_of(wanted).iterator(2000)}


def _fields_of(comments: QuerySet[Comment]) -> QuerySet[Comment, Any]:
    return comments.order_by().annotate(length=Length("html")).values_list(*_FIELDS)


_row = Prepared(lambda pk: _fields_of(Comment.objects.filter(pk=pk)))
_put_there = PreparedUpdate(
    lambda pk, page, branch_page: (Comment.objects.filter(pk=pk), {"page": page, "branch_page": branch_page})
)


def _loaded(here: QuerySet[Comment]) -> QuerySet[Comment, Any]:
    """(anything, comments, roots, characters) of what is public in a place; no row for nothing."""
    return (
        here.filter(status=Comment.Status.APPROVED)
        .order_by()
        .values_list("thread_id")
        .annotate(
            comments=Count("pk"), roots=Count("pk", filter=Q(root=None)), characters=Sum(Length("html"), default=0)
        )
    )


_loads = {
    "page": Prepared(lambda thread, page, _none: _loaded(Comment.objects.filter(thread=thread, page=page))),
    "root": Prepared(lambda _thread, root, _none: _loaded(Comment.objects.filter(root_id=root, page__isnull=False))),
    "branch": Prepared(lambda _thread, root, page: _loaded(Comment.objects.filter(root_id=root, branch_page=page))),
}
_page_before = Prepared(
    lambda thread, posted_at, pk: (
        Comment.objects.filter(
            Q(posted_at__lt=posted_at) | Q(posted_at=posted_at, pk__lt=pk),
            posted_at__lte=posted_at,  # beside the condition above, so that the index gives the one row at once
            thread=thread,
            root=None,
            page__isnull=False,
        )
        .order_by("-posted_at", "-pk")
        .values_list("page", flat=True)[:1]
    )
)
_last_branch_page = Prepared(
    lambda root: (
        Comment.objects.filter(root_id=root, branch_page__isnull=False, status=Comment.Status.APPROVED)
        .order_by("-branch_page")
        .values_list("branch_page", flat=True)[:1]
    )
)


class Placer:
    """Places comments of one thread, whose row the caller has locked. Asks the database about what is near, only."""

    def __init__(self, thread: Thread, rows: dict[int, Row]) -> None:
        self.thread, self.size, self.last = thread, settings.PARLEY.comments_per_page, max(1, thread.pages)
        self.moved: dict[int, Row] = {}
        self._rows, self._loads = rows, dict[Key, Load]()

    def look_ahead(self, comment_ids: Iterable[int]) -> None:
        """Ask at once what `place` would ask about each of these: what stands below the roots among them."""
        roots = [pk for pk in comment_ids if self._row(pk).root_id is None and self._row(pk).page is not None]
        if not roots:
            return
        below = Comment.objects.filter(root_id__in=roots, page__isnull=False, status=Comment.Status.APPROVED)
        counted = below.order_by().values_list("root_id").annotate(comments=Count("pk"), characters=Sum(Length("html")))
        self._loads |= {("root", pk, 0): Load() for pk in roots}
        self._loads |= {("root", pk, 0): Load(count, 0, characters) for pk, count, characters in counted}

    def place(self, comment_id: int) -> None:
        """Give a comment that is public now its place. One that had one before comes back to it, if there is room."""
        row = self._row(comment_id)
        if row.root_id is None:
            self._place_root(row)
        else:
            self._place_reply(row)
        if row.page is not None:
            self.last = max(self.last, row.page)

    def _place_root(self, row: Row) -> None:
        held = row.page is not None and self._load(("root", row.id, 0)).comments > 0  # its replies stand there
        if row.page is None or not (held or self._has_room(row.page, late=True, without=row)):
            self._put(row, self._page_for(row), None)

    def _page_for(self, row: Row) -> int:
        page = min(self._page_before(row) or 1, self.last)
        if self._has_room(page, late=page < self.last):
            return page
        return self.last if page < self.last and self._has_room(self.last, late=False) else self.last + 1

    def _has_room(self, page: int, *, late: bool, without: Row | None = None) -> bool:
        """Whether a root may join a page. Pages before the last are full: they take what comes late on top."""
        load = self._load(("page", page, 0), without)
        most = self.size * 3 // 2
        if late:
            return load.roots < most and load.comments < 2 * self.size and load.characters < LONG
        return load.roots < self.size and load.comments < most and load.characters < LONG * 3 // 4

    def _place_reply(self, row: Row) -> None:
        root = self._row(row.root_id or row.id)
        if root.page is None:  # a stub, for the sake of its reply
            self._place_root(root)
        if row.branch_page is not None:
            if self._branch_has_room(row, row.branch_page, without=row):
                return
        elif row.page is not None and row.page == root.page and self._has_room_below(root, without=row):
            return
        parent = self._row(row.parent_id) if row.parent_id else root
        if parent.branch_page is None and self._has_room_below(root, without=row):
            self._put(row, root.page, None)
        else:
            self._put(row, None, self._branch_page_for(row, parent))
        self._hold_together(row)

    def _has_room_below(self, root: Row, without: Row) -> bool:
        on_page = self._load(("page", root.page or 1, 0), without)
        below = self._load(("root", root.id, 0), without)
        return below.comments < self.size // 2 and on_page.comments < 2 * self.size and on_page.characters < LONG

    def _branch_page_for(self, row: Row, parent: Row) -> int:
        last = self._last_branch_page(row.root_id or row.id)
        for page in (parent.branch_page, last):
            if page is not None and self._branch_has_room(row, page, without=row):
                return page
        return FIRST_BRANCH_PAGE if last is None else last + 1

    def _branch_has_room(self, row: Row, page: int, without: Row) -> bool:
        load = self._load(("branch", row.root_id or row.id, page), without)
        return load.comments < 2 * self.size and load.characters < LONG

    def _hold_together(self, row: Row) -> None:
        """What a public reply answers stands beside it, be it a stub."""
        seen = {row.id}
        above = self._row(row.parent_id) if row.parent_id else None
        while above is not None and not above.is_placed and above.id not in seen:
            seen.add(above.id)
            self._put(above, row.page, row.branch_page)
            above = self._row(above.parent_id) if above.parent_id else None

    def _put(self, row: Row, page: int | None, branch_page: int | None) -> None:
        for key in row.places() if row.is_public else ():
            if key in self._loads:
                self._loads[key] = self._loads[key].plus(row, -1)
        row.page, row.branch_page = page, branch_page
        for key in row.places() if row.is_public else ():
            self._loads[key] = self._load(key).plus(row)
        if page is not None and row.root_id is None:
            self.last = max(self.last, page)
        self.moved[row.id] = row
        self._keep(row)

    def _load(self, key: Key, without: Row | None = None) -> Load:
        load = self._loads.get(key)
        if load is None:
            load = self._loads[key] = self._counted(key)
        stands = without is not None and without.is_public and key in without.places()
        return load.plus(without, -1) if stands and without is not None else load

    # What follows asks the database; WholeThread knows the answers.

    def _keep(self, row: Row) -> None:
        _put_there(row.id, row.page, row.branch_page)

    def _row(self, comment_id: int) -> Row:
        if comment_id not in self._rows:
            self._rows |= rows_of([comment_id])
        return self._rows[comment_id]

    def _counted(self, key: Key) -> Load:
        kind, first, second = key
        counted = _loads[kind].first(self.thread.pk, first, second)
        return Load(*counted[1:]) if counted else Load()

    def _page_before(self, row: Row) -> int | None:
        """The page of the nearest earlier root."""
        return _page_before.first(self.thread.pk, row.posted_at, row.id)

    def _last_branch_page(self, root_id: int) -> int | None:
        return _last_branch_page.first(root_id)


class WholeThread(Placer):
    """Places many comments of a thread at once, as after an import: all of its rows are at hand."""

    def __init__(self, thread: Thread, rows: dict[int, Row]) -> None:
        super().__init__(thread, rows)
        self._branches: dict[int, int] = {}
        self._timeline: list[tuple[datetime, int, int]] = []
        for row in rows.values():
            for key in row.places() if row.is_public else ():
                self._loads[key] = self._loads.get(key, Load()).plus(row)
                self._note_branch(row)
        self.last = max([1, *(row.page or 1 for row in rows.values() if row.is_public)])
        placed = [row for row in rows.values() if row.root_id is None and row.page is not None]
        self._timeline = sorted((row.posted_at, row.id, row.page or 1) for row in placed)

    def place_all(self) -> None:
        """Place what is public and has no place: each root with the replies to it, so that they stand together."""
        waiting = [row for row in self._rows.values() if row.is_public and not row.is_placed]

        def in_order(row: Row) -> tuple[datetime, int, bool, datetime, int]:
            root = self._rows[row.root_id or row.id]
            return (root.posted_at, root.id, row.root_id is not None, row.posted_at, row.id)

        for row in sorted(waiting, key=in_order):
            self.place(row.id)

    def _keep(self, row: Row) -> None:
        self._note_branch(row)
        if row.root_id is None and row.page is not None:
            insort(self._timeline, (row.posted_at, row.id, row.page))

    def _note_branch(self, row: Row) -> None:
        if row.branch_page is not None and row.root_id is not None:
            self._branches[row.root_id] = max(row.branch_page, self._branches.get(row.root_id, 0))

    def _row(self, comment_id: int) -> Row:
        return self._rows[comment_id]

    def _counted(self, key: Key) -> Load:
        return Load()

    def _page_before(self, row: Row) -> int | None:
        at = bisect_left(self._timeline, (row.posted_at, row.id, 0))
        return self._timeline[at - 1][2] if at else None

    def _last_branch_page(self, root_id: int) -> int | None:
        return self._branches.get(root_id)
