"""Which files of a conversation one comment concerns. Everything here is bounded, whatever the length of the thread."""

from datetime import datetime
from functools import cache

from django.conf import settings

from parley.conversation.models import Comment
from parley.conversation.queries.shapes import (
    BEST_PAGES,
    ORDERED_FROM,
    best_page_count,
    branch_neighbours,
    neighbours,
    standing_roots,
)
from parley.database.prepared import Prepared
from parley.materializer.expected import Expected, branch_output, conversation_output, order_outputs, pulse_output

_places_of_answers = Prepared(
    lambda parent: (
        Comment.objects.filter(parent=parent, status=Comment.Status.APPROVED)
        .order_by()
        .values_list("page", "branch_page")
        .distinct()
    )
)
_stands_on = Prepared(
    lambda thread, page: standing_roots(thread).filter(page=page).order_by().values_list("pk", flat=True)[:1]
)


@cache
def _last_of_the_best(most: int) -> Prepared[tuple[float, datetime]]:
    return Prepared(
        lambda thread: (
            standing_roots(thread)
            .order_by("-rank", "posted_at", "pk")
            .values_list("rank", "posted_at")[most - 1 : most]
        )
    )


def outputs_showing(comment: Comment, article_id: int) -> list[Expected]:
    """The files beside the article that a published comment calls for."""
    thread = comment.thread
    found = [pulse_output(article_id, thread.url)]
    if comment.branch_page is not None:
        found.append(branch_output(article_id, thread.url, comment.root_id or comment.pk, comment.branch_page))
    page = _page(comment)
    if page > 1:
        found.append(conversation_output(article_id, thread.url, page))
    if thread.published >= ORDERED_FROM:
        beside = {page, *neighbours(thread.pk, page)} - {0} if thread.pages > 1 else set()
        found += order_outputs(article_id, thread.url, beside, best_page_count(thread.pk))
    return found


def subjects_of(comment: Comment) -> set[str]:
    """What shows a comment's words, or its writer's name: its own place, and the places of those that answer it."""
    thread = f"thread:{comment.thread_id}"
    places = {(comment.page, comment.branch_page), (_page(comment), None)}
    places |= set(_places_of_answers(comment.pk))
    own = {f"{thread}:c{comment.pk}"} if comment.root_id is None else set()  # it stands above its further replies, too
    return own | {
        f"{thread}:{page}" if branch_page is None else f"{thread}:c{comment.root_id or comment.pk}:{branch_page}"
        for page, branch_page in places
    }


def subjects_around(comment: Comment, *, is_new_page: bool) -> set[str]:
    """What changes with a comment that came or went, beside its own place: counts, ways to other pages, the order
    'best'."""
    thread, root_id = f"thread:{comment.thread_id}", comment.root_id or comment.pk
    subjects = {f"{thread}:count"}
    page = _page(comment)
    is_gone = not _stands_on(comment.thread_id, page)
    if is_new_page or is_gone:
        subjects |= {f"{thread}:{number}" for number in neighbours(comment.thread_id, page)} | {f"{thread}:last"}
    if comment.branch_page is not None:
        beside = branch_neighbours(root_id, comment.branch_page)
        subjects |= {f"{thread}:c{root_id}:{number}" for number in beside if is_new_page or not comment.is_public}
    root = comment.root or comment
    is_structural = comment.root is None or not root.is_public  # a root, or a stub that stands for its replies' sake
    if is_structural and (not comment.is_public or _is_among_the_best(root)):
        subjects.add(f"{thread}:best")
    return subjects


def _page(comment: Comment) -> int:
    """The page of the thread on which a comment's root stands."""
    return comment.page or (comment.root.page if comment.root is not None else None) or 1


def _is_among_the_best(root: Comment) -> bool:
    """Whether the order 'best' may come as far as this root."""
    last = _last_of_the_best(BEST_PAGES * settings.PARLEY.comments_per_page)(root.thread_id)
    return all(root.rank > rank or (root.rank == rank and root.posted_at <= moment) for rank, moment in last)
