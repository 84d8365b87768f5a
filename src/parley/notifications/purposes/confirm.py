"""Asks the owner of an address whether the mails are wanted. No word in it was typed by whoever gave the address, not
even a name."""

from django.utils.translation import gettext as _

from parley.notifications import links
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery, Subscription
from parley.notifications.purposes.writing import Purpose
from parley.notifications.wishes import wish_of


class ConfirmMail(Purpose):
    """The question of double opt-in."""

    def reason_against(self, delivery: Delivery) -> str:
        subscription = delivery.subscription
        if subscription is None:
            return "the subscription was erased"
        return "" if subscription.state == Subscription.State.UNCONFIRMED else "the request no longer waits"

    def letter(self, delivery: Delivery) -> Letter:
        subscription = delivery.subscription
        assert subscription is not None
        wish = wish_of(subscription)
        context = {
            "kind": subscription.kind,
            "title": wish.title,
            "link": wish.link,
            "confirm_link": links.confirm_link(subscription.private_key),
        }
        subject = _("Please confirm: mail about new comments")
        if not subscription.is_about_a_thread:
            subject = _("Please confirm: mail from %(site)s") % {"site": self.site_name}
        return self.plain_letter(delivery, "confirm", subject, context)
