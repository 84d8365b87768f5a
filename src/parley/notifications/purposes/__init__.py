"""Kinds of mail, a file each: why one should not go out any more, and what it says."""

from collections.abc import Iterable, Mapping

from django.utils import timezone, translation

from parley.accounts.models import Reader
from parley.accounts.signing_in import is_suppressed, suppressed_keys
from parley.notifications.bounces import blocks
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.answer import AnswerMail
from parley.notifications.purposes.article import ArticleMail, ArticlesMail
from parley.notifications.purposes.catch_up import CatchUpMail
from parley.notifications.purposes.comment import CommentMail
from parley.notifications.purposes.confirm import ConfirmMail
from parley.notifications.purposes.digest import DigestMail
from parley.notifications.purposes.fresh import Fresh
from parley.notifications.purposes.issue import IssueMail
from parley.notifications.purposes.manage import ManageMail
from parley.notifications.purposes.notice import NoticeMail
from parley.notifications.purposes.sign_in import SignInMail
from parley.notifications.purposes.writing import Purpose
from parley.notifications.reader_mails import is_paused, language_of, mails_of, zone_of
from parley.notifications.telling import TAKEN_BACK, WAIT_FOR_A_PAUSE, untell

PURPOSES: Mapping[str, type[Purpose]] = {
    Delivery.Purpose.COMMENT: CommentMail,
    Delivery.Purpose.CONFIRM: ConfirmMail,
    Delivery.Purpose.SIGN_IN: SignInMail,
    Delivery.Purpose.NOTICE: NoticeMail,
    Delivery.Purpose.DIGEST: DigestMail,
    Delivery.Purpose.ISSUE: IssueMail,
    Delivery.Purpose.ANSWER: AnswerMail,
    Delivery.Purpose.CATCH_UP: CatchUpMail,
    Delivery.Purpose.ARTICLE: ArticleMail,
    Delivery.Purpose.ARTICLES: ArticlesMail,
    Delivery.Purpose.MANAGE: ManageMail,
}


class Correspondent:
    """Writes the letters of one run of sending, each in its reader's language and by its reader's clock."""

    def __init__(self, coming: Iterable[Delivery] = ()) -> None:
        """`coming`: deliveries that will be asked about, so that one query answers for all of them."""
        self._purposes: dict[tuple[str, str, str], Purpose] = {}
        self._coming = {delivery.reader for delivery in coming}
        self._suppressed: Fresh[str, set[str]] = Fresh()
        self._blocked: Fresh[str, set[int]] = Fresh()

    def reason_against(self, delivery: Delivery) -> str:
        """Why this mail should not go out any more, or "". Its news is untold then, and no silence rests on it."""
        if self._is_suppressed(delivery.reader):
            return "the owner of the address wants no mail"
        if delivery.purpose in WAIT_FOR_A_PAUSE and is_paused(mails_of(delivery.reader)):
            untell(delivery)
            return TAKEN_BACK
        blocked = blocks.reason_against(delivery) if self._may_be_blocked(delivery.reader) else ""
        reason = blocked or self._purpose(delivery).reason_against(delivery)
        if reason:
            untell(delivery)
        return reason

    def _is_suppressed(self, reader: Reader) -> bool:
        if reader not in self._coming:
            return is_suppressed(reader)
        keys = self._suppressed.get("", lambda: suppressed_keys(self._coming))
        return reader.address_key in keys

    def _may_be_blocked(self, reader: Reader) -> bool:
        """Few are, so that one query for all who come spares one for each."""
        if reader not in self._coming:
            return True
        return reader.pk in self._blocked.get("", lambda: blocks.readers_with_blocks(self._coming))

    def letter(self, delivery: Delivery) -> Letter:
        """The letter of a delivery that nothing speaks against."""
        mails = mails_of(delivery.reader)
        with translation.override(language_of(delivery.reader)), timezone.override(zone_of(mails)):
            return self._purpose(delivery).letter(delivery)

    def _purpose(self, delivery: Delivery) -> Purpose:
        """What letters share is kept for each language and clock: a mail about one comment is rendered once for all
        its readers who share them."""
        name = delivery.purpose
        key = (name, translation.get_language() or "", timezone.get_current_timezone_name())
        if key not in self._purposes:
            self._purposes[key] = PURPOSES[name]()
        return self._purposes[key]
