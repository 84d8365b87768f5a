"""Append an event; deal with events. The whole protocol is here."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from django.db import OperationalError, transaction
from django.db.models import F, Q

from parley.database.durability import without_waiting_for_the_disk
from parley.database.prepared import PreparedUpdate, insert
from parley.kit import clock
from parley.outbox.consumers import Consumer, HandlerOfMany, all_consumers, consumers_of
from parley.outbox.models import Event, Receipt

LEASE = timedelta(seconds=45)
"""How long a claim holds; after it another process may take the event over: the one that claimed it was killed."""

PROMPT_LEASE = timedelta(seconds=5)
"""The same for prompt consumers. A reader sees the own comment in the page, so nobody waits long for a process that is
no more; two that deal with the same event at once only make the same page twice."""

LONGEST_PAUSE = timedelta(hours=6)
"""Between two attempts. What is due later than that was written by a clock that ran ahead, and is due now."""

MACHINE_PAUSE = timedelta(seconds=20)
"""Until the next attempt when it was not the event's fault: disk full, database away, no file handle left."""

FEW = 4
"""Rows that are written one by one: a statement for so many is not kept prepared."""

MAX_ATTEMPTS = 12
"""With the backoff below about a day; then the receipt is FAILED and the operator sees it."""

Row = TypeVar("Row", Event, Receipt)

log = structlog.get_logger(__name__)

_claim_free = PreparedUpdate(
    lambda pk, attempts, now, until: (
        Receipt.objects.filter(
            Q(state=Receipt.State.WAITING)
            | Q(state=Receipt.State.CLAIMED, due_at__lte=now)
            | Q(state=Receipt.State.CLAIMED, due_at__gt=until),  # by a clock that was put back since
            pk=pk,
            attempts=attempts,
        ),
        {"state": Receipt.State.CLAIMED, "due_at": until, "attempts": F("attempts") + 1},
    )
)
# While this process's claim is the last: another's is not ended by us, or its death would be lost.
_note_done = PreparedUpdate(
    lambda pk, attempts: (
        Receipt.objects.filter(pk=pk, attempts=attempts),
        {"state": Receipt.State.DONE, "last_error": ""},
    )
)


def append_event(*, kind: str, subject: str, payload: dict[str, Any] | None = None) -> Event:
    """Write an event and a receipt for each of its consumers, in the caller's transaction.

    After the commit, prompt consumers deal with it in this process. A crash between the two loses nothing: the
    receipt waits for the worker.
    """
    return append_events(kind=kind, happened=[(subject, payload or {})])[0]


