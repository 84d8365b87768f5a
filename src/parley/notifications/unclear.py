"""What the operator sees of the ledger and may do about it: nothing here happens by itself.

A mail is UNKNOWN when the connection, or the program, ended between the final dot and the server's answer. Only a
person can find out, in the mail server's log, whether it arrived: the Message-ID is the same in both.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from parley.kit import clock
from parley.notifications.models import Delivery
from parley.notifications.queries import deliveries_to_look_at

_TO_LOOK_AT = (Delivery.State.UNKNOWN, Delivery.State.REFUSED)


@dataclass(frozen=True, slots=True)
class UnclearMail:
    """One line of the list. The address is shortened: it is enough to find the line in the mail server's log."""

    id: int
    state: str
    purpose: str
    event: str
    recipient: str
    message_id: str
    written_at: datetime
    attempts: int
    reason: str


def counts_by_state() -> dict[str, int]:
    """How many deliveries are in each state; every state is named."""
    found = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Delivery.State.values}


def unclear_mails(most: int) -> list[UnclearMail]:
    """Unknown and refused mails, newest first."""
    return [
        UnclearMail(
            id=row.pk,
            state=row.state,
            purpose=row.purpose,
            event=row.event,
            recipient=shortened_address(row.reader.address),
            message_id=row.message_id,
            written_at=row.created_at,
            attempts=row.attempts,
            reason=row.last_error,
        )
        for row in deliveries_to_look_at()[:most]
    ]


def send_again(delivery_id: int) -> bool:
    """Queue an unknown or refused mail once more, by the operator's own word. False: there is none with this number.

    It keeps its Message-ID, so that a mail program which has it already can drop the second copy. `attempts` stays:
    the worker that lost track of it can say nothing about it any more once it is claimed anew.
    """
    moment = clock.now()
    return bool(
        Delivery.objects.filter(pk=delivery_id, state__in=_TO_LOOK_AT).update(
            state=Delivery.State.WAITING, due_at=moment, created_at=moment, last_error="sent again by the operator"
        )
    )


def settle(delivery_id: int) -> bool:
    """Take an unknown or refused mail off the list; it is never sent again. False: there is none with this number.

    It becomes SENT without a moment of sending. CANCELLED would be wrong: what was cancelled may be revived.
    """
    return bool(
        Delivery.objects.filter(pk=delivery_id, state__in=_TO_LOOK_AT).update(
            state=Delivery.State.SENT, sent_at=None, last_error="settled by the operator"
        )
    )


def shortened_address(address: str) -> str:
    """`dora@example.org` as `d…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
