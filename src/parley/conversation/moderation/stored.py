"""Stored comments as the filter sees them."""

from parley.accounts.models import Reader
from parley.conversation.models import Comment
from parley.conversation.moderation.live import live_index, shipped_filter
from parley.database.prepared import Prepared
from spamfilter import Article, History, Submission
from spamfilter import Lesson as FilterLesson

_statuses = Prepared(
    lambda reader, but: Comment.objects.filter(reader=reader).exclude(pk=but).values_list("status", flat=True)[:500]
)


def lesson_in(comment: Comment) -> FilterLesson:
    """Return what the filter can learn from a comment: hashes and weights, no text."""
    live = live_index()
    with live.lock:
        return shipped_filter().lesson(*as_seen(comment), campaigns=live.index)


def as_seen(comment: Comment) -> tuple[Submission, Article, History]:
    """What is known of a stored comment, but for the decisions about itself."""
    thread = comment.thread
    history = history_of(comment.reader, leaving_out=comment)
    return submission_of(comment), Article(title=thread.title, text=thread.text), history


def submission_of(comment: Comment) -> Submission:
    return Submission(
        text=comment.source,
        author=comment.author_name,
        email=comment.reader.address if comment.reader else "",
        url=comment.author_url,
        id=str(comment.pk),
    )


def history_of(
    reader: Reader | None, *, leaving_out: Comment | None = None, seconds_to_write: float | None = None
) -> History:
    if reader is None:
        return History(seconds_to_write=seconds_to_write)
    statuses = _statuses(reader.pk, leaving_out.pk if leaving_out else 0)
    return History(
        approved=statuses.count(Comment.Status.APPROVED),
        rejected=statuses.count(Comment.Status.SPAM),
        known=reader.confirmed_at is not None,
        seconds_to_write=seconds_to_write,
    )
