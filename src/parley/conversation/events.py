"""What the conversation tells the rooms above, as data."""

from collections.abc import Iterable

from parley.conversation.models import Comment, Notice
from parley.outbox.actions import append_event, append_events

COMMENT_PUBLISHED = "comment_published"
COMMENT_WITHDRAWN = "comment_withdrawn"
COMMENT_HELD = "comment_held"
THREAD_CHANGED = "thread_changed"
COMMENT_CHANGED = "comment_changed"
COMMENTS_ERASED = "comments_erased"
NOTICE_RECEIVED = "notice_received"
NOTICE_DECIDED = "notice_decided"
POLICY_CHANGED = "policy_changed"
COMMENT_RATED = "comment_rated"


def comment_published(comment: Comment) -> None:
    """A comment stands in public: for the first time, or again."""
    append_event(kind=COMMENT_PUBLISHED, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comment_withdrawn(comment: Comment) -> None:
    """A comment that stood in public does so no longer."""
    append_event(kind=COMMENT_WITHDRAWN, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comment_held(comment: Comment) -> None:
    """A comment waits for a moderator: it arrived so, or was put back."""
    append_event(kind=COMMENT_HELD, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comments_published(comments: Iterable[Comment]) -> None:
    """`comment_published` for each of many comments that one decision is about."""
    append_events(kind=COMMENT_PUBLISHED, happened=[(f"thread:{c.thread_id}", {"comment": c.pk}) for c in comments])


def comments_withdrawn(comments: Iterable[Comment]) -> None:
    """`comment_withdrawn` for each of many comments that one decision is about."""
    append_events(kind=COMMENT_WITHDRAWN, happened=[(f"thread:{c.thread_id}", {"comment": c.pk}) for c in comments])


def comments_held(comments: Iterable[Comment]) -> None:
    """`comment_held` for each of many comments that one decision is about."""
    append_events(kind=COMMENT_HELD, happened=[(f"thread:{c.thread_id}", {"comment": c.pk}) for c in comments])


def thread_changed(thread_id: int) -> None:
    """Many comments of a thread changed at once, as by an import; nobody is to be told of each."""
    append_event(kind=THREAD_CHANGED, subject=f"thread:{thread_id}", payload={"thread": thread_id})


def threads_changed(thread_ids: Iterable[int]) -> None:
    """`thread_changed` for each of many threads that one decision is about."""
    append_events(kind=THREAD_CHANGED, happened=[(f"thread:{pk}", {"thread": pk}) for pk in thread_ids])


def comment_changed(comment: Comment) -> None:
    """A published comment looks different now: its words, or where its writer's name leads."""
    append_event(kind=COMMENT_CHANGED, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comments_erased(thread_id: int, comment_ids: list[int], *, shown: bool = True) -> None:
    """Comments of a thread lost their writer, or their words too, or are gone: nothing that shows them may be kept.

    `shown`: they may stand in public pages, which change.
    """
    payload = {"thread": thread_id, "comments": comment_ids, "shown": shown}
    append_event(kind=COMMENTS_ERASED, subject=f"thread:{thread_id}", payload=payload)


def notice_received(notice: Notice) -> None:
    """Somebody says that a comment is against the law."""
    append_event(kind=NOTICE_RECEIVED, subject=f"notice:{notice.pk}", payload={"notice": notice.pk})


def notice_decided(notice: Notice) -> None:
    """A moderator decided about such a notice and gave reasons."""
    append_event(kind=NOTICE_DECIDED, subject=f"notice:{notice.pk}", payload={"notice": notice.pk})


def policy_changed(scope: str) -> None:
    """How conversations are run changed for a whole scope: every page with a form may say something else."""
    append_event(kind=POLICY_CHANGED, subject=f"policy:{scope}", payload={"scope": scope})


def comment_rated(comment: Comment) -> None:
    """Readers or editors said something about a comment: votes, reports, picks. Its page may show it when there is
    time."""
    append_event(kind=COMMENT_RATED, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})
