"""Reads of threads. What leaves this file for the public is a document, never a model."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from parley.conversation.documents import CommentDocument, OrderLink, ThreadDocument
from parley.conversation.models import Comment, Thread
from parley.conversation.places import ORDERS, Order, branch_path, order_path, page_path
from parley.conversation.queries.placed import placed, placed_on
from parley.conversation.queries.policies import (
    house_rules_html,
    is_taking_comments,
    notes_for_writers,
    policy_for,
    why_closed,
)
from parley.conversation.queries.shapes import (
    BEST_PAGES,
    ORDERED_FROM,
    best_page_count,
    branch_neighbours,
    neighbours,
    standing_roots,
)
from parley.conversation.queries.signals import highlights_of
from parley.conversation.queries.trees import Trees, comment_document, fitted
from parley.database.prepared import Prepared
from parley.kit.switches import takes_comments
from parley.kit.urls import quoted_path

_at = Prepared(lambda site, url: Thread.objects.filter(site=site, url=url).defer("text"))
_counts = Prepared(lambda pk: Thread.objects.filter(pk=pk).values_list("published", "pages"))


def thread_at(*, site: str, url: str) -> Thread | None:
    """The thread of an address, or None."""
    return _at.first(site, url)


def counts_at(*, site: str) -> dict[str, tuple[int, int]]:
    """Path → (thread id, published comments) of every thread of a site, for lists of articles."""
    rows = Thread.objects.filter(site=site).values_list("url", "pk", "published")
    return {url: (pk, count) for url, pk, count in rows}


def thread_document(thread: Thread, page: int = 1) -> ThreadDocument:
    """One page of a conversation in the order of time. The work is bounded by the page."""
    document = _document(thread, "oldest", page)
    before, after = neighbours(thread.pk, page) if document.pages > 1 or page > 1 else (0, 0)
    return replace(
        document,
        previous=_address(page_path(thread, before)) if before else "",
        following=_address(page_path(thread, after)) if after else "",
        roots=_roots_on(thread, page),
        shows=(page,),
        highlights=highlights_of(thread) if page == 1 else (),
    )


def newest_comments(thread: Thread, limit: int) -> tuple[CommentDocument, ...]:
    """The newest published comments of a thread, the newest first, each for itself."""
    published = Comment.objects.filter(thread=thread, status=Comment.Status.APPROVED)
    newest = published.select_related("staff", "parent", "root").order_by("-posted_at", "-pk")[:limit]
    return tuple(comment_document(comment, thread=thread) for comment in newest)


def newest_comments_of_site(*, site: str, urls: QuerySet[Any], limit: int) -> list[tuple[Comment, CommentDocument]]:
    """The newest published comments of a site, the newest first. `urls`: a query for the addresses of the threads
    that are shown."""
    published = Comment.objects.filter(thread__site=site, thread__url__in=urls, status=Comment.Status.APPROVED)
    newest = published.select_related("thread", "staff", "parent", "root").order_by("-received_at", "-pk")[:limit]
    return [(comment, comment_document(comment, thread=comment.thread)) for comment in newest]


def newest_document(thread: Thread, page: int = 0) -> ThreadDocument:
    """A page of a conversation, the newest roots first; 0 is where the order begins.

    The pages are those of the order of time, read from their ends, so their numbers grow and none is ever shifted. The
    beginning shows the last page, and the one before while there is little on the last.
    """
    document = _document(thread, "newest", page)
    shows = [page] if page else [document.pages]
    roots = _roots_on(thread, shows[0])
    before, after = neighbours(thread.pk, shows[0])
    if not page and before and len(roots) < settings.PARLEY.comments_per_page // 2:
        roots = (*_roots_on(thread, before), *roots)
        shows.append(before)
        before, _after = neighbours(thread.pk, before)
    newer = order_path(thread, "newest", after) if after else order_path(thread, "newest") if page else ""
    return replace(
        document,
        previous=_address(newer) if newer else "",
        following=_address(order_path(thread, "newest", before)) if before else "",
        roots=fitted(reversed(roots), 2 * settings.PARLEY.comments_per_page),
        shows=tuple(shows),
    )


def best_document(thread: Thread, page: int = 1) -> ThreadDocument:
    """A page of a conversation, the roots of the highest rank first. It ends after BEST_PAGES pages."""
    size = settings.PARLEY.comments_per_page
    document = _document(thread, "best", page)
    ranked = standing_roots(thread.pk).order_by("-rank", "posted_at", "pk")
    root_ids = list(ranked.values_list("pk", flat=True)[(page - 1) * size : page * size])
    below = Comment.objects.filter(Q(pk__in=root_ids) | Q(root_id__in=root_ids, page__isnull=False))
    comments = placed(below)
    pages = best_page_count(thread.pk)
    has_next, begins = page < pages, page == 2
    return replace(
        document,
        pages=pages,
        previous=_address(order_path(thread, "best", 0 if begins else page - 1)) if page > 1 else "",
        following=_address(order_path(thread, "best", page + 1)) if has_next else "",
        roots=fitted(Trees(thread, comments).of_roots(root_ids), 2 * size),
        shows=tuple(sorted({comment.page for comment in comments if comment.page is not None})),
        is_cut=page == BEST_PAGES and ranked[BEST_PAGES * size : BEST_PAGES * size + 1].exists(),
    )


def branch_document(thread: Thread, root_id: int, page: int) -> ThreadDocument | None:
    """A further page of the replies to one root; None where there is no such root."""
    root = Comment.objects.filter(pk=root_id, thread=thread, root=None).select_related("staff", "parent").first()
    if root is None:
        return None
    before, after = branch_neighbours(root_id, page)
    comments = placed(Comment.objects.filter(root_id=root_id, branch_page=page))
    above = comment_document(root, thread=thread)
    return replace(
        _document(thread, "oldest", page),
        count=root.replies_published,
        previous=_address(branch_path(thread, root_id, before)) if before else above.permalink,
        following=_address(branch_path(thread, root_id, after)) if after else "",
        roots=Trees(thread, comments).of_branch(root_id),
        branch_of=above,
        orders=(),
    )


def _document(thread: Thread, order: Order, page: int) -> ThreadDocument:
    ((count, pages),) = _counts(thread.pk)
    policy = policy_for(thread)
    is_open = is_taking_comments(thread, policy) and takes_comments(Path(settings.DATA))
    offered = ORDERS if count >= ORDERED_FROM else ()
    return ThreadDocument(
        id=thread.pk,
        url=thread.url,
        title=thread.title,
        count=count,
        is_open=is_open,
        why_closed="" if is_open else why_closed(thread, policy),
        notes=notes_for_writers(thread, policy),
        house_rules=house_rules_html(policy),
        page=page,
        pages=max(1, pages),
        order=order,
        orders=tuple(OrderLink(name, quoted_path(order_path(thread, name))) for name in offered),
    )


def _roots_on(thread: Thread, page: int) -> tuple[CommentDocument, ...]:
    comments = placed_on(thread.pk, page)
    trees = Trees(thread, comments)
    return trees.of_roots(c.pk for c in comments if c.root_id is None and (c.is_public or c.replies_published > 0))


def _address(path: str) -> str:
    return f"{quoted_path(path)}#conversation"
