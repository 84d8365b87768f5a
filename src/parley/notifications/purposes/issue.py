"""An issue of the newsletter.

Its letters differ in the private keys of their links only: an issue is rendered once for a run and a language, with
stand-ins for the keys, which are then replaced.
"""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.kit.signing import new_token
from parley.notifications import links
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.mail.wrapping import wrap
from parley.notifications.models import Delivery, Subscription
from parley.notifications.newsletters import issue_of, test_of
from parley.notifications.purposes.writing import Purpose, envelope_sender, one_click, stop_address
from parley.notifications.reader_mails import mails_of
from parley.publication.newsletters.documents import WaysOut
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.queries import issue_document
from parley.publication.newsletters.rendering import mail_html, mail_text


class IssueMail(Purpose):
    """The newsletter, for whoever confirmed it; or a test, for an editor."""

    def __init__(self) -> None:
        self._wordings: dict[tuple[int, str | None], tuple[str, str, str]] = {}
        # As long as keys, so that no line changes its length.
        self._stop_key, self._mails_key = new_token(), new_token()

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
        subscription = delivery.subscription
        stop_key = subscription.private_key if subscription else "test"
        mails_key = "test" if is_test else mails_of(delivery.reader).private_key
        subject, text, html = self._wording(test_of(delivery) or issue_of(delivery))
        ways_out = one_click(links.stop_link(stop_key), stop_address(subscription.pk)) if subscription else ()
        return Letter(
            sender_name=self.site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            subject=_("Test: %(subject)s") % {"subject": subject} if is_test else subject,
            text=text.replace(self._stop_key, stop_key).replace(self._mails_key, mails_key),
            html=html.replace(self._stop_key, stop_key).replace(self._mails_key, mails_key),
            message_id=identity.delivery_message_id(delivery),
            sent_at=delivery.created_at,
            fields=(
                ("List-Id", identity.list_id_of(self.site_name, "newsletter")),
                *ways_out,
                ("Auto-Submitted", "auto-generated"),
                ("X-Kind", "newsletter"),
            ),
        )

    def _wording(self, issue_id: int) -> tuple[str, str, str]:
        key = (issue_id, get_language())
        if key not in self._wordings:
            document = issue_document(NewsletterIssue.objects.get(pk=issue_id))
            ways_out = WaysOut(
                stop_link=links.stop_link(self._stop_key),
                stop_all_link=links.stop_all_link(self._stop_key),
                my_mails_link=links.my_mails_link(self._mails_key),
            )
            text = wrap(mail_text(document, ways_out), whole=settings.BASE_URL)
            self._wordings[key] = (document.subject, text, mail_html(document, ways_out))
        return self._wordings[key]
