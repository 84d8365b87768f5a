"""What news from the conversation becomes for other programs. A handler may see an event twice, or late: it asks how
things stand, and what is no longer public is not told."""

from typing import Any

from django.conf import settings

from parley.api.actions.webhooks import CHANGED, EDITED, ERASED, HELD, PUBLISHED, WITHDRAWN, forget_words_of, write_down
from parley.api.models import Webhook
from parley.api.rendering import comment_out
from parley.conversation.events import (
    COMMENT_CHANGED,
    COMMENT_HELD,
    COMMENT_PUBLISHED,
    COMMENT_WITHDRAWN,
    COMMENTS_ERASED,
    THREAD_CHANGED,
)
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.queues import newest_judgement
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event


def tell_published(event: Event) -> None:
    """Write down `comment.published` with the public comment for each webhook that wants it."""
    _tell_public(event, PUBLISHED)


def tell_edited(event: Event) -> None:
    """Write down `comment.changed` with the public comment for each webhook that wants it."""
    _tell_public(event, EDITED)


def _tell_public(event: Event, kind: str) -> None:
    comment = _comment(event)
    if comment is not None and comment.is_public:
        data = {"comment": comment_out(comment).model_dump(mode="json"), "thread": _thread(comment.thread)}
        write_down(kind=kind, event=event, data=data, comment=comment.pk)


def tell_withdrawn(event: Event) -> None:
    """Write down `comment.withdrawn` with the comment's number for each webhook that wants it."""
    comment = _comment(event)
    if comment is not None and not comment.is_public:
        data = {"comment": {"id": comment.pk}, "thread": _thread(comment.thread)}
        write_down(kind=WITHDRAWN, event=event, data=data)


def tell_held(event: Event) -> None:
    """Write down `comment.held` with numbers and scores, without words or names, for each webhook that wants it."""
    comment = _comment(event)
    if comment is None or comment.status != Comment.Status.PENDING:
        return
    judgement = newest_judgement(comment)
    verdict = (
        {
            "outcome": judgement.outcome,
            "probability": judgement.probability,
            "score": judgement.score,
            "rules": [f"{reason['stage']}:{reason['rule']}" for reason in judgement.reasons],
        }
        if judgement
        else None
    )
    data = {"comment": {"id": comment.pk}, "thread": _thread(comment.thread), "verdict": verdict}
    write_down(kind=HELD, event=event, data=data)


def tell_erased(event: Event) -> None:
    """Write down `comments.erased` with the comments' numbers, so that copies go too; drop what waits with words."""
    forget_words_of(event.payload["comments"])
    thread = Thread.objects.filter(pk=event.payload["thread"]).defer("text").first()
    if thread is not None:
        write_down(kind=ERASED, event=event, data={"comments": event.payload["comments"], "thread": _thread(thread)})


def tell_changed(event: Event) -> None:
    """Write down `thread.changed` with the thread for each webhook that wants it."""
    thread = Thread.objects.filter(pk=event.payload["thread"]).defer("text").first()
    if thread is not None:
        write_down(kind=CHANGED, event=event, data={"thread": _thread(thread)})


def _comment(event: Event) -> Comment | None:
    if not Webhook.objects.filter(removed_at=None, disabled_at=None).exists():
        return None
    rows = Comment.objects.select_related("thread", "parent", "staff").defer("thread__text")
    return rows.filter(pk=event.payload["comment"]).first()


def _thread(thread: Thread) -> dict[str, Any]:
    is_ours = thread.site == settings.SITE_HOST
    return {
        "id": thread.pk,
        "site": thread.site,
        "url": thread.url,
        "address": (settings.BASE_URL if is_ours else f"https://{thread.site}") + thread.url,
        "title": thread.title,
        "count": thread.published,
    }


consumer = Consumer(
    name="webhooks",
    handlers={
        COMMENT_PUBLISHED: tell_published,
        COMMENT_CHANGED: tell_edited,
        COMMENT_WITHDRAWN: tell_withdrawn,
        COMMENT_HELD: tell_held,
        COMMENTS_ERASED: tell_erased,
        THREAD_CHANGED: tell_changed,
    },
)