def append_events(*, kind: str, happened: Iterable[tuple[str, dict[str, Any]]]) -> list[Event]:
    """Write many events of one kind, each given by subject and payload; the same promises as for one.

    A decision about 500 comments is then two inserts, and prompt consumers see the 500 together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is written in the transaction of its change")
    moment = clock.now()
    events = _write(
        Event(kind=kind, subject=subject, payload=payload, happened_at=moment) for subject, payload in happened
    )
    consumers = consumers_of(kind) if events else ()
    receipts = _write(Receipt(event=event, consumer=c.name, due_at=moment) for event in events for c in consumers)
    for consumer in consumers:
        if consumer.prompt:
            own = [receipt for receipt in receipts if receipt.consumer == consumer.name]
            transaction.on_commit(partial(_deal_promptly, consumer, events, own), robust=True)
    return events


def _write(rows: Iterable[Row]) -> list[Row]:
    """Insert rows, which get their ids: few by prepared statements, many at once."""
    rows = list(rows)
    if len(rows) > FEW:
        return list(type(rows[0]).objects.bulk_create(rows))
    for row in rows:
        insert(row)
    return rows


def deal_with_waiting_events(*, limit: int = 200, apart: bool = False) -> int:
    """Let each consumer deal with what is due, oldest first: those that work `apart`, or all the others. Returns how
    many events were dealt with."""
    return sum(_deal_with_due(consumer, limit) for consumer in all_consumers() if consumer.apart == apart)


def _deal_promptly(consumer: Consumer, events: list[Event], receipts: list[Receipt]) -> None:
    of_many = consumer.handlers_of_many.get(events[0].kind)
    with without_waiting_for_the_disk():
        if of_many is not None and len(events) > 1:
            _deal_with_many(consumer, events, of_many)
            return
        for receipt in receipts:
            if _claim(receipt, consumer):
                _deal(consumer, receipt, receipt.event)


def _deal_with_many(consumer: Consumer, events: list[Event], of_many: HandlerOfMany) -> None:
    """Claim what no other process has claimed meanwhile, and deal with it in one go."""
    with transaction.atomic():
        waiting = Receipt.objects.select_for_update(of=("self",)).filter(event__in=events, consumer=consumer.name)
        free = list(waiting.filter(state=Receipt.State.WAITING).select_related("event").order_by("event_id"))
        claimed = Receipt.objects.filter(pk__in=[receipt.pk for receipt in free])
        claimed.update(state=Receipt.State.CLAIMED, due_at=clock.now() + PROMPT_LEASE, attempts=F("attempts") + 1)
    try:
        of_many([receipt.event for receipt in free])
    except Exception as error:  # noqa: BLE001 - as for one event: it is retried, one by one, and shown
        for receipt in free:
            receipt.attempts += 1
            _postpone(receipt, error)
    else:
        claimed.update(state=Receipt.State.DONE, last_error="")


def _deal_with_due(consumer: Consumer, limit: int) -> int:
    due = (
        Receipt.objects.filter(_is_due(consumer), consumer=consumer.name)
        .filter(state__in=(Receipt.State.WAITING, Receipt.State.CLAIMED))
        .select_related("event")
        .order_by("event_id")[:limit]
    )
    dealt = 0
    for receipt in due:
        if _claim(receipt, consumer):
            _deal(consumer, receipt, receipt.event)
            dealt += 1
    return dealt


def _is_due(consumer: Consumer) -> Q:
    """Due by the clock; or due so far ahead that only a clock which was put back since can have written it."""
    moment = clock.now()
    return (
        Q(due_at__lte=moment)
        | Q(state=Receipt.State.CLAIMED, due_at__gt=moment + _lease_of(consumer))
        | Q(state=Receipt.State.WAITING, attempts=0)
        | Q(state=Receipt.State.WAITING, due_at__gt=moment + LONGEST_PAUSE)
    )


def _lease_of(consumer: Consumer) -> timedelta:
    return PROMPT_LEASE if consumer.prompt else LEASE


def _claim(receipt: Receipt, consumer: Consumer) -> bool:
    """Compare-and-set: of any number of processes exactly one gets True, until the lease expires."""
    moment = clock.now()
    claimed = _claim_free(receipt.pk, receipt.attempts, moment, moment + _lease_of(consumer))
    if claimed:
        receipt.attempts += 1
    return bool(claimed)


class LongClaim:
    """For a handler whose work may outlast LEASE: renewed as it goes on, so that no second process joins in."""

    def __init__(self, event: Event, consumer: str) -> None:
        """Made by the handler, before its work."""
        self._receipts = Receipt.objects.filter(event=event, consumer=consumer)
        self._attempts = self._receipts.values_list("attempts", flat=True).first() or 0

    def renew(self) -> bool:
        """Hold the event for LEASE from now on. False: another process has claimed it since, and does the rest."""
        mine = self._receipts.filter(attempts=self._attempts, state=Receipt.State.CLAIMED)
        if mine.update(due_at=clock.now() + LEASE):
            return True
        return not self._receipts.filter(attempts__gt=self._attempts).exists()


def _deal(consumer: Consumer, receipt: Receipt, event: Event) -> None:
    try:
        consumer.handlers[event.kind](event)
    except Exception as error:  # noqa: BLE001 - any fault of one event must not stop the others; it is retried and shown
        _postpone(receipt, error)
    else:
        _note_done(receipt.pk, receipt.attempts)


def _postpone(receipt: Receipt, error: Exception) -> None:
    log.error("event_failed", event_id=receipt.event_id, consumer=receipt.consumer, exc_info=error)
    if isinstance(error, OSError | OperationalError):  # however long it lasts, it does not use the attempts up
        Receipt.objects.filter(pk=receipt.pk, attempts=receipt.attempts).update(
            state=Receipt.State.WAITING,
            due_at=clock.now() + MACHINE_PAUSE,
            attempts=max(receipt.attempts - 1, 1),
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
        return
    final = receipt.attempts >= MAX_ATTEMPTS
    Receipt.objects.filter(pk=receipt.pk, attempts=receipt.attempts).update(
        state=Receipt.State.FAILED if final else Receipt.State.WAITING,
        due_at=clock.now() + min(timedelta(seconds=4**receipt.attempts), LONGEST_PAUSE),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def forget_old_events() -> int:
    """Delete events that every consumer dealt with a month ago. Returns how many rows went, receipts included."""
    before = clock.now() - timedelta(days=30)
    open_receipts = Receipt.objects.exclude(state=Receipt.State.DONE).values("event")
    return Event.objects.filter(happened_at__lt=before).exclude(pk__in=open_receipts).delete()[0]
