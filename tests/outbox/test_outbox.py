"""Durable events: written with the change, dealt with once by each consumer."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from parley.kit import clock
from parley.outbox import consumers
from parley.outbox.actions import (
    LEASE,
    MAX_ATTEMPTS,
    append_event,
    append_events,
    deal_with_waiting_events,
    forget_old_events,
)
from parley.outbox.consumers import Consumer, register_consumer
from parley.outbox.models import Event, Receipt

pytestmark = pytest.mark.usefixtures("installation")

Handler = Callable[[Event], None]


class Ear:
    """A consumer's handler that remembers what it heard, and can fail first."""

    def __init__(self, failures: int = 0, fault: Exception | None = None) -> None:
        self.heard: list[str] = []
        self.failures = failures
        self.fault = fault or ValueError("no such bell")

    def __call__(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise self.fault
        self.heard.append(event.subject)


@pytest.fixture(autouse=True)
def only_our_consumers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own consumers are not asked; what a test registers is forgotten."""
    monkeypatch.setattr(consumers, "_consumers", {})


def listen(name: str = "ear", *, prompt: bool = False, ear: Ear | None = None) -> Ear:
    ear = ear or Ear()
    register_consumer(Consumer(name=name, handlers={"rang": ear}, prompt=prompt))
    return ear


def ring(subject: str = "bell:1") -> Event:
    with transaction.atomic():
        return append_event(kind="rang", subject=subject)


def test_an_event_needs_the_transaction_of_its_change() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append_event(kind="rang", subject="bell:1")


def ring_many(number: int) -> list[Event]:
    with transaction.atomic():
        return append_events(kind="rang", happened=[(f"bell:{place}", {"place": place}) for place in range(number)])


def test_many_events_need_the_transaction_of_their_change() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append_events(kind="rang", happened=[("bell:1", {})])


def test_many_events_are_dealt_with_one_by_one_where_nothing_else_is_known() -> None:
    prompt, later = listen("prompt", prompt=True), listen("later")
    ring_many(3)
    assert (prompt.heard, later.heard) == (["bell:0", "bell:1", "bell:2"], [])
    deal_with_waiting_events()
    assert (prompt.heard, later.heard) == (["bell:0", "bell:1", "bell:2"],) * 2


class Ears:
    """Hears many events at once, and can fail first."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[list[str]] = []
        self.failures = failures

    def __call__(self, events: list[Event]) -> None:
        if self.failures:
            self.failures -= 1
            raise self.fault
        self.heard.append([event.subject for event in events])


def test_a_prompt_consumer_of_many_hears_them_at_once_and_only_once() -> None:
    one, many = Ear(), Ears()
    register_consumer(Consumer(name="ear", handlers={"rang": one}, prompt=True, handlers_of_many={"rang": many}))
    ring_many(3)
    ring()
    deal_with_waiting_events()
    assert (many.heard, one.heard) == ([["bell:0", "bell:1", "bell:2"]], ["bell:1"])


def test_many_that_failed_together_are_tried_again_one_by_one() -> None:
    one, many = Ear(), Ears(failures=1)
    register_consumer(Consumer(name="ear", handlers={"rang": one}, prompt=True, handlers_of_many={"rang": many}))
    ring_many(2)
    assert set(Receipt.objects.filter(consumer="ear").values_list("state", "attempts")) == {("waiting", 1)}
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        deal_with_waiting_events()
    assert one.heard == ["bell:0", "bell:1"]


def test_no_event_is_written_where_nothing_happened() -> None:
    listen(prompt=True)
    assert ring_many(0) == []


def test_each_consumer_deals_with_each_event_once() -> None:
    first, second = listen("first"), listen("second")
    ring()
    deal_with_waiting_events()
    deal_with_waiting_events()
    assert (first.heard, second.heard) == (["bell:1"], ["bell:1"])


def test_events_are_dealt_with_in_their_order() -> None:
    ear = listen()
    for number in range(5):
        ring(f"bell:{number}")
    deal_with_waiting_events()
    assert ear.heard == [f"bell:{number}" for number in range(5)]


def test_an_event_that_nobody_wants_leaves_no_receipt() -> None:
    listen()
    with transaction.atomic():
        append_event(kind="whispered", subject="bell:1")
    assert not Receipt.objects.filter(event__kind="whispered").exists()


def test_a_rolled_back_change_leaves_no_event_and_calls_nobody() -> None:
    ear = listen(prompt=True)
    before = Event.objects.count()
    with transaction.atomic():
        append_event(kind="rang", subject="bell:1")
        transaction.set_rollback(True)
    assert (Event.objects.count(), ear.heard) == (before, [])


def test_a_prompt_consumer_hears_right_after_the_commit_and_not_again() -> None:
    ear = listen(prompt=True)
    with transaction.atomic():
        append_event(kind="rang", subject="bell:1")
        assert ear.heard == []
    assert ear.heard == ["bell:1"]
    deal_with_waiting_events()
    assert ear.heard == ["bell:1"]


def test_a_prompt_consumer_that_fails_does_not_break_the_change() -> None:
    ear = listen(prompt=True, ear=Ear(failures=1))
    event = ring()
    receipt = Receipt.objects.get(event=event)
    assert (ear.heard, receipt.state) == ([], Receipt.State.WAITING)
    assert receipt.last_error == "ValueError: no such bell"


def test_a_failure_is_tried_again_later_not_at_once() -> None:
    ear = listen(ear=Ear(failures=1))
    ring()
    deal_with_waiting_events()
    deal_with_waiting_events()
    assert ear.heard == []
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False):
        deal_with_waiting_events()
    assert ear.heard == ["bell:1"]


