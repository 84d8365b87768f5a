"""Addresses that stand in mails: absolute, short, and good for ever."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from parley.accounts.models import SignInLink
from parley.accounts.signing_in import token_of
from parley.conversation.models import Comment, Notice, Thread
from parley.kit.urls import quoted_path


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def confirm_link(private_key: str) -> str:
    return _absolute(reverse("confirm_subscription", args=[private_key]))


def sign_in_link(link: SignInLink) -> str:
    return _absolute(reverse("reader_sign_in", args=[token_of(link)]))


def notice_link(notice: Notice) -> str:
    """The private page of a notice, for whoever sent it."""
    return _absolute(reverse("notice_status", args=[notice.private_key]))


def status_link(comment: Comment) -> str:
    """The private page of a comment, for its writer."""
    return _absolute(reverse("comment_status", args=[comment.private_key]))


def stop_link(private_key: str) -> str:
    """Stops this thread. Short, and with the key as its last segment: the header that carries it must fit one line."""
    return _absolute(reverse("stop", args=[private_key]))


def stop_all_link(private_key: str) -> str:
    return _absolute(reverse("stop_all", args=[private_key]))


def stop_kind_link(private_key: str) -> str:
    """Stops all of a kind: every conversation, or all new articles."""
    return _absolute(reverse("stop_kind", args=[private_key]))


def my_mails_link(private_key: str) -> str:
    """Where a reader sees and changes all that is mailed. The key is the reader's own, not a subscription's."""
    return _absolute(reverse("my_mails", args=[private_key]))


def return_link(private_key: str, comment: Comment) -> str:
    """Leads to a comment, and tells us that the subscription's reader is back."""
    return _absolute(reverse("return_to_comment", args=[private_key, comment.pk]))


def return_to_answer_link(private_key: str, comment: Comment) -> str:
    """As return_link, to the form that answers the comment."""
    return _absolute(reverse("return_to_answer", args=[private_key, comment.pk]))


def page_link(path: str) -> str:
    """A page of the publication."""
    return _absolute(quoted_path(path))


def stop_digest_link(private_key: str) -> str:
    """Stops a moderator's mails."""
    return _absolute(reverse("stop_digest", args=[private_key]))


def console_link(queue: str = "pending") -> str:
    """A queue of the moderators' console."""
    return _absolute(reverse("moderation_queue", args=[queue]))


def mail_decision_link(token: str) -> str:
    """Decides about one comment, out of a moderator's mail."""
    return _absolute(reverse("decide_by_mail", args=[token]))


def notices_link() -> str:
    return _absolute(reverse("moderation_notices"))


def moderators_mails_link() -> str:
    """Where a moderator chooses how often to be told."""
    return _absolute(reverse("moderation_mails"))


def reply_link(comment: Comment) -> str:
    return _absolute(reverse("reply", args=[comment.pk]))


def comment_link(comment: Comment) -> str:
    """Leads to the comment wherever it stands when the link is opened."""
    return _absolute(reverse("comment_permalink", args=[comment.pk]))


def thread_link(thread: Thread) -> str:
    """The page that the conversation is about: ours, or one of a site that embeds it."""
    if thread.site == settings.SITE_HOST:
        return _absolute(quoted_path(thread.url))
    return f"https://{thread.site}{quoted_path(thread.url)}"


def mail_host() -> str:
    """Our host as it stands in Message-ID and List-Id: ASCII, no port."""
    return _host_of(settings.BASE_URL)


@lru_cache(maxsize=8)
def _host_of(address: str) -> str:
    host = urlsplit(address).hostname or "localhost"
    return host.encode("idna").decode("ascii")
