"""Names by which mail programs know a mail and its thread: Message-ID, References, List-Id."""

from functools import lru_cache

from django.conf import settings

from parley.conversation.models import Comment, Thread
from parley.kit.signing import keyed_hash
from parley.kit.text import shorten, single_line
from parley.notifications.links import mail_host
from parley.notifications.mail.headers import mailbox
from parley.notifications.models import Delivery


def comment_message_id(comment_id: int, reader_id: int) -> str:
    """The same mail always has the same id, so that a mail program can drop a second copy of it; another recipient's
    copy has another, which names nobody: the hash is keyed."""
    return f"<c{comment_id}.r{_recipient(reader_id)}@{mail_host()}>"


def delivery_message_id(delivery: Delivery) -> str:
    return f"<q{delivery.pk}.r{_recipient(delivery.reader_id)}@{mail_host()}>"


def thread_message_id(thread_id: int) -> str:
    """Stands for the article, as the root to which mail programs tie the whole thread. No mail carries it."""
    return f"<t{thread_id}@{mail_host()}>"


def thread_fields(comment: Comment, reader_id: int) -> tuple[tuple[str, str], ...]:
    """In-Reply-To and References of the mail that tells `reader_id` of `comment`."""
    chain = [thread_message_id(comment.thread_id)]
    if comment.root_id is not None and comment.root_id != comment.parent_id:
        chain.append(comment_message_id(comment.root_id, reader_id))
    if comment.parent_id is not None:
        chain.append(comment_message_id(comment.parent_id, reader_id))
    return (("In-Reply-To", chain[-1]), ("References", " ".join(chain)))


def list_id(thread: Thread) -> str:
    """The List-Id of the mails about a thread."""
    return list_id_of(thread.title, f"thread-{thread.pk}")


def list_id_of(title: str, label: str) -> str:
    """RFC 2919: a name for people, and one for filters that ends in our domain; at most 255 characters."""
    return _list_id_at(title, label, mail_host())


@lru_cache(maxsize=256)
def _list_id_at(title: str, label: str, host: str) -> str:
    named = mailbox(shorten(single_line(title), 50), f"{label}@{host}")
    return f"{named.rpartition('<')[0]}<{label}.{host}>"


def _recipient(reader_id: int) -> str:
    return keyed_hash(settings.SECRET_KEY, "message-id", str(reader_id))[:16]
