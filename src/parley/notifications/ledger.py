"""The ledger of deliveries: every step from one state to the next, each a compare-and-set.

    waiting ── claim ──> sending ── hand_over ──> dot ── accepted ──> sent
       ^                    │                      │
       └──── postpone ──────┴──────────────────────┤──> refused
                                                   └──> unknown

The number of attempts is the fence: it grows with each claim, and a step counts only for the claim that it belongs to.
So a worker that was paused longer than its lease cannot put the final dot under a mail that another worker has
claimed since; and a reader who stops, or a comment that is withdrawn, takes the mail away up to that very moment.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from parley.accounts.models import Reader
from parley.database.prepared import PreparedUpdate
from parley.kit import clock
from parley.notifications.brake import braked_purposes
from parley.notifications.models import Delivery, Subscription

LEASE = timedelta(minutes=10)
"""How long a claim holds before the dot. Too short costs a repeated attempt, never a second mail (see the fence)."""

DOT_LEASE = timedelta(minutes=15)
"""How long an answer to the final dot may take: RFC 5321 4.5.3.2.6 asks for ten minutes. Then it is UNKNOWN."""

BACKOFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=4), timedelta(hours=8))
"""Pause after the first, second, … failed attempt; the last one repeats."""

GIVE_UP_AFTER = timedelta(days=4)
"""RFC 5321 4.5.4.1 asks for four to five days of trying."""

LEAST_ATTEMPTS = 6
"""A mail is not given up before so many: a worker that rested for a week, or a clock that leapt, is no refusal."""

_State = Delivery.State
_OPEN = (_State.WAITING, _State.SENDING)
_HELD = (_State.SENDING, _State.DOT, _State.UNKNOWN)
"""States in which the word of the worker that holds the fence counts."""

# Both run for every mail.
_write_dot = PreparedUpdate(
    lambda pk, attempts, message_id, until: (
        Delivery.objects.filter(pk=pk, attempts=attempts, state=_State.SENDING),
        {"state": _State.DOT, "due_at": until, "message_id": message_id},
    )
)
_note_accepted = PreparedUpdate(
    lambda pk, attempts, moment: (
        Delivery.objects.filter(pk=pk, attempts=attempts, state__in=(_State.DOT, _State.UNKNOWN)),
        {"state": _State.SENT, "sent_at": moment, "last_error": ""},
    )
)


class ClaimLost(Exception):
    """The delivery is no longer this worker's: cancelled, or claimed anew after the lease. Nothing may be sent."""


def record(
    *,
    event: str,
    reader: Reader,
    purpose: str,
    subscription: Subscription | None = None,
    due_at: datetime | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> bool:
    """Queue one mail, to leave now or at `due_at`, unless this reader was to be told of this event already. Returns
    whether it is new. `since` and `until`: what a mail about many things tells of."""
    moment = clock.now()
    _delivery, created = Delivery.objects.get_or_create(
        event=event,
        reader=reader,
        purpose=purpose,
        defaults={
            "subscription": subscription,
            "since": since,
            "until": until,
            "due_at": due_at or moment,
            "created_at": moment,
        },
    )
    return created


def due(limit: int) -> QuerySet[Delivery]:
    """Deliveries that may be claimed now, oldest first: waiting ones, and claims whose worker died before the dot.

    Not those of a kind that the brake has stopped: they wait.
    """
    return (
        Delivery.objects.filter(state__in=_OPEN, due_at__lte=clock.now())
        .exclude(purpose__in=braked_purposes())
        .select_related("reader__mails", "subscription")
        # What many mails share is read once, not joined to each.
        .prefetch_related("subscription__thread", "comment__thread", "comment__parent", "comment__reader")
        .order_by("due_at", "pk")[:limit]
    )


def claim_due(limit: int) -> list[Delivery]:
    """Take at most `limit` of what is due, in one transaction: of any number of workers one gets each, until the lease
    expires. One commit for many claims; the fence still stands for each row alone.
    """
    if not Delivery.objects.filter(state__in=_OPEN, due_at__lte=clock.now()).exists():
        return []  # the usual case, once a second: a read, where a claim asks for the write lock
    with transaction.atomic(durable=True):
        # On PostgreSQL what another worker holds is passed over; on SQLite the transaction has the only write lock.
        claimed = list(due(limit).select_for_update(skip_locked=True, of=("self",)))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
            state=_State.SENDING, due_at=clock.now() + LEASE, attempts=F("attempts") + 1
        )
    for delivery in claimed:
        delivery.attempts += 1
        delivery.state = _State.SENDING
    return claimed


