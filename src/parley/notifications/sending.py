"""Sending what is due: claim, write, hand over, note. The worker calls `send_due` about once a second.

At most once: everything that fails before the final dot is tried again; whatever is unclear after it is never sent
again by itself, and stands in `queries.deliveries_to_look_at`. SMTP cannot promise more (RFC 5321 4.5.3.2.6).
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.db.models import Q

from parley.kit.switches import sends_mail
from parley.notifications import ledger
from parley.notifications.bounces.actions import record_refusal
from parley.notifications.mail.configured import configured_transport
from parley.notifications.mail.headers import UnwritableAddress
from parley.notifications.mail.message import message_bytes
from parley.notifications.mail.return_paths import return_path
from parley.notifications.mail.signatures import signed
from parley.notifications.mail.transport import (
    Ambiguous,
    NotConnected,
    Postponed,
    Refused,
    ServerUnreachable,
    Transport,
)
from parley.notifications.models import Delivery
from parley.notifications.purposes import Correspondent
from parley.notifications.telling import TAKEN_BACK

REST = timedelta(seconds=30)
"""Pause for everything that is due when the mail server itself cannot be reached."""

JOIN_BELOW = 0.05
"""Seconds: when a mail took less, the note that it was accepted is written by the commit of the next mail's dot.

One commit a mail instead of two. A slower server gains nothing by it, and the note must not wait for it.
"""

log = structlog.get_logger(__name__)


def send_due(*, limit: int = 100, transport: Transport | None = None) -> int:
    """Send what is due, at most `limit` mails over one connection. Returns how many deliveries were claimed.

    Any number of workers may call it at once. It must not run inside a transaction. It waits for the mail server: up
    to five minutes for an answer, ten after the final dot; a worker that has other work gives it a thread of its own.
    """
    if not sends_mail(Path(settings.DATA)):
        return 0
    unclear = ledger.settle_expired_dots()
    if unclear:
        log.error("deliveries_unknown", count=unclear)
    claimed = ledger.claim_due(limit)
    if not claimed:
        return 0
    with transport or configured_transport() as session:
        return _Round(session, claimed).send()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A letter ready for the wire, or the reason why it must not leave."""

    reason_against: str = ""
    sender: str = ""
    recipient: str = ""
    message: bytes = b""
    message_id: str = ""


class _Round:
    """One round of claimed deliveries over one session."""

    def __init__(self, session: Transport, claimed: list[Delivery]) -> None:
        self._session, self._claimed = session, claimed
        self._correspondent = Correspondent(claimed)
        self._prepared: dict[int, _Prepared] = {}
        self._to_note: list[Delivery] = []

    def send(self) -> int:
        """Send them in turn, until the server cannot be reached. Returns how many were tried."""
        try:
            for place, delivery in enumerate(self._claimed):
                if not sends_mail(Path(settings.DATA)):
                    ledger.release(self._claimed[place:], timedelta(0))
                    return place
                started = monotonic()
                try:
                    self._send(place, delivery)
                except ServerUnreachable as error:
                    log.warning("mail_server_unreachable", reason=str(error))
                    ledger.postpone(delivery, str(error), pause=REST if isinstance(error, NotConnected) else None)
                    ledger.release(self._claimed[place + 1 :], REST)
                    ledger.let_the_server_rest(REST)
                    return place + 1
                if monotonic() - started > JOIN_BELOW:
                    self._note()
                    self._prepared.clear()  # it may be old by now
        finally:
            self._note()
        return len(self._claimed)

    def _send(self, place: int, delivery: Delivery) -> None:
        """Raises ServerUnreachable only."""
        try:
            prepared = self._prepared.pop(delivery.pk, None) or self._prepare(delivery)
            if prepared.reason_against:
                self._withdraw(delivery, prepared.reason_against)
                return
            self._session.hand_over(
                sender=prepared.sender,
                recipient=prepared.recipient,
                message=prepared.message,
                before_dot=lambda: self._write_dot(delivery, prepared.message_id),
                after_dot=lambda: self._prepare_ahead(place + 1),
            )
        except ledger.ClaimLost:
            log.info("delivery_taken_away", delivery=delivery.pk)
        except ServerUnreachable:
            raise
        except Postponed as error:
            ledger.postpone(delivery, str(error))
        except (Refused, UnwritableAddress) as error:
            ledger.refuse(delivery, str(error))
            if isinstance(error, Refused) and error.is_about_recipient:
                record_refusal(delivery, str(error))
            log.warning("delivery_refused", delivery=delivery.pk)
        except Ambiguous as error:
            ledger.lose_track(delivery, str(error))
            log.warning("delivery_unknown", delivery=delivery.pk)
        except Exception as error:  # a fault of one letter must not stop the others
            log.exception("delivery_failed", delivery=delivery.pk)
            _set_aside(delivery, f"{type(error).__name__}: {error}")
        else:
            self._to_note.append(delivery)

    def _withdraw(self, delivery: Delivery, reason: str) -> None:
        """What spoke against it may have gone in between: a comment that is approved again, whose news then found this
        delivery claimed and nothing to revive. Not what a catch-up tells instead: its mark was put back already."""
        ledger.withdraw(delivery, reason)
        if reason == TAKEN_BACK or delivery.since is not None:
            return
        if not Correspondent().reason_against(delivery):
            ledger.revive_cancelled(Q(pk=delivery.pk))

    def _prepare(self, delivery: Delivery) -> "_Prepared":
        reason = self._correspondent.reason_against(delivery)
        if reason:
            return _Prepared(reason_against=reason)
        letter = self._correspondent.letter(delivery)
        return _Prepared(
            sender=return_path(delivery, letter),
            recipient=letter.recipient,
            message=signed(message_bytes(letter)),
            message_id=letter.message_id,
        )

    def _prepare_ahead(self, place: int) -> None:
        """Write the next letter while the server thinks. What speaks against it from now on takes its claim away."""
        if place >= len(self._claimed):
            return
        delivery = self._claimed[place]
        try:
            self._prepared[delivery.pk] = self._prepare(delivery)
        except Exception:  # noqa: BLE001 - it is met again, and dealt with, when it is this delivery's turn
            self._prepared.pop(delivery.pk, None)

    def _write_dot(self, delivery: Delivery, message_id: str) -> None:
        noting, self._to_note = self._to_note, []
        try:
            ledger.hand_over(delivery, message_id, noting)
        except BaseException:
            self._to_note = noting  # the commit did not come about; it is written by itself
            raise

    def _note(self) -> None:
        noting, self._to_note = self._to_note, []
        for delivery in noting:
            ledger.accepted(delivery)


def _set_aside(delivery: Delivery, words: str) -> None:
    """A fault of ours. Before the dot the mail waits; after it nobody knows, as with a broken connection."""
    if delivery.state == Delivery.State.DOT:
        ledger.lose_track(delivery, words)
    else:
        ledger.postpone(delivery, words)
