"""Sending what is due: claim, write, hand over, note. The worker calls `send_due` about once a second.

At most once: everything that fails before the final dot is tried again; whatever is unclear after it is never sent
again by itself, and stands in `queries.deliveries_to_look_at`. SMTP cannot promise more (RFC 5321 4.5.3.2.6).
"""

from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings

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
    Postponed,
    Refused,
    ServerUnreachable,
    Transport,
)
from parley.notifications.models import Delivery
from parley.notifications.purposes import Correspondent

REST = timedelta(minutes=1)
"""Pause for everything that is due when the mail server itself cannot be reached."""

log = structlog.get_logger(__name__)


def send_due(*, limit: int = 50, transport: Transport | None = None) -> int:
    """Send what is due, at most `limit` mails over one connection. Returns how many deliveries were claimed.

    Any number of workers may call it at once. It must not run inside a transaction. It waits for the mail server: up
    to five minutes for an answer, ten after the final dot; a worker that has other work gives it a thread of its own.
    """
    if not sends_mail(Path(settings.DATA)):
        return 0
    unclear = ledger.settle_expired_dots()
    if unclear:
        log.error("deliveries_unknown", count=unclear)
    due = list(ledger.due(limit))
    if not due:
        return 0
    claimed, correspondent = 0, Correspondent()
    with transport or configured_transport() as session:
        for delivery in due:
            if not sends_mail(Path(settings.DATA)):
                break
            if not ledger.claim(delivery):
                continue
            claimed += 1
            try:
                _send(delivery, correspondent, session)
            except ServerUnreachable as error:
                ledger.postpone(delivery, str(error))
                ledger.let_the_server_rest(REST)
                log.warning("mail_server_unreachable", reason=str(error))
                break
    return claimed


def _send(delivery: Delivery, correspondent: Correspondent, session: Transport) -> None:
    """One claimed delivery. Raises ServerUnreachable only."""
    reason = correspondent.reason_against(delivery)
    if reason:
        ledger.withdraw(delivery, reason)
        return
    try:
        letter = correspondent.letter(delivery)
        session.hand_over(
            sender=return_path(delivery, letter),
            recipient=letter.recipient,
            message=signed(message_bytes(letter)),
            before_dot=lambda: ledger.hand_over(delivery, letter.message_id),
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
        ledger.accepted(delivery)


def _set_aside(delivery: Delivery, words: str) -> None:
    """A fault of ours. Before the dot the mail waits; after it nobody knows, as with a broken connection."""
    if delivery.state == Delivery.State.DOT:
        ledger.lose_track(delivery, words)
    else:
        ledger.postpone(delivery, words)
