"""The ledger against a real mail server: what fails before the dot is repeated, what is unclear after it never."""

import select
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.mail.smtp import SmtpServer
from parley.notifications.models import Delivery
from parley.notifications.queries import deliveries_to_look_at
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import CERTIFICATE, PostOffice


@pytest.fixture
def delivery(post: Post, follow: Follow, cleo: Reader, dora: Reader) -> Delivery:
    """Dora is to be told of Cleo's comment; nothing was sent yet."""
    follow(dora)
    post(cleo)
    deal_with_waiting_events()
    return Delivery.objects.get(purpose="comment")


def later(**pause: float) -> datetime:
    return clock.now() + timedelta(**pause)


def test_what_the_server_accepts_is_sent_and_its_identity_noted(delivery: Delivery, post_office: PostOffice) -> None:
    assert send_due() == 1
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert delivery.sent_at is not None
    assert post_office.mails[0].message["Message-ID"] == delivery.message_id


@pytest.mark.parametrize("answer", ["mail 451", "rcpt 450", "data 451", "text 451", "text 421"])
def test_a_temporary_fault_before_the_server_has_the_mail_is_tried_again(
    delivery: Delivery, post_office: PostOffice, answer: str
) -> None:
    post_office.plan(answer)
    send_due()
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert delivery.due_at > later(minutes=4)
    assert send_due() == 0
    with time_machine.travel(later(minutes=6)):
        send_due()
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert len(post_office.mails) == 1


def test_a_server_that_hangs_up_within_the_text_gets_no_dot_and_the_mail_later(
    delivery: Delivery, post_office: PostOffice
) -> None:
    class Attentive(SmtpServer):
        """Gives the hang-up the time to arrive; otherwise it may cross the dot, which makes an UNKNOWN."""

        def _unasked(self, session: smtplib.SMTP) -> bytes | None:
            assert session.sock is not None
            select.select([session.sock], [], [], 5)
            return super()._unasked(session)

    post_office.plan("drop in text")
    send_due(transport=Attentive("127.0.0.1", post_office.port))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.message_id) == ("waiting", "")
    with time_machine.travel(later(minutes=6)):
        send_due()
    assert len(post_office.mails) == 1


@pytest.mark.parametrize("answer", ["mail 550", "rcpt 550", "data 554", "text 554"])
def test_a_final_refusal_is_final_and_shown_to_the_operator(
    delivery: Delivery, post_office: PostOffice, answer: str
) -> None:
    post_office.plan(answer)
    send_due()
    with time_machine.travel(later(days=2)):
        assert send_due() == 0
    assert [d.state for d in deliveries_to_look_at()] == ["refused"]
    assert post_office.mails == []


@pytest.mark.parametrize("answer", ["drop stored", "drop lost", "garbage"])
def test_no_answer_to_the_final_dot_is_never_repeated_and_shown_to_the_operator(
    delivery: Delivery, post_office: PostOffice, answer: str
) -> None:
    post_office.plan(answer)
    send_due()
    for days in (1, 2, 3):
        with time_machine.travel(later(days=days)):
            assert send_due() == 0
    assert [d.state for d in deliveries_to_look_at()] == ["unknown"]
    assert len(post_office.mails) == (1 if answer == "drop stored" else 0)


def test_a_server_that_never_answers_the_dot_leaves_an_unknown(delivery: Delivery, post_office: PostOffice) -> None:
    post_office.plan("hang stored")
    send_due(transport=SmtpServer("127.0.0.1", post_office.port, timeout=5, timeout_after_dot=0.2))
    delivery.refresh_from_db()
    assert delivery.state == "unknown"


def test_a_message_arrives_byte_for_byte_and_its_line_ends_as_the_wire_wants_them(post_office: PostOffice) -> None:
    text = b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nbare\nline\rends"
    with SmtpServer("127.0.0.1", post_office.port) as server:
        server.hand_over(sender="a@x.test", recipient="b@x.test", message=text, before_dot=lambda: None)
    (mail,) = post_office.mails
    assert mail.octets == b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nbare\r\nline\r\nends\r\n"


