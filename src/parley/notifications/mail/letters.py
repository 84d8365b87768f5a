"""What a mail says: a delivery becomes a letter."""

from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup, escape

from parley.conversation.models import Comment
from parley.kit.text import shorten
from parley.notifications import links
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.mail.wrapping import quote, wrap
from parley.notifications.models import Delivery, Subscription
from parley.publication.queries import front_page

HTML_BYTES = 20_000
"""Longest HTML part. Mail programs cut what is long (Gmail at 102 kB), and the links to stop stand at the end."""


def letter_of(delivery: Delivery) -> Letter:
    """The letter of a delivery, in the site's language. The subscription and, for a comment, the comment must stand."""
    with override(settings.LANGUAGE_CODE):
        return _comment_letter(delivery) if delivery.purpose == Delivery.Purpose.COMMENT else _confirmation(delivery)


def site_name() -> str:
    front = front_page()
    return str(front.title) if front else "Parley"


def envelope_sender() -> str:
    """The address to which a server returns what it could not deliver (RFC 5321 MAIL FROM)."""
    return parseaddr(settings.MAIL_FROM)[1]


def _comment_letter(delivery: Delivery) -> Letter:
    comment, subscription = delivery.comment, delivery.subscription
    assert comment is not None
    name = site_name()
    context = {
        "site_name": name,
        "title": comment.thread.title,
        "author_name": comment.author_name,
        "posted_at": comment.posted_at,
        "is_reply_to_you": comment.parent is not None and comment.parent.reader_id == delivery.reader_id,
        "follows_thread": subscription.kind == Subscription.Kind.THREAD,
        "thread_link": links.thread_link(comment.thread),
        "comment_link": links.comment_link(comment),
        "reply_link": links.reply_link(comment),
        "stop_link": links.stop_link(subscription),
        "stop_all_link": links.stop_all_link(subscription),
    }
    return Letter(
        sender_name=name,
        sender=envelope_sender(),
        recipient=delivery.reader.address,
        # One subject for a thread: mail programs tie a thread by its subject as well as by References.
        subject=_("New comment: %(title)s") % {"title": comment.thread.title},
        text=_text("comment", context | {"quoted_comment": quote(comment.source)}),
        html=_comment_page(comment, context),
        message_id=identity.comment_message_id(comment.pk, delivery.reader_id),
        sent_at=delivery.created_at,
        fields=(
            *identity.thread_fields(comment, delivery.reader_id),
            ("List-Id", identity.list_id(comment.thread)),
            ("List-Unsubscribe", f"<{links.stop_link(subscription)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Auto-Submitted", "auto-generated"),
            ("X-Kind", "notification"),
        ),
    )


def _confirmation(delivery: Delivery) -> Letter:
    """Asks the owner of the address. No word of it was typed by whoever gave the address, not even a name."""
    subscription = delivery.subscription
    name = site_name()
    context = {
        "site_name": name,
        "title": subscription.thread.title,
        "thread_link": links.thread_link(subscription.thread),
        "follows_thread": subscription.kind == Subscription.Kind.THREAD,
        "confirm_link": links.confirm_link(subscription),
    }
    return Letter(
        sender_name=name,
        sender=envelope_sender(),
        recipient=delivery.reader.address,
        subject=_("Please confirm: mail about new comments"),
        text=_text("confirm", context),
        html=_page("confirm", context),
        message_id=identity.confirmation_message_id(delivery),
        sent_at=delivery.created_at,
        fields=(("Auto-Submitted", "auto-generated"), ("X-Kind", "confirm")),
    )


def _text(name: str, context: dict[str, object]) -> str:
    rendered = render_to_string(f"notifications/mail/{name}.txt", context, using="jinja2")
    return wrap(rendered, whole=settings.BASE_URL)


def _page(name: str, context: dict[str, object]) -> str:
    shell = {"language": settings.LANGUAGE_CODE}
    return render_to_string(f"notifications/mail/{name}.html", context | shell, using="jinja2")


def _comment_page(comment: Comment, context: dict[str, object]) -> str:
    """The HTML part with the whole comment; with its beginning where the whole is longer than HTML_BYTES."""
    page = _page("comment", context | {"comment_html": Markup(comment.html), "is_cut": False})  # noqa: S704 - sanitised when written
    limit = len(comment.source)
    while (size := _bytes_in_mail(page)) > HTML_BYTES and limit > 1:
        limit = min(limit * HTML_BYTES // size, limit // 2)
        words = escape(shorten(comment.source, limit)).replace("\n", Markup("<br>"))
        page = _page("comment", context | {"comment_html": words, "is_cut": True})
    return page


def _bytes_in_mail(page: str) -> int:
    """Every line ends in two bytes there."""
    return len(page.encode()) + page.count("\n") + 2
