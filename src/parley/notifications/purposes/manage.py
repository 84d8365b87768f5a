"""The link to "My mails", for whoever lost it."""

from django.utils.translation import gettext as _

from parley.notifications import links
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.writing import Purpose
from parley.notifications.reader_mails import mails_of


class ManageMail(Purpose):
    """Asked for by whoever typed the address: no word in it is theirs."""

    def reason_against(self, delivery: Delivery) -> str:
        return ""

    def letter(self, delivery: Delivery) -> Letter:
        context = {"my_mails_link": links.my_mails_link(mails_of(delivery.reader).private_key)}
        return self.plain_letter(delivery, "manage", _("All mails that you get from us"), context)
