"""What came in a thread since its reader was last told: after a return, for a day, for a week."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.conversation.models import Comment
from parley.kit.text import plain_text, shorten, single_line
from parley.notifications import links
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery, Subscription
from parley.notifications.purposes.writing import Purpose, one_click, stop_address
from parley.notifications.reader_mails import mails_of
from parley.notifications.telling import untold_comments

SHOWN = 10
"""Comments named in one mail; the rest is counted."""
EXCERPT = 160
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in a catch-up."""

    name: str
    words: str
    at: datetime
    link: str


class CatchUpMail(Purpose):
    """One mail about many comments. Which ones is seen at the moment of sending: what was withdrawn is not in it."""

    def reason_against(self, delivery: Delivery) -> str:
        subscription = delivery.subscription
        if subscription is None:
            return "the subscription was erased"
        if subscription.state != Subscription.State.ACTIVE:
            return "the reader stopped the subscription"
        return "" if self._comments(delivery).exists() else "nothing of it stands any more"

    def letter(self, delivery: Delivery) -> Letter:
        subscription = delivery.subscription
        assert subscription is not None
        assert subscription.thread is not None
        comments, thread = self._comments(delivery), subscription.thread
        count, first = comments.count(), list(comments[:SHOWN])
        context = {
            "title": thread.title,
            "count": count,
            "lines": [_line(comment, subscription) for comment in first],
            "more": max(0, count - SHOWN),
            "is_quiet": subscription.frequency == Subscription.Frequency.QUIET,
            "first_link": _link(first[0], subscription),
            "stop_link": links.stop_link(subscription.private_key),
            "stop_all_link": links.stop_all_link(subscription.private_key),
            "my_mails_link": links.my_mails_link(mails_of(delivery.reader).private_key),
        }
        fields = (
            ("References", identity.thread_message_id(thread.pk)),
            ("List-Id", identity.list_id(thread)),
            *one_click(links.stop_link(subscription.private_key), stop_address(subscription.pk)),
        )
        # The subject of the single mails, so that mail programs tie them together.
        subject = _("New comment: %(title)s") % {"title": thread.title}
        return self.plain_letter(delivery, "catch_up", subject, context, fields)

    def _comments(self, delivery: Delivery) -> QuerySet[Comment]:
        assert delivery.subscription is not None
        assert delivery.since is not None
        assert delivery.until is not None
        return untold_comments(delivery.subscription, delivery.since, delivery.until)


def _line(comment: Comment, subscription: Subscription) -> Line:
    return Line(
        name=comment.author_name,
        words=shorten(single_line(plain_text(comment.html)), EXCERPT),
        at=comment.posted_at,
        link=_link(comment, subscription),
    )


def _link(comment: Comment, subscription: Subscription) -> str:
    """Only who is silent until the return needs a link that tells of it."""
    if subscription.frequency == Subscription.Frequency.QUIET:
        return links.return_link(subscription.private_key, comment)
    return links.comment_link(comment)
