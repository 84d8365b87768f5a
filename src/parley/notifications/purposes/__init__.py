"""Kinds of mail, a file each: why one should not go out any more, and what it says."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import override

from parley.accounts.signing_in import is_suppressed
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.comment import CommentMail
from parley.notifications.purposes.confirm import ConfirmMail
from parley.notifications.purposes.digest import DigestMail
from parley.notifications.purposes.issue import IssueMail
from parley.notifications.purposes.notice import NoticeMail
from parley.notifications.purposes.sign_in import SignInMail
from parley.notifications.purposes.writing import Purpose

PURPOSES: Mapping[str, type[Purpose]] = {
    Delivery.Purpose.COMMENT: CommentMail,
    Delivery.Purpose.CONFIRM: ConfirmMail,
    Delivery.Purpose.SIGN_IN: SignInMail,
    Delivery.Purpose.NOTICE: NoticeMail,
    Delivery.Purpose.DIGEST: DigestMail,
    Delivery.Purpose.ISSUE: IssueMail,
}


class Correspondent:
    """Writes the letters of one run of sending, in the site's language."""

    def __init__(self) -> None:
        self._purposes: dict[str, Purpose] = {}

    def reason_against(self, delivery: Delivery) -> str:
        """Why this mail should not go out any more, or ""."""
        if is_suppressed(delivery.reader):
            return "the owner of the address wants no mail"
        return self._purpose(delivery).reason_against(delivery)

    def letter(self, delivery: Delivery) -> Letter:
        """The letter of a delivery that nothing speaks against."""
        with override(settings.LANGUAGE_CODE):
            return self._purpose(delivery).letter(delivery)

    def _purpose(self, delivery: Delivery) -> Purpose:
        name = delivery.purpose
        if name not in self._purposes:
            self._purposes[name] = PURPOSES[name]()
        return self._purposes[name]
