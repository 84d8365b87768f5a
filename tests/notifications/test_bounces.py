"""Mail that comes back: what it means, whom it stops, and how the reader ends that."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications.bounces import receive_bounce, receive_complaint
from parley.notifications.bounces.blocks import bounce_score, reason_against, standing_blocks
from parley.notifications.bounces.reports import read_bounce
from parley.notifications.bounces.verdicts import judge_refusal
from parley.notifications.mail.plus_addresses import For, read_plus_address
from parley.notifications.models import Delivery, DeliveryProblem, MailBlock
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice
from tests.notifications.returned_mail import ANSWER, EXCHANGE, EXIM, QMAIL, VACATION, arf, dsn, head_of

Work = Callable[[], None]

READ = [
    (dsn(), ("gone", "5.1.1")),
    (dsn(status="5.0.0", said="smtp; 550 No such user here"), ("gone", "5.0.0")),
    (dsn(status="5.4.4", said="X-Postfix; Host or domain name not found"), ("gone", "5.4.4")),
    (dsn(status="5.2.2", said="smtp; 552 5.2.2 Over quota"), ("later", "5.2.2")),
    (dsn(status="5.7.1", said="smtp; 550 5.7.1 Message rejected as spam"), ("refused", "5.7.1")),
    (dsn(status="5.1.8", said="smtp; 550 5.1.8 Sender address rejected: Domain not found"), ("refused", "5.1.8")),
    (dsn(status="4.4.7", said="smtp; 451 4.4.1 timed out; given up"), ("later", "4.4.7")),
    (dsn(status="5.3.4", said="smtp; 552 5.3.4 Message too big"), ("refused", "5.3.4")),
    (dsn(action="delayed", status="4.4.1"), None),
    (dsn(action="delivered", status="2.0.0", said="smtp; 250 ok"), None),
    (dsn(action="relayed", status="2.0.0"), None),
    (dsn(action="Failed (really)", more="Will-Retry-Until: never\n"), ("gone", "5.1.1")),
    (QMAIL, ("gone", "5.1.1")),
    (EXCHANGE, ("gone", "")),
    (EXIM, ("later", "5.2.2")),
    (VACATION, None),
    (ANSWER, None),
]


@pytest.mark.parametrize(("octets", "expected"), READ)
def test_a_returned_mail_is_read_as_what_it_means(octets: bytes, expected: tuple[str, str] | None) -> None:
    verdict = read_bounce(message_from_bytes(octets))
    assert (verdict and (verdict.severity, verdict.status)) == expected


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("RCPT: 550 5.1.1 <dora@example.org>: Recipient address rejected: User unknown", "gone"),
        ("RCPT: 550 Requested action not taken: mailbox unavailable", "gone"),
        ("RCPT: 554 delivery error: dd This user doesn't have a mail.example account", "gone"),
        ("RCPT: 550 5.7.1 Blocked by our list", "refused"),
        ("RCPT: 554 5.7.1 Service unavailable; client host blocked", "refused"),
        ("RCPT: 552 Requested mail action aborted: exceeded storage allocation, quota exceeded", "later"),
        ("RCPT: 550 no", "refused"),
    ],
)
def test_a_refusal_in_the_session_is_read_likewise_and_names_nobody(words: str, severity: str) -> None:
    verdict = judge_refusal(words, is_permanent=True)
    assert verdict.severity == severity
    assert "dora@" not in verdict.words


@given(st.binary(max_size=600), st.text(max_size=200))
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
def test_nothing_that_comes_in_raises(octets: bytes, text: str) -> None:
    read_bounce(message_from_bytes(octets))
    read_bounce(message_from_bytes(dsn(status=text, said=text)))
    read_bounce(message_from_bytes(dsn().replace(b"Action", octets)))


@pytest.fixture
def sent(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice, settings: Any
) -> Delivery:
    """Dora was told of Cleo's comment."""
    settings.MAIL_INBOX = "talk@testserver"
    follow(dora)
    post(cleo)
    work()
    return Delivery.objects.get(purpose="comment", state="sent")


def test_each_mail_has_a_return_address_of_its_own_and_from_stays(sent: Delivery, post_office: PostOffice) -> None:
    (mail,) = post_office.mails
    assert mail.sender is not None
    assert read_plus_address(mail.sender) == (For.BOUNCE, (sent.pk,))
    assert "<conversation@testserver>" in str(mail.message["From"])


def test_no_such_mailbox_stops_all_mail_to_the_reader_and_says_so_once(
    sent: Delivery, post: Post, cleo: Reader, work: Work, post_office: PostOffice
) -> None:
    waiting = post(cleo, "A second one.")
    deal_with_waiting_events()
    receive_bounce(sent.pk, dsn())
    receive_bounce(sent.pk, dsn())
    assert DeliveryProblem.objects.count() == 1
    assert MailBlock.objects.get().purpose == ""
    assert Delivery.objects.get(comment=waiting).state == "cancelled"
    post(cleo, "A third one.")
    work()
    assert len(post_office.mails) == 1
    assert Delivery.objects.latest("pk").last_error == "mails to this address come back"


def test_what_is_no_bounce_stops_nothing(sent: Delivery) -> None:
    for octets in (VACATION, ANSWER, dsn(action="delayed"), b""):
        receive_bounce(sent.pk, octets)
    receive_bounce(sent.pk + 1000, dsn())
    assert not DeliveryProblem.objects.exists()