def release(deliveries: Iterable[Delivery], pause: timedelta) -> None:
    """Give claims back that were never tried: the attempt does not count, or a dead server would use them all up.

    The number may go back, since this worker is the only one that holds it, and acts on it no more.
    """
    moment = clock.now()
    with transaction.atomic():
        for delivery in deliveries:
            _mine(delivery, _State.SENDING).update(
                state=_State.WAITING, due_at=moment + pause, attempts=F("attempts") - 1
            )


def hand_over(delivery: Delivery, message_id: str, noting: Iterable[Delivery] = ()) -> None:
    """Write, durably, that the final dot comes next. From here on nothing sends this delivery again by itself.

    `noting` was accepted before, and is noted by the same commit. Raises ClaimLost: then the dot must not be sent.
    The commit is the point of the step, so it refuses to run inside another transaction.
    """
    with transaction.atomic(durable=True):
        for earlier in noting:
            accepted(earlier)
        changed = _write_dot(delivery.pk, delivery.attempts, message_id, clock.now() + DOT_LEASE)
    if not changed:
        raise ClaimLost
    delivery.state = _State.DOT


def accepted(delivery: Delivery) -> None:
    """The server took the mail. True even when the answer came so late that the row counted as unknown already."""
    _note_accepted(delivery.pk, delivery.attempts, clock.now())


def postpone(delivery: Delivery, why: str, *, pause: timedelta | None = None) -> None:
    """The server does not have the mail, and may take it later. After four days of trying it never will.

    `pause` is given where it was the server that failed, and not this mail; else it grows with the attempts.

    That is certain also when the row counted as unknown already, because the answer came late or the clock leapt.
    """
    moment = clock.now()
    if moment - delivery.created_at >= GIVE_UP_AFTER and delivery.attempts >= LEAST_ATTEMPTS:
        refuse(delivery, f"given up after four days: {why}")
        return
    pause = pause or BACKOFF[min(delivery.attempts, len(BACKOFF)) - 1]
    _mine(delivery, *_HELD).update(state=_State.WAITING, due_at=moment + pause, last_error=_shortened(why))


def refuse(delivery: Delivery, why: str) -> None:
    """The mail will never be accepted. The operator sees the row."""
    _mine(delivery, *_HELD).update(state=_State.REFUSED, last_error=_shortened(why))


def lose_track(delivery: Delivery, why: str) -> None:
    """The connection broke after the dot: the server may or may not have the mail. Never again by itself."""
    _mine(delivery, _State.DOT).update(state=_State.UNKNOWN, last_error=_shortened(why))


def withdraw(delivery: Delivery, why: str) -> None:
    """What the mail would say is no longer true, or no longer wanted."""
    _mine(delivery, _State.SENDING).update(state=_State.CANCELLED, last_error=_shortened(why))


def settle_expired_dots() -> int:
    """Rows whose worker died between the dot and the answer become UNKNOWN. Returns how many."""
    expired = Delivery.objects.filter(state=_State.DOT, due_at__lte=clock.now())
    if not expired.exists():  # the usual case, once a second: a read, where an update would ask for the write lock
        return 0
    return expired.update(
        state=_State.UNKNOWN, last_error="the program ended between the final dot and the server's answer"
    )


def cancel_queued(concerned: Q) -> int:
    """Cancel what matches and was not handed over yet, claimed or not. Returns how many."""
    return Delivery.objects.filter(concerned, state__in=_OPEN).update(state=_State.CANCELLED, last_error="")


def revive_cancelled(concerned: Q) -> int:
    """Queue again what matches and was cancelled, where its subscription stands. It was never handed over.

    `created_at` moves, since it is the date that the mail will carry. `attempts` stays: it is the fence.
    """
    moment: datetime = clock.now()
    wanted = Delivery.objects.filter(concerned, state=_State.CANCELLED).exclude(subscription__state="ended")
    return Delivery.objects.filter(pk__in=list(wanted.values_list("pk", flat=True)), state=_State.CANCELLED).update(
        state=_State.WAITING, due_at=moment, created_at=moment
    )


def let_the_server_rest(pause: timedelta) -> None:
    """Put off whatever is due: the mail server itself cannot be reached, and each row would only find that out anew."""
    moment = clock.now()
    Delivery.objects.filter(state=_State.WAITING, due_at__lte=moment + pause).update(due_at=moment + pause)


def _mine(delivery: Delivery, *states: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state__in=states, attempts=delivery.attempts)


def _shortened(why: str) -> str:
    return why[:500]
