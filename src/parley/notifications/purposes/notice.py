"""What became of a notice of illegal content, for whoever sent it or for the comment's writer."""

from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.notice_mails import notice_context, notice_of
from parley.notifications.purposes.writing import Purpose


class NoticeMail(Purpose):
    """A notice came, or was decided."""

    def reason_against(self, delivery: Delivery) -> str:
        return "" if notice_of(delivery) is not None else "the notice was erased"

    def letter(self, delivery: Delivery) -> Letter:
        context = notice_context(delivery)
        return self.plain_letter(delivery, "notice", str(context["heading"]), context)
