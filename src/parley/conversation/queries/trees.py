"""Comments of one page, nested as they are shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.conversation.documents import CommentDocument
from parley.conversation.faces import face_of
from parley.conversation.models import Comment, Thread
from parley.conversation.places import branch_path, path_of
from parley.conversation.queries.placed import PlacedComment, placed_by_id
from parley.conversation.queries.shapes import first_branch_pages
from parley.database.prepared import Prepared
from parley.kit.urls import quoted_path

DEEPEST = 2
"""Indentation ends here (three levels); deeper replies say whom they answer."""

_ABSENCES: dict[str, str] = {
    Comment.Status.PENDING: "waiting",
    Comment.Status.SPAM: "removed",
    Comment.Status.TRASH: "removed",
    Comment.Status.DELETED: "deleted",
}


_authors = Prepared(
    lambda thread: Thread.authors.through.objects.filter(thread=thread).values_list("user_id", flat=True)
)


def authors_of(thread: Thread) -> frozenset[int]:
    """Ids of the staff who wrote what a thread is about."""
    return frozenset(_authors(thread.pk))


def _badge(comment: Comment | PlacedComment, thread: Thread, authors: frozenset[int] | None) -> str:
    """The word beside a name that says whose word it is."""
    if comment.staff_id is None:
        return ""
    known = authors_of(thread) if authors is None else authors
    return _("Author") if comment.staff_id in known else _("Staff")


def comment_document(
    comment: Comment, *, thread: Thread, depth: int = 0, authors: frozenset[int] | None = None
) -> CommentDocument:
    """The public face of a comment. One that is not published keeps nothing of its words or its writer.

    `authors`: what `authors_of` says of its thread, where many comments would ask one by one.
    """
    return _document(comment, comment.parent, thread, depth, _badge(comment, thread, authors))


_Key = tuple[PlacedComment, PlacedComment | None, str, int, str, str | None]
_documents: dict[_Key, CommentDocument] = {}
MOST_KEPT = 4000
"""Documents kept in memory, about 2 kB each. A document is made of nothing but its key."""


def _kept_document(
    comment: PlacedComment, parent: PlacedComment | None, thread: Thread, depth: int, badge: str
) -> CommentDocument:
    key = (comment, parent, thread.url, depth, badge, get_language())
    document = _documents.get(key)
    if document is None:
        if len(_documents) >= MOST_KEPT:
            _documents.clear()
        document = _documents[key] = _document(comment, parent, thread, depth, badge)
    return document


def forget_documents() -> None:
    """Let go of what is kept in memory, when words were erased."""
    _documents.clear()


def _document(
    comment: Comment | PlacedComment,
    parent: Comment | PlacedComment | None,
    thread: Thread,
    depth: int,
    badge: str,
) -> CommentDocument:
    is_public = comment.is_public
    path = path_of(thread, comment)
    elsewhere = parent is not None and path_of(thread, parent) != path
    return CommentDocument(
        id=comment.pk,
        anchor=comment.anchor,
        permalink=f"{quoted_path(path)}#{comment.anchor}",
        author_name=comment.author_name if is_public else "",
        author_url=comment.author_url if is_public and comment.author_linked else "",
        badge=badge if is_public else "",
        html=comment.html if is_public else "",
        posted_at=comment.posted_at,
        in_reply_to=parent.author_name if is_public and parent is not None and parent.is_public else "",
        parent_anchor=parent.anchor if parent is not None else "",
        parent_path=quoted_path(path_of(thread, parent)) if parent is not None and elsewhere else "",
        depth=depth,
        is_stub=not is_public,
        edited_at=comment.edited_at if is_public else None,
        useful=comment.useful if is_public else 0,
        is_pick=is_public and comment.picked_at is not None,
        face=face_of(comment) if is_public else "",
        absence="" if is_public else comment.absence or _ABSENCES[comment.status],
    )


class Trees:
    """Comments of one page, given in the order of time, as trees of documents."""

    def __init__(self, thread: Thread, comments: Iterable[PlacedComment]) -> None:
        self.thread = thread
        self._by_id = {comment.pk: comment for comment in comments}
        has_staff = any(comment.staff_id for comment in self._by_id.values())
        self._authors = authors_of(thread) if has_staff else frozenset()
        self._children: dict[int, list[PlacedComment]] = defaultdict(list)
        for comment in self._by_id.values():
            if comment.root_id is not None:
                self._children[self._above(comment)].append(comment)
        self._shown = self._public_and_what_they_answer()
        answered = {comment.parent_id for comment in self._by_id.values() if comment.parent_id is not None}
        self._elsewhere = placed_by_id(answered - self._by_id.keys())

    def of_roots(self, root_ids: Iterable[int]) -> tuple[CommentDocument, ...]:
        """The trees of these roots, in this order."""
        trees = [self._tree(self._by_id[pk], 0) for pk in root_ids]
        waiting = {tree.id for tree in trees if published_below(tree) < self._by_id[tree.id].replies_published}
        first = first_branch_pages(waiting) if waiting else {}
        return tuple(self._with_more(tree, first) for tree in trees)

    def of_branch(self, root_id: int) -> tuple[CommentDocument, ...]:
        """The replies to a root that stand on a page of their own: those that answer nothing on it come first."""
        return tuple(self._tree(c, 1) for c in self._children[root_id] if c.pk in self._shown)

    def _with_more(self, tree: CommentDocument, first: dict[int, int]) -> CommentDocument:
        page = first.get(tree.id)
        if page is None:
            return tree
        more = self._by_id[tree.id].replies_published - published_below(tree)
        return replace(tree, more_replies=more, more_path=quoted_path(branch_path(self.thread, tree.id, page)))

    def _above(self, comment: PlacedComment) -> int:
        if comment.parent_id in self._by_id and comment.parent_id is not None:
            return comment.parent_id
        return comment.root_id or 0

    def _tree(self, comment: PlacedComment, depth: int) -> CommentDocument:
        parent = self._by_id.get(comment.parent_id or 0) or self._elsewhere.get(comment.parent_id or 0)
        badge = _badge(comment, self.thread, self._authors)
        document = _kept_document(comment, parent, self.thread, depth, badge)
        replies = self._replies(comment, depth)
        return replace(document, replies=replies) if replies else document

    def _replies(self, comment: PlacedComment, depth: int) -> tuple[CommentDocument, ...]:
        if depth == DEEPEST:
            return ()
        below = self._children[comment.pk] if depth + 1 < DEEPEST else self._descendants(comment)
        return tuple(self._tree(c, depth + 1) for c in below if c.pk in self._shown)

    def _descendants(self, comment: PlacedComment) -> list[PlacedComment]:
        """On the last level every descendant stands beside the others, in the order of time."""
        found: list[PlacedComment] = []
        waiting = list(self._children[comment.pk])
        while waiting:
            child = waiting.pop()
            found.append(child)
            waiting.extend(self._children[child.pk])
        return sorted(found, key=lambda c: (c.posted_at, c.pk))

    def _public_and_what_they_answer(self) -> set[int]:
        """Ids of published comments and of all that they answer, so that the tree holds together."""
        shown: set[int] = set()
        for comment in self._by_id.values():
            above: PlacedComment | None = comment if comment.is_public else None
            while above is not None and above.pk not in shown:
                shown.add(above.pk)
                above = self._by_id.get(above.parent_id or 0)
        return shown


def published_below(tree: CommentDocument) -> int:
    """Published replies in a tree, at any depth."""
    return sum((not reply.is_stub) + published_below(reply) for reply in tree.replies)


def fitted(trees: Iterable[CommentDocument], most: int) -> tuple[CommentDocument, ...]:
    """The trees with no more than `most` comments in all; what does not fit is left out, with a link to it.

    Each root stays. The first trees keep their replies, so the budget is spent from the top.
    """
    trees = list(trees)
    left = most - len(trees)
    fitting = []
    for tree in trees:
        below = published_below(tree)
        if below <= left:
            left -= below
            fitting.append(tree)
        else:
            fitting.append(replace(tree, replies=(), more_replies=below + tree.more_replies, more_path=tree.permalink))
    return tuple(fitting)