def test_a_full_mailbox_stops_mail_only_when_it_stays_full(
    sent: Delivery, post: Post, cleo: Reader, dora: Reader, work: Work
) -> None:
    full = dsn(status="5.2.2", said="smtp; 552 5.2.2 mailbox full")
    start = clock.now()
    for day in range(6):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            for hour in range(3):
                post(cleo, f"Comment {day} {hour}")
            work()
            for delivery in Delivery.objects.filter(state="sent", problems=None):
                receive_bounce(delivery.pk, full)
            assert bool(standing_blocks(dora)) == (day >= 4), day


def test_bounces_fade(sent: Delivery, dora: Reader) -> None:
    receive_bounce(sent.pk, dsn(status="5.7.1", said="smtp; 550 5.7.1 no"))
    assert bounce_score(dora) == pytest.approx(2.0, abs=0.01)
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert bounce_score(dora) == pytest.approx(1.0, abs=0.01)
    with time_machine.travel(clock.now() + timedelta(days=200)):
        assert bounce_score(dora) == 0


def test_a_recipient_refused_in_our_own_session_counts_as_a_bounce(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    post(cleo)
    post_office.plan("rcpt 550 5.1.1")
    work()
    assert Delivery.objects.get(purpose="comment").state == "refused"
    assert DeliveryProblem.objects.get().severity == "gone"
    assert standing_blocks(dora)


@pytest.mark.parametrize("answer", ["mail 550", "text 554"])
def test_a_refusal_that_is_not_about_the_recipient_does_not(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice, answer: str
) -> None:
    follow(dora)
    post(cleo)
    post_office.plan(answer)
    work()
    assert Delivery.objects.get(purpose="comment").state == "refused"
    assert not DeliveryProblem.objects.exists()


def complaint_about(post_office: PostOffice, **how: Any) -> bytes:
    return arf(head_of(post_office.mails[0].message), **how)


@pytest.mark.parametrize("how", [{}, {"headers_only": True}])
def test_a_complaint_stops_this_kind_of_mail_at_once_and_no_other(
    sent: Delivery, post: Post, cleo: Reader, dora: Reader, post_office: PostOffice, how: dict[str, Any]
) -> None:
    post(cleo, "A second one.")
    deal_with_waiting_events()
    assert receive_complaint(complaint_about(post_office, **how))
    assert receive_complaint(complaint_about(post_office, **how))
    assert (MailBlock.objects.get().purpose, DeliveryProblem.objects.get().severity) == ("comment", "complaint")
    second = Delivery.objects.latest("pk")
    assert (second.purpose, second.state) == ("comment", "cancelled")
    assert reason_against(Delivery(reader=dora, purpose="comment"))
    assert not reason_against(Delivery(reader=dora, purpose="sign_in"))


def test_a_complaint_is_known_by_its_return_address_alone(sent: Delivery, post_office: PostOffice) -> None:
    assert receive_complaint(arf("Subject: redacted", mail_from=str(post_office.mails[0].sender)))
    assert DeliveryProblem.objects.get().delivery == sent


def test_a_forged_or_foreign_complaint_does_nothing(sent: Delivery, post_office: PostOffice) -> None:
    head = head_of(post_office.mails[0].message)
    forged = head.replace(f"{sent.message_id}", f"<c{sent.comment_id}.r0123456789abcdef@testserver>")
    assert not receive_complaint(arf(forged))
    assert not receive_complaint(arf("Subject: x", mail_from=f"talk+b{sent.pk}-0123456789abcdef@testserver"))
    assert not receive_complaint(arf(head, kind="not-spam"))
    assert not receive_complaint(dsn())
    assert not receive_complaint(b"")
    assert not MailBlock.objects.exists()


def test_an_opt_out_stops_the_kind_without_counting_against_us(sent: Delivery, post_office: PostOffice) -> None:
    assert receive_complaint(complaint_about(post_office, kind="opt-out"))
    assert MailBlock.objects.exists()
    assert not DeliveryProblem.objects.exists()


def signed_in(reader: Reader) -> Client:
    from parley.accounts.models import ReaderSession
    from parley.accounts.signing_in import cookie_name, start_session

    token = start_session(reader=reader)
    assert ReaderSession.objects.filter(reader=reader).exists()
    browser = Client()
    browser.cookies[cookie_name()] = token
    return browser


def test_the_reader_is_told_on_the_own_page_and_goes_on_by_a_mail_that_arrives(
    sent: Delivery, post: Post, cleo: Reader, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    from tests.readers.conftest import link_in

    browser = signed_in(dora)
    assert "come back" not in browser.get("/my/").content.decode()
    receive_bounce(sent.pk, dsn())
    assert "Our mails to you come back" in browser.get("/my/").content.decode()
    browser.get("/my/mails-again/")
    send_due()
    assert len(post_office.mails) == 1
    browser.post("/my/mails-again/")
    send_due()
    assert browser.post(link_in(post_office, dora.address)).status_code == 303
    assert "come back" not in browser.get("/my/").content.decode()
    assert bounce_score(dora) == 0
    post(cleo, "After all that.")
    work()
    assert Delivery.objects.latest("pk").state == "sent"


def test_a_blocked_address_gets_one_trial_a_day(sent: Delivery, dora: Reader, post_office: PostOffice) -> None:
    browser = signed_in(dora)
    receive_bounce(sent.pk, dsn())
    for minutes in (0, 30, 60):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            browser.post("/my/mails-again/")
            send_due()
    assert len(post_office.mails) == 2


def test_a_slip_of_the_finger_is_undone_by_a_button(sent: Delivery, dora: Reader, post_office: PostOffice) -> None:
    receive_complaint(complaint_about(post_office))
    browser = signed_in(dora)
    assert "We have stopped some mails to you" in browser.get("/my/").content.decode()
    assert "Mails go on" in browser.post("/my/mails-again/").content.decode()
    assert not standing_blocks(dora)