def test_a_dead_server_puts_everything_off_by_a_minute_and_is_asked_once(
    delivery: Delivery, post: Post, cleo: Reader, post_office: PostOffice
) -> None:
    post(cleo, "Another one.")
    deal_with_waiting_events()
    dead = SmtpServer("127.0.0.1", 1, timeout=1)
    assert send_due(transport=dead) == 1
    assert send_due() == 0
    with time_machine.travel(later(minutes=6)):
        assert send_due() == 2
    assert len(post_office.mails) == 2


def test_the_other_mails_go_out_over_one_connection_when_one_is_refused(
    delivery: Delivery, post: Post, cleo: Reader, post_office: PostOffice
) -> None:
    for words in ("Second.", "Third."):
        post(cleo, words)
    deal_with_waiting_events()
    post_office.plan("accept", "rcpt 550", "accept")
    send_due()
    states = Delivery.objects.filter(purpose="comment").values_list("state", flat=True)
    assert sorted(states) == ["refused", "sent", "sent"]
    assert post_office.connections == 1


def test_a_server_that_hangs_up_after_each_mail_gets_the_next_one_over_a_new_connection(
    delivery: Delivery, post: Post, cleo: Reader, post_office: PostOffice
) -> None:
    post(cleo, "Second.")
    deal_with_waiting_events()
    post_office.plan("accept, hang up", "accept")
    send_due()
    with time_machine.travel(later(minutes=6)):  # only when the hang-up came too late to be seen
        send_due()
    assert len(post_office.mails) == 2


def test_a_worker_that_dies_before_the_dot_is_followed_by_one_that_sends_once(
    delivery: Delivery, post_office: PostOffice
) -> None:
    (dying,) = ledger.claim_due(1)
    assert send_due() == 0
    with time_machine.travel(later(minutes=11)):
        assert send_due() == 1
        assert send_due() == 0
        with pytest.raises(ledger.ClaimLost):
            ledger.hand_over(dying, "<late@testserver>")
    assert len(post_office.mails) == 1


def test_a_worker_that_dies_after_the_dot_leaves_an_unknown(delivery: Delivery, post_office: PostOffice) -> None:
    (dying,) = ledger.claim_due(1)
    ledger.hand_over(dying, "<c1.r1@testserver>")
    with time_machine.travel(later(minutes=16)):
        assert send_due() == 0
    assert [d.state for d in deliveries_to_look_at()] == ["unknown"]
    assert post_office.mails == []


def test_an_answer_that_comes_after_the_lease_still_counts(delivery: Delivery) -> None:
    (slow,) = ledger.claim_due(1)
    ledger.hand_over(slow, "<c1.r1@testserver>")
    with time_machine.travel(later(minutes=16)):
        ledger.settle_expired_dots()
        ledger.accepted(slow)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_of_two_workers_one_claims_a_row(delivery: Delivery) -> None:
    assert [len(ledger.claim_due(5)), len(ledger.claim_due(5))] == [1, 0]


def test_claims_given_back_untried_count_as_no_attempt(delivery: Delivery) -> None:
    (mine,) = ledger.claim_due(1)
    ledger.release([mine], timedelta(minutes=1))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    with pytest.raises(ledger.ClaimLost):
        ledger.hand_over(mine, "<late@testserver>")


@pytest.mark.parametrize(("step", "state"), [(ledger.postpone, "waiting"), (ledger.refuse, "refused")])
def test_a_no_that_comes_after_the_lease_still_counts(
    delivery: Delivery, step: Callable[[Delivery, str], None], state: str
) -> None:
    (slow,) = ledger.claim_due(1)
    ledger.hand_over(slow, "<c1.r1@testserver>")
    with time_machine.travel(later(minutes=16)):
        ledger.settle_expired_dots()
        step(slow, "451 not now")
    delivery.refresh_from_db()
    assert delivery.state == state


def test_a_worker_that_rested_for_a_week_gives_nothing_up_at_its_first_attempt(
    delivery: Delivery, post_office: PostOffice
) -> None:
    post_office.plan("rcpt 450")
    with time_machine.travel(later(days=7)):
        send_due()
    delivery.refresh_from_db()
    assert delivery.state == "waiting"


