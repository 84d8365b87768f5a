"""The index hears of what became public and what is public no longer."""

from parley.conversation import events as conversation_events
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication import events as publication_events
from parley.search.actions import forget_article, index_article, index_comments, index_thread


def look_at_comment(event: Event) -> None:
    """A comment came, changed or went."""
    index_comments([event.payload["comment"]])


def look_at_comments(events: list[Event]) -> None:
    """The same for many comments of one decision."""
    index_comments([event.payload["comment"] for event in events])


def look_at_thread(event: Event) -> None:
    """Many comments of a thread changed at once."""
    index_thread(event.payload["thread"])


def look_at_erased_comments(event: Event) -> None:
    """Comments lost their words, or are gone."""
    index_comments(event.payload["comments"])


def look_at_article(event: Event) -> None:
    """An article was published, for the first time or anew."""
    index_article(event.payload["article"])


def drop_article(event: Event) -> None:
    """An article is public no longer, and what stands under it neither."""
    forget_article(event.payload["article"])


consumer = Consumer(
    name="search",
    handlers={
        conversation_events.COMMENT_PUBLISHED: look_at_comment,
        conversation_events.COMMENT_WITHDRAWN: look_at_comment,
        conversation_events.COMMENT_CHANGED: look_at_comment,
        conversation_events.THREAD_CHANGED: look_at_thread,
        conversation_events.COMMENTS_ERASED: look_at_erased_comments,
        publication_events.ARTICLE_PUBLISHED: look_at_article,
        publication_events.ARTICLE_WITHDRAWN: drop_article,
    },
    handlers_of_many={
        conversation_events.COMMENT_PUBLISHED: look_at_comments,
        conversation_events.COMMENT_WITHDRAWN: look_at_comments,
    },
)
