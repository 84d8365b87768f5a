"""Which pages a thread has. Reads of what stands where, without a word of what was said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from parley.conversation.models import Comment, Thread
from parley.database.prepared import Prepared

BEST_PAGES = 5
"""The order 'best' ends here: what a vote moves stays bounded, and nobody reads the 251st best."""

ORDERED_FROM = 2
"""Published comments from which on a thread is offered in several orders."""

_STANDS = Q(status=Comment.Status.APPROVED) | Q(replies_published__gt=0)


@dataclass(frozen=True, slots=True)
class ThreadShape:
    """The pages of a thread, as numbers."""

    count: int = 0
    """Published comments."""
    pages: tuple[int, ...] = ()
    """Pages on which something stands; () while there is no more than page 1."""
    best_pages: int = 1
    branches: tuple[tuple[int, int], ...] = ()
    """(root id, branch page) of replies that stand on pages of their own."""

    @property
    def is_ordered(self) -> bool:
        return self.count >= ORDERED_FROM


def standing_roots(thread_id: Any) -> QuerySet[Comment]:
    """Roots that stand in a page: published ones, and stubs of others that have published replies."""
    return Comment.objects.filter(_STANDS, thread=thread_id, root=None, page__isnull=False)


def page_count(thread: Thread) -> int:
    """The number of the last page of a thread; an empty one has one."""
    return max(1, Thread.objects.values_list("pages", flat=True).get(pk=thread.pk))


def neighbours(thread_id: int, page: int) -> tuple[int, int]:
    """The pages before and after one on which anything stands; 0 where there is none. Page 1 always counts."""
    before = (_page_before.first(thread_id, page) or 1) if page > 1 else 0
    return before, _page_after.first(thread_id, page) or 0


def branch_neighbours(root_id: int, branch_page: int) -> tuple[int, int]:
    """The pages of a branch before and after one on which a published reply stands; 0 where there is none."""
    replies = Comment.objects.filter(root_id=root_id, branch_page__isnull=False, status=Comment.Status.APPROVED)
    pages = replies.values_list("branch_page", flat=True)
    before = pages.filter(branch_page__lt=branch_page).order_by("-branch_page").first()
    return before or 0, pages.filter(branch_page__gt=branch_page).order_by("branch_page").first() or 0


def best_page_count(thread_id: int) -> int:
    """How many pages the order 'best' has."""
    return _best_pages(len(_best_roots(BEST_PAGES * settings.PARLEY.comments_per_page)(thread_id)))


@cache
def _best_roots(most: int) -> Prepared[int]:
    return Prepared(
        lambda thread: standing_roots(thread).order_by("-rank", "posted_at", "pk").values_list("pk", flat=True)[:most]
    )


_page_before = Prepared(
    lambda thread, page: (
        standing_roots(thread).filter(page__lt=page).order_by("-page").values_list("page", flat=True)[:1]
    )
)
_page_after = Prepared(
    lambda thread, page: (
        standing_roots(thread).filter(page__gt=page).order_by("page").values_list("page", flat=True)[:1]
    )
)


def shape_of(thread: Thread) -> ThreadShape:
    """The pages of one thread. The work grows with their number: for one comment, ask for what is near."""
    return _shapes(Thread.objects.filter(pk=thread.pk)).get(thread.url, ThreadShape())


def shapes_at(*, site: str) -> dict[str, ThreadShape]:
    """Path → pages, for the threads of a site in which something stands. Three queries."""
    return _shapes(Thread.objects.filter(site=site))


def _shapes(threads: QuerySet[Thread]) -> dict[str, ThreadShape]:
    rows = list(threads.filter(pages__gt=0).values_list("pk", "url", "published", "pages"))
    # A first page that took late roots on top has more of them than a page of the order 'best'; roots <= published.
    long = threads.filter(Q(pages__gt=1) | Q(published__gt=settings.PARLEY.comments_per_page)).values("pk")
    roots: dict[int, dict[int, int]] = defaultdict(dict)
    counted = Comment.objects.filter(_STANDS, thread__in=long, root=None, page__isnull=False).order_by()
    for thread_id, page, count in counted.values_list("thread_id", "page").annotate(Count("pk")):
        roots[thread_id][page] = count
    branches: dict[int, list[tuple[int, int]]] = defaultdict(list)
    apart = Comment.objects.filter(
        thread__in=threads.filter(pages__gt=0).values("pk"), branch_page__isnull=False, status=Comment.Status.APPROVED
    )
    for thread_id, root_id, page in apart.order_by().values_list("thread_id", "root_id", "branch_page").distinct():
        branches[thread_id].append((root_id or 0, page or 0))
    return {
        url: ThreadShape(
            count=published,
            pages=tuple(sorted(roots[pk])) if max(roots[pk], default=1) > 1 else (),
            best_pages=_best_pages(sum(roots[pk].values())),
            branches=tuple(sorted(branches[pk])),
        )
        for pk, url, published, _pages in rows
    }


def _best_pages(roots: int) -> int:
    return min(BEST_PAGES, max(1, -(-roots // settings.PARLEY.comments_per_page)))


def first_branch_pages(root_ids: Iterable[int]) -> dict[int, int]:
    """Root id → the first page of its own on which a published reply stands. For the few roots that have such pages."""
    apart = Comment.objects.filter(
        root=OuterRef("pk"), branch_page__isnull=False, status=Comment.Status.APPROVED
    ).order_by("branch_page")
    roots = Comment.objects.filter(pk__in=list(root_ids)).order_by()
    first = roots.annotate(first=Subquery(apart.values("branch_page")[:1])).exclude(first=None)
    return dict(first.values_list("pk", "first"))


def miscounted_threads() -> list[int]:
    """Ids of threads whose counts do not agree with their comments. Reads all comments: for checks, not for pages."""
    approved = Count("comments", filter=Q(comments__status=Comment.Status.APPROVED))
    stray = Count(
        "comments",
        filter=Q(comments__status=Comment.Status.APPROVED, comments__page=None, comments__branch_page=None),
    )
    wrong = Thread.objects.annotate(approved=approved, stray=stray).exclude(approved=F("published"), stray=0)
    below = (
        Comment.objects.filter(status=Comment.Status.APPROVED, root__isnull=False)
        .order_by()
        .values("root_id")
        .annotate(below=Count("pk"), stored=Max("root__replies_published"), thread=Max("root__thread_id"))
        .exclude(below=F("stored"))
    )
    childless = (
        Comment.objects.filter(root=None, replies_published__gt=0)
        .order_by()
        .annotate(below=Count("descendants", filter=Q(descendants__status=Comment.Status.APPROVED)))
        .filter(below=0)
    )
    pages = (
        Comment.objects.filter(_STANDS, root=None)
        .order_by()
        .values("thread_id")
        .annotate(last=Max("page"), stored=Sum("thread__pages") / Count("pk"))
        .exclude(last=F("stored"))
    )
    found = set(wrong.values_list("pk", flat=True)) | set(below.values_list("thread", flat=True))
    found |= set(childless.values_list("thread_id", flat=True)) | set(pages.values_list("thread_id", flat=True))
    return sorted(found)
