"""A thread as it stood at a moment, read back from the decision log."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parley.conversation.documents import CommentDocument
from parley.conversation.models import Comment, Decision, Thread
from parley.conversation.queries.trees import DEEPEST, comment_document


@dataclass(frozen=True, slots=True)
class PastThread:
    """What readers found at a moment. `hidden`: comments that had arrived and were not public then."""

    title: str
    url: str
    moment: datetime
    count: int
    hidden: int
    roots: tuple[CommentDocument, ...]
    page: int
    pages: int


def comments_at(thread: Thread, moment: datetime) -> QuerySet[Comment]:
    """The comments that had arrived, each with `then`: its status at the moment. What the last decision made of it;
    without one, what the next decision found; without any, what it is."""
    lines = Decision.objects.filter(comment=OuterRef("pk"))
    last = lines.filter(decided_at__lte=moment).order_by("-pk").values("after")[:1]
    following = lines.filter(decided_at__gt=moment).exclude(before="").order_by("pk").values("before")[:1]
    arrived = Comment.objects.filter(thread=thread, received_at__lte=moment)
    return arrived.annotate(then=Coalesce(Subquery(last), Subquery(following), "status"))


def thread_at_moment(thread: Thread, moment: datetime, *, page: int = 1, per_page: int = 50) -> PastThread:
    """The thread as readers saw it at `moment`, `per_page` threads of replies a page; `page` beyond the last is the
    last."""
    comments = list(
        comments_at(thread, moment)
        .select_related("staff", "parent", "thread")
        .order_by("posted_at", "pk")
        .prefetch_related("revisions")
    )
    for comment in comments:
        comment.status = comment.then  # type: ignore[attr-defined]
        _give_words_of(comment, moment)
    by_id = {comment.pk: comment for comment in comments}
    for comment in comments:
        if comment.parent_id in by_id:  # what a reply says of its parent is what stood then
            comment.parent = by_id[comment.parent_id]
    shown = _shown(comments, by_id)
    roots = [comment for comment in comments if comment.root_id is None and comment.pk in shown]
    pages = max(1, -(-len(roots) // per_page))
    page = min(max(page, 1), pages)
    public = sum(comment.is_public for comment in comments)
    return PastThread(
        title=thread.title,
        url=thread.url,
        moment=moment,
        count=public,
        hidden=len(comments) - public,
        roots=_nested(roots[(page - 1) * per_page : page * per_page], comments, by_id, shown),
        page=page,
        pages=pages,
    )


def _give_words_of(comment: Comment, moment: datetime) -> None:
    """The words that stood then, and whether they had been edited."""
    then = next((revision for revision in comment.revisions.all() if revision.replaced_at > moment), None)
    if then is not None:
        comment.html = then.html
        comment.edited_at = then.written_at if then.number > 1 else None


def _shown(comments: list[Comment], by_id: dict[int, Comment]) -> set[int]:
    """Ids of public comments and of all that they answer."""
    shown: set[int] = set()
    for comment in comments:
        above: Comment | None = comment if comment.is_public else None
        while above is not None and above.pk not in shown:
            shown.add(above.pk)
            above = by_id.get(above.parent_id or above.root_id or 0)
    return shown


def _nested(
    roots: list[Comment], comments: list[Comment], by_id: dict[int, Comment], shown: set[int]
) -> tuple[CommentDocument, ...]:
    """Trees of documents; on the last level descendants stand beside each other. No recursion into deep threads."""
    below: dict[int, list[Comment]] = defaultdict(list)
    depth = {root.pk: 0 for root in roots}
    for comment in comments:
        above = by_id.get(comment.parent_id or comment.root_id or 0)
        if above is None or above.pk not in depth or comment.pk not in shown:
            continue
        depth[comment.pk] = depth[above.pk] + 1
        while depth[above.pk] >= DEEPEST and above.parent_id in by_id:
            above = by_id[above.parent_id]
        below[above.pk].append(comment)

    def document(comment: Comment, level: int) -> CommentDocument:
        replies = tuple(document(reply, level + 1) for reply in below[comment.pk])
        drawn = comment_document(comment, thread=comment.thread, depth=level)
        return replace(drawn, permalink=f"#{comment.anchor}", parent_path="", replies=replies)

    return tuple(document(root, 0) for root in roots)
