"""Kinds of mail, a file each: why one should not go out any more, and what it says."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import override

from parley.accounts.models import Reader
from parley.accounts.signing_in import is_suppressed, suppressed_keys
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.comment import CommentMail
from parley.notifications.purposes.confirm import ConfirmMail
from parley.notifications.purposes.digest import DigestMail
from parley.notifications.purposes.fresh import Fresh
from parley.notifications.purposes.notice import NoticeMail
from parley.notifications.purposes.sign_in import SignInMail
from parley.notifications.purposes.writing import Purpose

PURPOSES: Mapping[str, type[Purpose]] = {
    Delivery.Purpose.COMMENT: CommentMail,
    Delivery.Purpose.CONFIRM: ConfirmMail,
    Delivery.Purpose.SIGN_IN: SignInMail,
    Delivery.Purpose.NOTICE: NoticeMail,
    Delivery.Purpose.DIGEST: DigestMail,
}


class Correspondent:
    """Writes the letters of one run of sending, in the site's language."""

    def __init__(self, coming: Iterable[Delivery] = ()) -> None:
        """`coming`: deliveries that will be asked about, so that one query answers for all of them."""
        self._purposes: dict[str, Purpose] = {}
        self._coming = {delivery.reader for delivery in coming}
        self._suppressed: Fresh[str, set[str]] = Fresh()

    def reason_against(self, delivery: Delivery) -> str:
        """Why this mail should not go out any more, or ""."""
        if self._is_suppressed(delivery.reader):
            return "the owner of the address wants no mail"
        return self._purpose(delivery).reason_against(delivery)

    def _is_suppressed(self, reader: Reader) -> bool:
        if reader not in self._coming:
            return is_suppressed(reader)
        keys = self._suppressed.get("", lambda: suppressed_keys(self._coming))
        return reader.address_key in keys

    def letter(self, delivery: Delivery) -> Letter:
        """The letter of a delivery that nothing speaks against."""
        with override(settings.LANGUAGE_CODE):
            return self._purpose(delivery).letter(delivery)

    def _purpose(self, delivery: Delivery) -> Purpose:
        name = delivery.purpose
        if name not in self._purposes:
            self._purposes[name] = PURPOSES[name]()
        return self._purposes[name]