def test_a_slow_worker_cannot_put_the_dot_after_another_claim(delivery: Delivery, post_office: PostOffice) -> None:
    """The claim is lost between the text of the mail and its dot: the server must forget what it has."""

    class Overtaken(SmtpServer):
        def hand_over(self, *, before_dot: Callable[[], None], **mail: Any) -> None:
            def overtaken() -> None:
                Delivery.objects.filter(pk=delivery.pk).update(attempts=2)
                before_dot()

            super().hand_over(before_dot=overtaken, **mail)

    send_due(transport=Overtaken("127.0.0.1", post_office.port))
    assert post_office.mails == []


def test_two_workers_at_once_send_each_mail_once(
    post: Post, follow: Follow, cleo: Reader, post_office: PostOffice
) -> None:
    addresses = [f"reader{n}@example.org" for n in range(6)]
    for address in addresses:
        follow(record_reader(address=address))
    post(cleo)
    post(cleo, "Second.")
    deal_with_waiting_events()
    barrier = threading.Barrier(3)

    def worker() -> None:
        barrier.wait()
        try:
            for _ in range(3):
                send_due()
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(mail.recipients[0] for mail in post_office.mails) == sorted(addresses * 2)


def test_after_four_days_of_trying_the_mail_is_given_up(delivery: Delivery, post_office: PostOffice) -> None:
    post_office.plan(*["rcpt 450"] * 40)
    start = clock.now()
    for hours in range(0, 5 * 24, 1):
        with time_machine.travel(start + timedelta(hours=hours)):
            send_due()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "four days" in delivery.last_error
    assert 10 <= delivery.attempts <= 20


def test_an_address_that_cannot_stand_in_a_command_is_refused_without_a_word_to_the_server(
    delivery: Delivery, dora: Reader, post_office: PostOffice
) -> None:
    Reader.objects.filter(pk=dora.pk).update(address='"a\x01 b"@example.org')
    send_due()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert post_office.connections == 0


def test_a_password_that_the_server_does_not_take_costs_no_mail(delivery: Delivery, post_office: PostOffice) -> None:
    send_due(transport=SmtpServer("127.0.0.1", post_office.port, "somebody", "wrong"))
    delivery.refresh_from_db()
    assert delivery.state == "waiting"


def test_without_starttls_nothing_goes_out_where_encryption_was_asked_for(
    delivery: Delivery, post_office: PostOffice
) -> None:
    send_due(transport=SmtpServer("127.0.0.1", post_office.port, security="starttls"))
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert post_office.mails == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_mail_goes_out_encrypted_to_a_server_whose_certificate_is_trusted(
    delivery: Delivery, post: Post, cleo: Reader, encryption: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(cleo, "Second.")
    deal_with_waiting_events()
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with PostOffice(encryption) as office:
        office.plan("accept", "text 451")
        send_due(transport=SmtpServer("127.0.0.1", office.port, security=encryption))
        assert len(office.mails) == 1
    assert sorted(Delivery.objects.values_list("state", flat=True).filter(purpose="comment")) == ["sent", "waiting"]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_no_mail_goes_to_a_server_that_may_be_another(delivery: Delivery, encryption: str) -> None:
    with PostOffice(encryption) as office:
        send_due(transport=SmtpServer("127.0.0.1", office.port, security=encryption))
        assert office.mails == []
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert "certificate" in delivery.last_error.lower()


@pytest.mark.parametrize(("is_after_dot", "state"), [(False, "waiting"), (True, "unknown")])
def test_a_fault_of_ours_counts_as_a_broken_connection(delivery: Delivery, *, is_after_dot: bool, state: str) -> None:
    class Faulty(SmtpServer):
        def hand_over(self, *, before_dot: Callable[[], None], **mail: Any) -> None:
            if is_after_dot:
                before_dot()
            raise LookupError("a fault of ours")

    send_due(transport=Faulty("127.0.0.1", 1))
    delivery.refresh_from_db()
    assert delivery.state == state
