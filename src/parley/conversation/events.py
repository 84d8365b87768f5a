"""What the conversation tells the rooms above, as data."""

from parley.conversation.models import Comment
from parley.outbox.actions import append_event

COMMENT_PUBLISHED = "comment_published"
COMMENT_WITHDRAWN = "comment_withdrawn"
COMMENT_HELD = "comment_held"
THREAD_CHANGED = "thread_changed"
POLICY_CHANGED = "policy_changed"


def comment_published(comment: Comment) -> None:
    """A comment stands in public: for the first time, or again."""
    append_event(kind=COMMENT_PUBLISHED, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comment_withdrawn(comment: Comment) -> None:
    """A comment that stood in public does so no longer."""
    append_event(kind=COMMENT_WITHDRAWN, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def comment_held(comment: Comment) -> None:
    """A comment waits for a moderator: it arrived so, or was put back."""
    append_event(kind=COMMENT_HELD, subject=f"thread:{comment.thread_id}", payload={"comment": comment.pk})


def thread_changed(thread_id: int) -> None:
    """Many comments of a thread changed at once, as by an import; nobody is to be told of each."""
    append_event(kind=THREAD_CHANGED, subject=f"thread:{thread_id}", payload={"thread": thread_id})


def policy_changed(scope: str) -> None:
    """How conversations are run changed for a whole scope: every page with a form may say something else."""
    append_event(kind=POLICY_CHANGED, subject=f"policy:{scope}", payload={"scope": scope})
