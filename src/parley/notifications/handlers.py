"""What news from the conversation means here. A handler may see an event twice, or late: it asks how things stand."""

from django.db import transaction

from parley.conversation.events import COMMENT_PUBLISHED, COMMENT_WITHDRAWN
from parley.conversation.models import Comment
from parley.notifications.actions import request_subscription
from parley.notifications.models import Subscription
from parley.notifications.recipients import cancel_deliveries, record_deliveries
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event


@transaction.atomic
def tell_of_published_comment(event: Event) -> None:
    """The writer's own wish becomes a request; each reader to be told gets a row in the ledger."""
    comment = _comment(event)
    if comment is None or not comment.is_public or comment.is_imported:
        return
    if comment.reader is not None and comment.notify in Subscription.Kind.values:
        # Only now, not when it was posted: spam that nobody sees must not make us write to typed-in addresses.
        _request_once(comment)
    record_deliveries(comment)


@transaction.atomic
def take_back_withdrawn_comment(event: Event) -> None:
    """Nobody is told any more of a comment that no longer stands."""
    comment = _comment(event)
    if comment is not None and not comment.is_public:
        cancel_deliveries(comment)


def _request_once(comment: Comment) -> None:
    """A comment's wish counts once: approving it again must not start anew what its writer has stopped since."""
    assert comment.reader is not None
    stopped_since = Subscription.objects.filter(
        reader=comment.reader,
        thread=comment.thread,
        state=Subscription.State.ENDED,
        ended_at__gte=comment.received_at,
    )
    if not stopped_since.exists():
        request_subscription(reader=comment.reader, thread=comment.thread, kind=comment.notify)


def _comment(event: Event) -> Comment | None:
    rows = Comment.objects.select_related("thread", "parent", "reader", "staff")
    return rows.filter(pk=event.payload["comment"]).first()


consumer = Consumer(
    name="notifications",
    handlers={
        COMMENT_PUBLISHED: tell_of_published_comment,
        COMMENT_WITHDRAWN: take_back_withdrawn_comment,
    },
)
