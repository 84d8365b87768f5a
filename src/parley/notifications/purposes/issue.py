"""An issue of the newsletter.

Its letters differ in their links to stop only: an issue is rendered once for a run, with a stand-in for the
subscription's key, which is then replaced.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from parley.kit.signing import new_token
from parley.notifications import links
from parley.notifications.mail import identity
from parley.notifications.mail.headers import mailbox
from parley.notifications.mail.message import Letter
from parley.notifications.mail.wrapping import wrap
from parley.notifications.models import Delivery, Subscription
from parley.notifications.newsletters import issue_of, test_of
from parley.notifications.purposes.writing import Purpose, envelope_sender, one_click
from parley.publication.newsletters.documents import WaysOut
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.queries import issue_document
from parley.publication.newsletters.rendering import mail_html, mail_text


class IssueMail(Purpose):
    """The newsletter, for whoever confirmed it; or a test, for an editor."""

    def __init__(self) -> None:
        self._wordings: dict[int, tuple[str, str, str]] = {}
        self._stand_in = new_token()  # as long as a key, so that no line changes its length

    def reason_against(self, delivery: Delivery) -> str:
        if test_of(delivery):
            return "" if NewsletterIssue.objects.filter(pk=test_of(delivery)).exists() else "the issue was deleted"
        subscription = delivery.subscription
        if subscription is None:
            return "the subscription was erased"
        if subscription.state != Subscription.State.ACTIVE:
            return "the reader stopped the newsletter"
        released = NewsletterIssue.objects.filter(pk=issue_of(delivery), state=NewsletterIssue.State.RELEASED)
        return "" if released.exists() else "the issue was cancelled"

    def letter(self, delivery: Delivery) -> Letter:
        is_test = bool(test_of(delivery))
        key = delivery.subscription.private_key if delivery.subscription else "test"
        subject, text, html = self._wording(test_of(delivery) or issue_of(delivery))
        stop_link = links.stop_link(key)
        ways_out = () if is_test else one_click(stop_link)
        return Letter(
            sender_name=self.site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            subject=_("Test: %(subject)s") % {"subject": subject} if is_test else subject,
            text=text.replace(self._stand_in, key),
            html=html.replace(self._stand_in, key),
            message_id=identity.delivery_message_id(delivery),
            sent_at=delivery.created_at,
            fields=(
                ("List-Id", self._list_id()),
                *ways_out,
                ("Auto-Submitted", "auto-generated"),
                ("X-Kind", "newsletter"),
            ),
        )

    def _wording(self, issue_id: int) -> tuple[str, str, str]:
        if issue_id not in self._wordings:
            document = issue_document(NewsletterIssue.objects.get(pk=issue_id))
            ways_out = WaysOut(links.stop_link(self._stand_in), links.stop_all_link(self._stand_in))
            text = wrap(mail_text(document, ways_out), whole=settings.BASE_URL)
            self._wordings[issue_id] = (document.subject, text, mail_html(document, ways_out))
        return self._wordings[issue_id]

    def _list_id(self) -> str:
        """RFC 2919."""
        host = links.mail_host()
        named = mailbox(self.site_name, f"newsletter@{host}")
        return f"{named.rpartition('<')[0]}<newsletter.{host}>"
