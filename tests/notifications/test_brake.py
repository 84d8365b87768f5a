"""The brake: a kind of mail that fares badly stops by itself, waits, and goes on when somebody says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from parley.accounts.actions import record_reader
from parley.kit import clock
from parley.notifications import brake
from parley.notifications.bounces.actions import record_problem
from parley.notifications.bounces.verdicts import Severity, Verdict
from parley.notifications.models import Brake, Delivery
from parley.notifications.sending import send_due
from tests.conftest import Cast
from tests.notifications.post_office import PostOffice

Sent = Callable[..., list[Delivery]]


@pytest.fixture
def sent(cast: Cast) -> Sent:
    """Mails of a kind that were sent some time ago."""
    made = 0

    def send(count: int, *, purpose: str = "comment", ago: timedelta = timedelta(hours=1)) -> list[Delivery]:
        nonlocal made
        moment = clock.now() - ago
        rows = []
        for _each in range(count):
            made += 1
            rows.append(
                Delivery(
                    event=f"test:{made}",
                    reader=record_reader(address=f"r{made}@example.org"),
                    purpose=purpose,
                    state="sent",
                    due_at=moment,
                    created_at=moment,
                    sent_at=moment,
                )
            )
        return Delivery.objects.bulk_create(rows)

    return send


def bounce(deliveries: list[Delivery], severity: Severity = Severity.GONE) -> None:
    for delivery in deliveries:
        record_problem(delivery, Verdict(severity, "5.1.1"))


def test_five_in_a_hundred_go_on_and_six_stop(sent: Sent) -> None:
    mails = sent(100)
    bounce(mails[:5])
    assert brake.braked_purposes() == []
    assert brake.record_of("comment").is_worrying
    bounce(mails[5:6])
    assert brake.braked_purposes() == ["comment"]
    standing = Brake.objects.get()
    assert (standing.mails, standing.bounces, standing.complaints) == (100, 6, 0)


def test_few_mails_say_nothing(sent: Sent) -> None:
    bounce(sent(49))
    assert brake.braked_purposes() == []


def test_a_small_site_is_judged_by_its_last_fifty(sent: Sent) -> None:
    for day in range(20, 0, -1):
        mails = sent(5, ago=timedelta(days=day))
    bounce(mails[:3])
    assert brake.record_of("comment").mails == 50
    assert brake.braked_purposes() == ["comment"]


def test_full_mailboxes_do_not_count(sent: Sent) -> None:
    bounce(sent(60), Severity.LATER)
    assert brake.braked_purposes() == []


def test_one_complaint_is_a_slip_and_two_of_a_hundred_are_not(sent: Sent) -> None:
    mails = sent(100)
    bounce(mails[:1], Severity.COMPLAINT)
    assert brake.braked_purposes() == []
    assert brake.record_of("comment").is_worrying
    bounce(mails[1:2], Severity.COMPLAINT)
    assert brake.braked_purposes() == ["comment"]


def test_two_complaints_of_a_thousand_are_a_warning(sent: Sent) -> None:
    bounce(sent(1000)[:2], Severity.COMPLAINT)
    assert brake.braked_purposes() == []
    assert brake.record_of("comment").is_worrying


def test_what_waits_is_kept_other_kinds_go_on_and_a_release_sends_it(sent: Sent, post_office: PostOffice) -> None:
    sent(2, purpose="confirm")
    mails = sent(60)
    bounce(mails[:10])
    reader = record_reader(address="dora@example.org")
    moment = clock.now()
    waiting = Delivery.objects.create(
        event="test:w", reader=reader, purpose="comment", due_at=moment, created_at=moment
    )
    other = Delivery.objects.create(event="test:o", reader=reader, purpose="confirm", due_at=moment, created_at=moment)
    send_due()
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert other.attempts == 1
    assert brake.release(purpose="comment")
    assert not brake.release(purpose="comment")
    send_due()
    waiting.refresh_from_db()
    assert waiting.attempts == 1


def test_after_a_release_the_bounces_before_it_and_late_ones_of_the_same_mails_count_no_more(sent: Sent) -> None:
    mails = sent(100)
    bounce(mails[:10])
    brake.release(purpose="comment")
    bounce(mails[10:40])
    assert brake.braked_purposes() == []
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        bounce(sent(49, ago=timedelta(minutes=1)))
        assert brake.braked_purposes() == []
        bounce(sent(1, ago=timedelta(minutes=1)))
        assert brake.braked_purposes() == ["comment"]
    assert Brake.objects.count() == 2


def test_links_to_sign_in_are_never_braked(sent: Sent) -> None:
    bounce(sent(60, purpose="sign_in"))
    assert brake.braked_purposes() == []
    assert brake.record_of("sign_in").is_bad


def test_recipients_refused_in_the_session_count_as_sent(sent: Sent) -> None:
    mails = sent(60)
    Delivery.objects.filter(pk__in=[m.pk for m in mails[:4]]).update(state="refused", sent_at=None)
    bounce(list(Delivery.objects.filter(state="refused")))
    assert (brake.record_of("comment").mails, brake.record_of("comment").bounces) == (60, 4)
    assert brake.braked_purposes() == ["comment"]
