"""What news from the conversation means here. A handler may see an event twice, or late: it asks how things stand."""

from django.db import transaction

from parley.conversation.events import COMMENT_PUBLISHED, COMMENT_WITHDRAWN, NOTICE_DECIDED, NOTICE_RECEIVED
from parley.conversation.models import Comment, Notice
from parley.notifications.actions import request_subscription, return_to_thread
from parley.notifications.article_recipients import cancel_article, record_article
from parley.notifications.models import Subscription
from parley.notifications.notice_mails import DECIDED, REASONS, RECEIVED, record_notice_mail
from parley.notifications.recipients import cancel_deliveries, record_deliveries
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication.announcing import announced_articles
from parley.publication.events import ARTICLE_PUBLISHED, ARTICLE_WITHDRAWN


@transaction.atomic
def tell_of_published_comment(event: Event) -> None:
    """The writer's own wish becomes a request; each reader to be told gets a row in the ledger."""
    comment = _comment(event)
    if comment is None or not comment.is_public or comment.is_imported:
        return
    if comment.reader is not None and comment.notify in Subscription.Kind.values:
        # Only now, not when it was posted: spam that nobody sees must not make us write to typed-in addresses.
        _request_once(comment)
    if comment.reader is not None:
        _note_return(comment)
    record_deliveries(comment)


@transaction.atomic
def take_back_withdrawn_comment(event: Event) -> None:
    """Nobody is told any more of a comment that no longer stands."""
    comment = _comment(event)
    if comment is not None and not comment.is_public:
        cancel_deliveries(comment)


@transaction.atomic
def tell_of_published_article(event: Event) -> None:
    """Whoever wants new articles of its section, an author or a topic gets a row in the ledger, once."""
    record_article(event.payload["article"])


@transaction.atomic
def take_back_withdrawn_article(event: Event) -> None:
    """Nobody is told any more of an article that was taken back before its mails left."""
    if not announced_articles([event.payload["article"]]):
        cancel_article(event.payload["article"])


@transaction.atomic
def acknowledge_notice(event: Event) -> None:
    """Whoever reported a comment is told that the notice came."""
    notice = Notice.objects.filter(pk=event.payload["notice"]).select_related("reporter").first()
    if notice is not None:
        record_notice_mail(notice, notice.reporter, RECEIVED)


@transaction.atomic
def give_reasons(event: Event) -> None:
    """Both sides are told how a notice was decided, and why: the writer only where the comment was removed."""
    notice = Notice.objects.filter(pk=event.payload["notice"]).select_related("reporter", "comment__reader").first()
    if notice is None or notice.outcome == Notice.Outcome.OPEN:
        return
    record_notice_mail(notice, notice.reporter, DECIDED)
    if notice.outcome == Notice.Outcome.REMOVED and notice.comment is not None:
        record_notice_mail(notice, notice.comment.reader, REASONS)


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
        request_subscription(
            reader=comment.reader, thread=comment.thread, kind=comment.notify, is_owner=comment.signed_in
        )


def _note_return(comment: Comment) -> None:
    """Whoever writes has come back to the thread."""
    mine = Subscription.objects.filter(reader=comment.reader, thread=comment.thread, state=Subscription.State.ACTIVE)
    for subscription in mine.exclude(returned_at__gte=comment.received_at):
        return_to_thread(subscription, by_link=False)


def _comment(event: Event) -> Comment | None:
    rows = Comment.objects.select_related("thread", "parent", "reader", "staff")
    return rows.filter(pk=event.payload["comment"]).first()


consumer = Consumer(
    name="notifications",
    handlers={
        COMMENT_PUBLISHED: tell_of_published_comment,
        COMMENT_WITHDRAWN: take_back_withdrawn_comment,
        ARTICLE_PUBLISHED: tell_of_published_article,
        ARTICLE_WITHDRAWN: take_back_withdrawn_article,
        NOTICE_RECEIVED: acknowledge_notice,
        NOTICE_DECIDED: give_reasons,
    },
)