def test_each_wait_is_longer_than_the_last() -> None:
    listen(ear=Ear(failures=100))
    event = ring()
    moment, waits = clock.now(), []
    for _ in range(4):
        with time_machine.travel(moment, tick=False):
            deal_with_waiting_events()
            due = Receipt.objects.get(event=event).due_at
            waits.append(due - moment)
            moment = due
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_after_the_last_attempt_it_is_shown_as_failed_and_left_alone() -> None:
    ear = listen(ear=Ear(failures=100))
    event = ring()
    moment = clock.now()
    for _ in range(MAX_ATTEMPTS + 3):
        moment += timedelta(days=1)
        with time_machine.travel(moment, tick=False):
            deal_with_waiting_events()
    receipt = Receipt.objects.get(event=event)
    assert (receipt.state, receipt.attempts) == (Receipt.State.FAILED, MAX_ATTEMPTS)
    assert ear.failures == 100 - MAX_ATTEMPTS


def test_one_event_that_fails_does_not_stop_the_next() -> None:
    ear = listen(ear=Ear(failures=1))
    ring("bell:1")
    ring("bell:2")
    deal_with_waiting_events()
    assert ear.heard == ["bell:2"]


def test_the_claim_of_a_process_that_died_expires() -> None:
    ear = listen()
    event = ring()
    moment = clock.now()
    Receipt.objects.filter(event=event).update(state=Receipt.State.CLAIMED, attempts=1, due_at=moment + LEASE)
    with time_machine.travel(moment + LEASE / 2, tick=False):
        deal_with_waiting_events()
    assert ear.heard == []
    with time_machine.travel(moment + LEASE + timedelta(seconds=1), tick=False):
        deal_with_waiting_events()
    assert ear.heard == ["bell:1"]


def test_of_two_workers_at_once_one_deals_with_each_event() -> None:
    ear = listen()
    for number in range(12):
        ring(f"bell:{number}")
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(timeout=10)
            deal_with_waiting_events()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert failures == []
    assert sorted(ear.heard) == sorted(f"bell:{number}" for number in range(12))


def test_old_events_are_forgotten_when_everybody_has_dealt_with_them() -> None:
    listen()
    done, waiting = ring("bell:1"), ring("bell:2")
    Receipt.objects.filter(event=done).update(state=Receipt.State.DONE)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        forget_old_events()
    assert set(Event.objects.filter(kind="rang")) == {waiting}


def test_a_fault_of_the_machine_does_not_use_the_attempts_up() -> None:
    ear = listen(ear=Ear(failures=MAX_ATTEMPTS * 2, fault=OSError("the disk is full")))
    ring()
    moment = clock.now()
    for _ in range(MAX_ATTEMPTS * 2 + 1):
        moment += timedelta(seconds=30)
        with time_machine.travel(moment, tick=False):
            deal_with_waiting_events()
    assert ear.heard == ["bell:1"]


def test_what_a_killed_process_had_claimed_is_taken_over_within_a_minute() -> None:
    ear = listen()
    event = ring()
    Receipt.objects.filter(event=event).update(state=Receipt.State.CLAIMED, due_at=clock.now() + LEASE, attempts=1)
    with time_machine.travel(clock.now() + timedelta(seconds=50), tick=False):
        deal_with_waiting_events()
    assert ear.heard == ["bell:1"]


@pytest.mark.parametrize("state", [Receipt.State.WAITING, Receipt.State.CLAIMED])
@pytest.mark.parametrize("attempts", [0, 1])
def test_what_a_clock_wrote_that_was_a_day_ahead_is_dealt_with_now(state: str, attempts: int) -> None:
    ear = listen()
    event = ring()
    Receipt.objects.filter(event=event).update(state=state, due_at=clock.now() + timedelta(days=1), attempts=attempts)
    deal_with_waiting_events()
    assert ear.heard == ["bell:1"]
