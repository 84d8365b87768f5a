"""Tells of one comment.

Rendering costs ten times what writing the message does, and the mails about one comment differ in their links to stop
only. So a comment is rendered once for a run, with a stand-in for the subscription's key, which is then replaced.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from parley.conversation.models import Comment
from parley.kit.signing import new_token
from parley.kit.text import shorten
from parley.notifications import links
from parley.notifications.incoming.quotes import MARK
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.mail.wrapping import quote
from parley.notifications.models import Delivery, Subscription
from parley.notifications.purposes.fresh import Fresh
from parley.notifications.purposes.writing import (
    Purpose,
    envelope_sender,
    one_click,
    rendered_page,
    rendered_text,
    stop_address,
)
from parley.notifications.reader_mails import mails_of

HTML_BYTES = 20_000
"""Longest HTML part. Mail programs cut what is long (Gmail at 102 kB), and the links to stop stand at the end."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """The words of a mail about a comment, for everybody who is told of it for the same reason."""

    text: str
    html: str


class CommentMail(Purpose):
    """A new comment, for whom it answers or who follows the thread."""

    def __init__(self) -> None:
        self._wordings: dict[tuple[int, bool, bool, bool], _Wording] = {}
        self._standing: Fresh[int, bool] = Fresh()
        # As long as a key, so that no line changes its length; unknown to whoever wrote the comment.
        self._stand_in, self._readers_stand_in = new_token(), new_token()

    def reason_against(self, delivery: Delivery) -> str:
        subscription = delivery.subscription
        if subscription is None:
            return "the subscription was erased"
        if subscription.state != Subscription.State.ACTIVE:
            return "the reader stopped the subscription"
        if delivery.comment_id is None:
            return "the comment was erased"
        number = delivery.comment_id
        if not self._standing.get(number, lambda: _stands(number)):
            return "the comment no longer stands"
        return ""

    def letter(self, delivery: Delivery) -> Letter:
        comment, subscription = delivery.comment, delivery.subscription
        assert comment is not None
        assert subscription is not None
        wording = self._wording(delivery, comment)
        answers_to = plus_address(For.ANSWER, comment.pk, delivery.reader_id)
        keys = {self._stand_in: subscription.private_key, self._readers_stand_in: mails_of(delivery.reader).private_key}
        return Letter(
            sender_name=self.site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            # One subject for a thread: mail programs tie a thread by its subject as well as by References.
            subject=_("New comment: %(title)s") % {"title": comment.thread.title},
            text=_filled_in(wording.text, keys),
            html=_filled_in(wording.html, keys),
            message_id=identity.comment_message_id(comment.pk, delivery.reader_id),
            sent_at=delivery.created_at,
            fields=(
                *((("Reply-To", answers_to),) if answers_to else ()),
                *identity.thread_fields(comment, delivery.reader_id),
                ("List-Id", identity.list_id(comment.thread)),
                *one_click(links.stop_link(subscription.private_key), stop_address(subscription.pk)),
                ("Auto-Submitted", "auto-generated"),
                ("X-Kind", "notification"),
            ),
        )

    def _ways_back(self, comment: Comment, *, is_quiet: bool) -> dict[str, object]:
        """Only who is silent until the return needs links that tell of it; all others get the plain ones."""
        back = links.return_link(self._stand_in, comment)
        return {
            "thread_link": back if is_quiet else links.thread_link(comment.thread),
            "comment_link": back if is_quiet else links.comment_link(comment),
            "reply_link": links.return_to_answer_link(self._stand_in, comment)
            if is_quiet
            else links.reply_link(comment),
        }

    def _wording(self, delivery: Delivery, comment: Comment) -> _Wording:
        is_reply_to_you = comment.parent is not None and comment.parent.reader_id == delivery.reader_id
        assert delivery.subscription is not None
        follows_thread = delivery.subscription.kind == Subscription.Kind.THREAD
        is_quiet = delivery.subscription.frequency == Subscription.Frequency.QUIET
        key = (comment.pk, is_reply_to_you, follows_thread, is_quiet)
        if key not in self._wordings:
            context = {
                "site_name": self.site_name,
                "title": comment.thread.title,
                "author_name": comment.author_name,
                "posted_at": comment.posted_at,
                "is_reply_to_you": is_reply_to_you,
                "follows_thread": follows_thread,
                "is_quiet": is_quiet,
                **self._ways_back(comment, is_quiet=is_quiet),
                "my_mails_link": links.my_mails_link(self._readers_stand_in),
                "stop_link": links.stop_link(self._stand_in),
                "stop_all_link": links.stop_all_link(self._stand_in),
                "answer_mark": MARK if settings.MAIL_INBOX else "",
            }
            text = rendered_text("comment", context | {"quoted_comment": quote(comment.source)})
            self._wordings[key] = _Wording(text, _comment_page(comment, context))
        return self._wordings[key]


def _stands(number: int) -> bool:
    return Comment.objects.filter(pk=number, status=Comment.Status.APPROVED).exists()


def _filled_in(text: str, keys: dict[str, str]) -> str:
    for stand_in, key in keys.items():
        text = text.replace(stand_in, key)
    return text


def _comment_page(comment: Comment, context: dict[str, object]) -> str:
    """The HTML part with the whole comment; with its beginning where the whole is longer than HTML_BYTES."""
    page = rendered_page("comment", context | {"comment_html": Markup(comment.html), "is_cut": False})  # noqa: S704 - sanitised when written
    limit = len(comment.source)
    while (size := _bytes_in_mail(page)) > HTML_BYTES and limit > 1:
        limit = min(limit * HTML_BYTES // size, limit // 2)
        words = escape(shorten(comment.source, limit)).replace("\n", Markup("<br>"))
        page = rendered_page("comment", context | {"comment_html": words, "is_cut": True})
    return page


def _bytes_in_mail(page: str) -> int:
    """Every line ends in two bytes there."""
    return len(page.encode()) + page.count("\n") + 2
