"""Sending what is due: claim, write, hand over, note. The worker calls `send_due` about once a second.

At most once: everything that fails before the final dot is tried again; whatever is unclear after it is never sent
again by itself, and stands in `queries.deliveries_to_look_at`. SMTP cannot promise more (RFC 5321 4.5.3.2.6).
"""

from datetime import timedelta
from time import monotonic

import structlog

from parley.notifications import ledger
from parley.notifications.mail.configured import configured_transport
from parley.notifications.mail.headers import UnwritableAddress
from parley.notifications.mail.message import message_bytes
from parley.notifications.mail.transport import (
    Ambiguous,
    Postponed,
    Refused,
    ServerUnreachable,
    Transport,
)
from parley.notifications.models import Delivery
from parley.notifications.purposes import Correspondent

REST = timedelta(minutes=1)
"""Pause for everything that is due when the mail server itself cannot be reached."""

JOIN_BELOW = 0.05
"""Seconds: when a mail took less, the note that it was accepted is written by the commit of the next mail's dot.

One commit a mail instead of two. A slower server gains nothing by it, and the note must not wait for it.
"""

log = structlog.get_logger(__name__)


def send_due(*, limit: int = 50, transport: Transport | None = None) -> int:
    """Send what is due, at most `limit` mails over one connection. Returns how many deliveries were claimed.

    Any number of workers may call it at once. It must not run inside a transaction. It waits for the mail server: up
    to five minutes for an answer, ten after the final dot; a worker that has other work gives it a thread of its own.
    """
    unclear = ledger.settle_expired_dots()
    if unclear:
        log.error("deliveries_unknown", count=unclear)
    claimed = ledger.claim_due(limit)
    if not claimed:
        return 0
    with transport or configured_transport() as session:
        return _Round(session).send(claimed)


class _Round:
    """One round of claimed deliveries over one session."""

    def __init__(self, session: Transport) -> None:
        self._session = session
        self._correspondent = Correspondent()
        self._to_note: list[Delivery] = []

    def send(self, claimed: list[Delivery]) -> int:
        """Send them in turn, until the server cannot be reached. Returns how many were tried."""
        try:
            for place, delivery in enumerate(claimed):
                started = monotonic()
                try:
                    self._send(delivery)
                except ServerUnreachable as error:
                    log.warning("mail_server_unreachable", reason=str(error))
                    ledger.postpone(delivery, str(error))
                    ledger.release(claimed[place + 1 :], REST)
                    ledger.let_the_server_rest(REST)
                    return place + 1
                if monotonic() - started > JOIN_BELOW:
                    self._note()
        finally:
            self._note()
        return len(claimed)

    def _send(self, delivery: Delivery) -> None:
        """Raises ServerUnreachable only."""
        reason = self._correspondent.reason_against(delivery)
        if reason:
            ledger.withdraw(delivery, reason)
            return
        try:
            letter = self._correspondent.letter(delivery)
            self._session.hand_over(
                sender=letter.sender,
                recipient=letter.recipient,
                message=message_bytes(letter),
                before_dot=lambda: self._write_dot(delivery, letter.message_id),
            )
        except ledger.ClaimLost:
            log.info("delivery_taken_away", delivery=delivery.pk)
        except ServerUnreachable:
            raise
        except Postponed as error:
            ledger.postpone(delivery, str(error))
        except (Refused, UnwritableAddress) as error:
            ledger.refuse(delivery, str(error))
            log.warning("delivery_refused", delivery=delivery.pk)
        except Ambiguous as error:
            ledger.lose_track(delivery, str(error))
            log.warning("delivery_unknown", delivery=delivery.pk)
        except Exception as error:  # a fault of one letter must not stop the others
            log.exception("delivery_failed", delivery=delivery.pk)
            _set_aside(delivery, f"{type(error).__name__}: {error}")
        else:
            self._to_note.append(delivery)

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
