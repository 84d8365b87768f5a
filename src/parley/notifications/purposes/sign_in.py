"""The link to sign in. As in a question, no word was typed by whoever gave the address."""

from django.utils.translation import gettext as _

from parley.notifications import links
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.writing import Purpose
from parley.notifications.sign_in_mails import link_of_delivery


class SignInMail(Purpose):
    """A link that signs in once."""

    def reason_against(self, delivery: Delivery) -> str:
        link = link_of_delivery(delivery)
        return "" if link is not None and link.used_at is None else "the link was used or withdrawn"

    def letter(self, delivery: Delivery) -> Letter:
        link = link_of_delivery(delivery)
        assert link is not None
        context = {"sign_in_link": links.sign_in_link(link)}
        return self.plain_letter(delivery, "sign_in", _("Your link to sign in"), context)
