"""What a mail says: a delivery becomes a letter.

Rendering costs ten times what writing the message does, and the mails about one comment differ in their links to stop
only. So a comment is rendered once for a run, with a stand-in for the subscription's key, which is then replaced.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup, escape

from parley.conversation.console.words import ago
from parley.conversation.models import Comment
from parley.kit.signing import new_token
from parley.kit.text import shorten
from parley.notifications import links
from parley.notifications.digests import digest_for, mails_of, moderator_of
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.mail.wrapping import quote, wrap
from parley.notifications.models import Delivery, Subscription
from parley.notifications.notice_mails import notice_context
from parley.notifications.sign_in_mails import link_of_delivery
from parley.publication.queries import front_page

HTML_BYTES = 20_000
"""Longest HTML part. Mail programs cut what is long (Gmail at 102 kB), and the links to stop stand at the end."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """The words of a mail about a comment, for everybody who is told of it for the same reason."""

    text: str
    html: str


class Correspondent:
    """Writes the letters of one run of sending, in the site's language."""

    def __init__(self) -> None:
        self._wordings: dict[tuple[int, bool, bool], _Wording] = {}
        # As long as a key, so that no line changes its length; unknown to whoever wrote the comment.
        self._stand_in = new_token()

    def letter(self, delivery: Delivery) -> Letter:
        """The letter of a delivery. Its subscription and, for a comment, the comment must stand."""
        with override(settings.LANGUAGE_CODE):
            if delivery.purpose == Delivery.Purpose.COMMENT:
                return self._comment_letter(delivery)
            if delivery.purpose == Delivery.Purpose.SIGN_IN:
                return self._sign_in_letter(delivery)
            if delivery.purpose == Delivery.Purpose.NOTICE:
                return self._notice_letter(delivery)
            if delivery.purpose == Delivery.Purpose.DIGEST:
                return self._digest_letter(delivery)
            return self._question(delivery)

    @cached_property
    def _site_name(self) -> str:
        front = front_page()
        return str(front.title) if front else "Parley"

    def _comment_letter(self, delivery: Delivery) -> Letter:
        comment, subscription = delivery.comment, delivery.subscription
        assert comment is not None
        assert subscription is not None
        wording = self._wording(delivery, comment)
        return Letter(
            sender_name=self._site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            # One subject for a thread: mail programs tie a thread by its subject as well as by References.
            subject=_("New comment: %(title)s") % {"title": comment.thread.title},
            text=wording.text.replace(self._stand_in, subscription.private_key),
            html=wording.html.replace(self._stand_in, subscription.private_key),
            message_id=identity.comment_message_id(comment.pk, delivery.reader_id),
            sent_at=delivery.created_at,
            fields=(
                *identity.thread_fields(comment, delivery.reader_id),
                ("List-Id", identity.list_id(comment.thread)),
                ("List-Unsubscribe", f"<{links.stop_link(subscription.private_key)}>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                ("Auto-Submitted", "auto-generated"),
                ("X-Kind", "notification"),
            ),
        )

    def _wording(self, delivery: Delivery, comment: Comment) -> _Wording:
        is_reply_to_you = comment.parent is not None and comment.parent.reader_id == delivery.reader_id
        assert delivery.subscription is not None
        follows_thread = delivery.subscription.kind == Subscription.Kind.THREAD
        key = (comment.pk, is_reply_to_you, follows_thread)
        if key not in self._wordings:
            context = {
                "site_name": self._site_name,
                "title": comment.thread.title,
                "author_name": comment.author_name,
                "posted_at": comment.posted_at,
                "is_reply_to_you": is_reply_to_you,
                "follows_thread": follows_thread,
                "thread_link": links.thread_link(comment.thread),
                "comment_link": links.comment_link(comment),
                "reply_link": links.reply_link(comment),
                "stop_link": links.stop_link(self._stand_in),
                "stop_all_link": links.stop_all_link(self._stand_in),
            }
            text = _text("comment", context | {"quoted_comment": quote(comment.source)})
            self._wordings[key] = _Wording(text, _comment_page(comment, context))
        return self._wordings[key]

    def _question(self, delivery: Delivery) -> Letter:
        """Asks the owner of the address. No word in it was typed by whoever gave the address, not even a name."""
        subscription = delivery.subscription
        assert subscription is not None
        context = {
            "site_name": self._site_name,
            "title": subscription.thread.title,
            "thread_link": links.thread_link(subscription.thread),
            "follows_thread": subscription.kind == Subscription.Kind.THREAD,
            "confirm_link": links.confirm_link(subscription.private_key),
        }
        return self._plain_letter(delivery, "confirm", _("Please confirm: mail about new comments"), context)

    def _sign_in_letter(self, delivery: Delivery) -> Letter:
        """The link to sign in. As in a question, no word was typed by whoever gave the address."""
        link = link_of_delivery(delivery)
        assert link is not None
        context = {"site_name": self._site_name, "sign_in_link": links.sign_in_link(link)}
        return self._plain_letter(delivery, "sign_in", _("Your link to sign in"), context)

    def _notice_letter(self, delivery: Delivery) -> Letter:
        """What became of a notice of illegal content, for whoever sent it or for the comment's writer."""
        context = notice_context(delivery) | {"site_name": self._site_name}
        return self._plain_letter(delivery, "notice", str(context["heading"]), context)

    def _digest_letter(self, delivery: Delivery) -> Letter:
        """What waits for a moderator at the moment of sending."""
        moderator = moderator_of(delivery)
        assert moderator is not None
        digest, stop_link = digest_for(moderator), links.stop_digest_link(mails_of(moderator).private_key)
        context = {
            "site_name": self._site_name,
            "name": str(moderator),
            "digest": digest,
            "oldest": ago(digest.oldest) if digest.oldest else "",
            "console_link": links.console_link(),
            "campaigns_link": links.console_link("campaigns"),
            "reported_link": links.console_link("reported"),
            "appealed_link": links.console_link("appealed"),
            "notices_link": links.notices_link(),
            "mails_link": links.moderators_mails_link(),
            "stop_link": stop_link,
        }
        subject = _("What waits for you at %(site)s") % {"site": self._site_name}
        fields = (("List-Unsubscribe", f"<{stop_link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return self._plain_letter(delivery, "digest", subject, context, fields)

    def _plain_letter(
        self,
        delivery: Delivery,
        name: str,
        subject: str,
        context: Mapping[str, object],
        fields: tuple[tuple[str, str], ...] = (),
    ) -> Letter:
        """A letter that ties to no thread: its template's name is also its kind."""
        return Letter(
            sender_name=self._site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            subject=subject,
            text=_text(name, {**context}),
            html=_page(name, {**context}),
            message_id=identity.confirmation_message_id(delivery),
            sent_at=delivery.created_at,
            fields=(*fields, ("Auto-Submitted", "auto-generated"), ("X-Kind", name.replace("_", "-"))),
        )


def envelope_sender() -> str:
    """The address to which a server returns what it could not deliver (RFC 5321 MAIL FROM)."""
    return parseaddr(settings.MAIL_FROM)[1]


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
