"""Reads of threads. What leaves this file for the public is a document, never a model."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from parley.conversation.documents import CommentDocument, ThreadDocument
from parley.conversation.faces import face_of
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.policies import (
    house_rules_html,
    is_taking_comments,
    notes_for_writers,
    policy_for,
    why_closed,
)

DEEPEST = 2
"""Indentation ends here (three levels); deeper replies say whom they answer."""


def thread_at(*, site: str, url: str) -> Thread | None:
    """The thread of an address, or None."""
    return Thread.objects.filter(site=site, url=url).first()


def published_count(thread_ids: Iterable[int]) -> dict[int, int]:
    """Thread id → number of published comments; threads without any are missing."""
    rows = Comment.objects.filter(thread_id__in=thread_ids, status=Comment.Status.APPROVED)
    return dict(rows.values_list("thread_id").annotate(Count("pk")))


def _visible_roots(thread: Thread) -> QuerySet[Comment]:
    """Roots that stand in the page: published ones, and stubs of others that have published replies."""
    answered = Comment.objects.filter(root=OuterRef("pk"), status=Comment.Status.APPROVED)
    return Comment.objects.filter(thread=thread, root=None).filter(Q(status=Comment.Status.APPROVED) | Exists(answered))


def page_count(thread: Thread) -> int:
    """Number of pages of a thread; an empty one has one."""
    return max(1, -(-_visible_roots(thread).count() // settings.PARLEY.comments_per_page))


def page_of(comment: Comment) -> int:
    """The page, from 1, on which a comment stands."""
    root = comment.root or comment
    before = _visible_roots(comment.thread).filter(
        Q(posted_at__lt=root.posted_at) | Q(posted_at=root.posted_at, pk__lt=root.pk)
    )
    return before.count() // settings.PARLEY.comments_per_page + 1


def page_path(thread: Thread, page: int) -> str:
    """The path of a page of a thread: page 1 stands in the article."""
    return thread.url if page == 1 else f"{thread.url}conversation/{page}/"


def permalink(comment: Comment) -> str:
    """Path and fragment at which a published comment stands now."""
    return f"{page_path(comment.thread, page_of(comment))}#{comment.anchor}"


def thread_document(thread: Thread, page: int = 1) -> ThreadDocument:
    """One page of a conversation: two queries for its comments, one for its counts, whatever the thread's length."""
    size = settings.PARLEY.comments_per_page
    in_order = _visible_roots(thread).order_by("posted_at", "pk")
    root_ids = list(in_order.values_list("pk", flat=True)[(page - 1) * size : page * size])
    comments = list(
        Comment.objects.filter(Q(pk__in=root_ids) | Q(root_id__in=root_ids))
        .select_related("staff", "parent")
        .order_by("posted_at", "pk")
    )
    policy = policy_for(thread)
    is_open = is_taking_comments(thread, policy)
    return ThreadDocument(
        id=thread.pk,
        url=thread.url,
        title=thread.title,
        count=published_count([thread.pk]).get(thread.pk, 0),
        is_open=is_open,
        page=page,
        pages=page_count(thread),
        roots=_tree(comments, root_ids, authors_of(thread) if any(c.staff_id for c in comments) else frozenset()),
        why_closed="" if is_open else why_closed(thread, policy),
        notes=notes_for_writers(thread, policy),
        house_rules=house_rules_html(policy),
    )


def _tree(comments: list[Comment], root_ids: list[int], authors: frozenset[int] | None) -> tuple[CommentDocument, ...]:
    """Nest replies; on the last level every descendant stands beside the others, in the order of time."""
    by_id = {comment.pk: comment for comment in comments}
    children: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.root_id is not None:
            children[comment.parent_id if comment.parent_id in by_id else comment.root_id].append(comment)
    shown = _shown(comments, by_id)

    def replies(comment: Comment, depth: int) -> tuple[CommentDocument, ...]:
        if depth == DEEPEST:
            return ()
        direct = children[comment.pk]
        below = direct if depth + 1 < DEEPEST else _descendants(comment, children)
        return tuple(nested(c, depth + 1) for c in below if c.pk in shown)

    def nested(comment: Comment, depth: int) -> CommentDocument:
        return comment_document(comment, depth=depth, replies=replies(comment, depth), authors=authors)

    return tuple(nested(by_id[pk], 0) for pk in root_ids)


def _shown(comments: list[Comment], by_id: dict[int, Comment]) -> set[int]:
    """Ids of published comments and of all that they answer, so that the tree holds together."""
    shown: set[int] = set()
    for comment in comments:
        above: Comment | None = comment if comment.is_public else None
        while above is not None and above.pk not in shown:
            shown.add(above.pk)
            above = by_id.get(above.parent_id or 0)
    return shown


def _descendants(comment: Comment, children: dict[int, list[Comment]]) -> list[Comment]:
    found: list[Comment] = []
    waiting = list(children[comment.pk])
    while waiting:
        child = waiting.pop()
        found.append(child)
        waiting.extend(children[child.pk])
    return sorted(found, key=lambda c: (c.posted_at, c.pk))


def authors_of(thread: Thread) -> frozenset[int]:
    """Ids of the staff who wrote what a thread is about."""
    return frozenset(thread.authors.values_list("pk", flat=True))


def _badge(comment: Comment, authors: frozenset[int] | None) -> str:
    """The word beside a name that says whose word it is."""
    if comment.staff_id is None:
        return ""
    known = authors_of(comment.thread) if authors is None else authors
    return _("Author") if comment.staff_id in known else _("Staff")


def comment_document(
    comment: Comment,
    *,
    depth: int = 0,
    replies: tuple[CommentDocument, ...] = (),
    authors: frozenset[int] | None = None,
) -> CommentDocument:
    """The public face of a comment. One that is not published keeps nothing of its words or its writer.

    `authors`: what `authors_of` says of its thread; it is asked for where many comments would ask one by one.
    """
    parent = comment.parent
    is_public = comment.is_public
    return CommentDocument(
        id=comment.pk,
        anchor=comment.anchor,
        permalink=f"#{comment.anchor}",
        author_name=comment.author_name if is_public else "",
        author_url=comment.author_url if is_public and comment.author_linked else "",
        badge=_badge(comment, authors) if is_public else "",
        html=comment.html if is_public else "",
        posted_at=comment.posted_at,
        in_reply_to=parent.author_name if parent is not None and parent.is_public else "",
        parent_anchor=parent.anchor if parent is not None else "",
        depth=depth,
        is_stub=not is_public,
        replies=replies,
        face=face_of(comment) if is_public else "",
    )


def counts_at(*, site: str) -> dict[str, tuple[int, int]]:
    """Path → (thread id, published comments) of every thread of a site, for lists of articles."""
    rows = Thread.objects.filter(site=site).annotate(
        published=Count("comments", filter=Q(comments__status=Comment.Status.APPROVED))
    )
    return {url: (pk, count) for pk, url, count in rows.values_list("pk", "url", "published")}


def pages_at(*, site: str) -> dict[str, int]:
    """Path → number of pages, for the threads that have more than one."""
    size = settings.PARLEY.comments_per_page
    long = (
        Thread.objects.filter(site=site)
        .annotate(size=Count("comments", filter=Q(comments__root=None)))
        .filter(size__gt=size)
    )
    return {thread.url: page_count(thread) for thread in long}
