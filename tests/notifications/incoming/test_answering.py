"""A mail becomes a comment by the rules of the page, or its writer is told why not, with the words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from parley.accounts.models import Reader, User
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.erasing import Words, erase_reader
from parley.conversation.actions.people import impose
from parley.conversation.actions.policies import PolicyChange, set_policy
from parley.conversation.models import Comment, Thread
from parley.kit import clock
from parley.notifications.incoming.dealing import ANSWERS_A_DAY, REFUSALS_A_DAY, deal_with_received
from parley.notifications.incoming.receiving import forget_received, octets_of, store_mail
from parley.notifications.mail.plus_addresses import For, plus_address, read_plus_address
from parley.notifications.models import Delivery, DeliveryProblem, ReceivedMail
from parley.notifications.sending import send_due
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.incoming.conftest import INBOX, Answer, written
from tests.notifications.post_office import PostOffice
from tests.posting import HONEST

Work = Callable[[], None]
LINE = "##- Answer above this line, and your words stand in the conversation -##"


@pytest.fixture
def asked(post: Post, cleo: Reader) -> Comment:
    """Cleo's comment, which Dora answers."""
    return post(cleo)


@pytest.fixture
def known(post: Post, dora: Reader, cast: Cast) -> Reader:
    """Dora, of whom a moderator has approved a comment."""
    decide(comments=[post(dora, "Dora was here before.", author_name="Dora")], status="approved", moderator=cast.ben)
    return dora


def told(post_office: PostOffice, address: str = "dora@example.org") -> str:
    """The text of the one mail about an answer."""
    send_due()
    (mail,) = [mail for mail in post_office.to(address) if mail.message["X-Kind"] == "answer"]
    return " ".join(mail.part("text/plain").split())


def test_an_answer_by_mail_stands_under_the_comment(asked: Comment, known: Reader, answer: Answer) -> None:
    mail = answer(asked, known, written(f"{HONEST}\n\nOn 26.11.26 17:29, The Test Review wrote:\n> {LINE}\n> words"))
    assert (mail.state, mail.outcome, mail.raw) == ("posted", "", "")
    comment = mail.comment
    assert comment is not None
    assert (comment.parent, comment.reader, comment.author_name) == (asked, known, "Dora")
    assert (comment.source, comment.status, comment.staff) == (HONEST, "approved", None)
    assert not Delivery.objects.filter(purpose="answer").exists()


def test_the_mail_that_is_answered_says_how_and_where_to(
    asked: Comment, known: Reader, post: Post, follow: Follow, cleo: Reader, post_office: PostOffice, work: Work
) -> None:
    follow(known)
    comment = post(cleo, "News for those who follow.")
    work()
    mail = post_office.to("dora@example.org")[-1]
    assert read_plus_address(str(mail.message["Reply-To"])) == (For.ANSWER, (comment.pk, known.pk))
    for kind in ("text/plain", "text/html"):
        assert LINE in " ".join(mail.part(kind).split())
    # A mail program's answer to that very mail: everything of ours below is gone.
    quoted = "\n".join(f"> {line}" for line in mail.part("text/plain").split("\n"))
    store_mail(
        address=str(mail.message["Reply-To"]),
        octets=written(f"{HONEST}\n\nOn Thu, Nov 26, 2026 at 5:29 PM Ben <b@x.example> wrote:\n{quoted}").as_bytes(),
    )
    deal_with_received()
    made = ReceivedMail.objects.get().comment
    assert made is not None
    assert made.source == HONEST


def test_without_an_inbox_nothing_of_it_is_said(
    known: Reader, post: Post, follow: Follow, cleo: Reader, post_office: PostOffice, work: Work, settings: Any
) -> None:
    settings.MAIL_INBOX = ""
    follow(known)
    post(cleo, "News for those who follow.")
    work()
    mail = post_office.to("dora@example.org")[-1]
    assert mail.message["Reply-To"] is None
    assert "##-" not in mail.part("text/plain") + mail.part("text/html")


def test_the_same_mail_twice_makes_one_comment_and_one_row(asked: Comment, known: Reader, answer: Answer) -> None:
    first = answer(asked, known)
    again = written()
    trace = f"Received: from elsewhere by here; Thu, 26 Nov 2026 17:29:40 +0000\r\n{again.as_string()}"
    address = plus_address(For.ANSWER, asked.pk, known.pk)
    assert not store_mail(address=address.upper(), octets=trace.encode())
    deal_with_received()
    assert (ReceivedMail.objects.count(), Comment.objects.filter(parent=asked).count()) == (1, 1)
    assert first.comment is not None


def test_the_same_words_in_another_mail_are_said_to_stand(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice
) -> None:
    answer(asked, known)
    assert answer(asked, known, written(number=2)).outcome == "duplicate"
    assert Comment.objects.filter(parent=asked).count() == 1
    assert "These words are here already" in told(post_office)


def refused(mail: ReceivedMail, outcome: str) -> None:
    assert (mail.state, mail.outcome, mail.comment, mail.raw) == ("refused", outcome, None, "")
    assert not Comment.objects.filter(source__contains="Velka too").exists()


def test_another_sender_is_refused_and_the_owner_told_from_where(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice
) -> None:
    refused(answer(asked, known, written(sender="Sam <sam@spam.example>")), "wrong_sender")
    words = told(post_office)
    assert "s…@s….example" in words
    assert "sam@" not in words
    assert "Velka" not in words  # a stranger's words are nothing we would mail to anybody
    assert post_office.to("sam@spam.example") == []


def test_case_in_the_senders_address_does_not_count(asked: Comment, known: Reader, answer: Answer) -> None:
    assert answer(asked, known, written(sender="DORA@Example.ORG")).comment is not None


def test_a_closed_conversation(asked: Comment, known: Reader, answer: Answer, post_office: PostOffice) -> None:
    Thread.objects.filter(pk=asked.thread_id).update(is_open=False)
    refused(answer(asked, known), "closed")
    words = told(post_office)
    assert "This conversation is closed." in words
    assert "/conversation/reply/" not in words
    assert "> It read low at Velka too." in words


def test_a_comment_that_went(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice, cast: Cast
) -> None:
    decide(comments=[asked], status="trash", moderator=cast.ben)
    refused(answer(asked, known), "gone")
    assert "> It read low at Velka too." in told(post_office)


def test_a_banned_reader(asked: Comment, known: Reader, answer: Answer, post_office: PostOffice, cast: Cast) -> None:
    impose(reader=known, kind="ban", reason="Threats.", moderator=cast.ben)
    refused(answer(asked, known), "barred")
    assert "You cannot write here any more. The moderators' reason: Threats." in told(post_office)


def test_a_warned_reader_reads_the_warning_on_the_page(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice, cast: Cast
) -> None:
    impose(reader=known, kind="warning", reason="Please be kind.", moderator=cast.ben)
    refused(answer(asked, known), "warning")
    words = told(post_office)
    assert "Please be kind." in words
    assert f"/conversation/reply/{asked.pk}/" in words


def test_too_many_words(asked: Comment, known: Reader, answer: Answer, post_office: PostOffice) -> None:
    refused(answer(asked, known, written("word " * 5_000)), "too_long")
    words = told(post_office)
    assert "24,999 characters" in words
    assert words.count("word ") > 4_900


@pytest.mark.parametrize("text", ["", " \n", f"> {LINE}\n> quoted", "-- \nDora"])
def test_no_words(text: str, asked: Comment, known: Reader, answer: Answer, post_office: PostOffice) -> None:
    refused(answer(asked, known, written(text)), "empty")
    assert "We found no words of your own" in told(post_office)


def test_many_comments_in_a_short_time(asked: Comment, known: Reader, answer: Answer, post_office: PostOffice) -> None:
    for number in range(20):
        Comment.objects.create(
            thread=asked.thread, reader=known, author_name="Dora", source="x", html="x", status="spam",
            posted_at=clock.now(), received_at=clock.now(), private_key=f"p{number}", submission_key=f"s{number}",
        )  # fmt: skip
    refused(answer(asked, known), "rate")
    assert "You wrote a great deal in a short time. Please wait 10 minutes." in told(post_office)


def test_an_attachment_stays_behind_and_the_words_stand(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice
) -> None:
    message = written(HONEST)
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="gauge.jpg")
    mail = answer(asked, known, message)
    assert (mail.state, mail.outcome) == ("posted", "attachments")
    assert mail.comment is not None
    assert mail.comment.source == HONEST
    words = told(post_office)
    assert "What you attached could not come along: gauge.jpg." in words
    assert mail.comment.private_key in words


def test_a_reader_without_a_name_gives_one_on_the_page(
    asked: Comment, dora: Reader, answer: Answer, post_office: PostOffice
) -> None:
    Reader.objects.filter(pk=dora.pk).update(name="")
    refused(answer(asked, dora, written(sender="Dora Realname <dora@example.org>")), "name")
    assert "under which name" in told(post_office)


def test_the_name_is_that_of_the_own_comments_not_what_others_typed(
    asked: Comment, known: Reader, answer: Answer
) -> None:
    Reader.objects.filter(pk=known.pk).update(name="Typed by Sam into the form")
    made = answer(asked, known, written(sender="Dora Realname <dora@example.org>")).comment
    assert made is not None
    assert made.author_name == "Dora"


def test_what_waits_is_said_once_a_day(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice, cast: Cast
) -> None:
    set_policy(scope="site", change=PolicyChange(mode="all_held"), moderator=cast.ann)
    mail = answer(asked, known)
    assert mail.comment is not None
    assert (mail.comment.status, mail.outcome) == ("pending", "held")
    answer(asked, known, written("And at Lindau.", number=2))
    assert "waits for a moderator" in told(post_office)


@pytest.mark.parametrize(
    ("name", "value"),
    [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("List-Id", "<x.y>"), ("Return-Path", "<>")],
)
def test_a_program_is_not_answered(name: str, value: str, asked: Comment, known: Reader, answer: Answer) -> None:
    mail = answer(asked, known, written("I am away.", **{name.replace("-", "_"): value}))
    assert (mail.state, mail.outcome, mail.raw) == ("ignored", "automatic", "")
    assert not Delivery.objects.exists()


def test_two_programs_soon_stop_writing_to_each_other(
    asked: Comment, known: Reader, post_office: PostOffice, answer: Answer
) -> None:
    for number in range(ANSWERS_A_DAY + 5):
        answer(asked, known, written("", number=number))
    send_due()
    assert len(post_office.to("dora@example.org")) == REFUSALS_A_DAY
    assert ReceivedMail.objects.filter(outcome="too_many").count() == 5


def test_the_answer_to_an_answer_says_that_a_program_wrote_it(
    asked: Comment, known: Reader, answer: Answer, post_office: PostOffice
) -> None:
    answer(asked, known, written(""))
    send_due()
    (mail,) = post_office.mails
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Reply-To"] is None


@pytest.fixture
def staff(cast: Cast, dora: Reader) -> User:
    """Ben, whose account has Dora's address."""
    User.objects.filter(pk=cast.ben.pk).update(email="dora@example.org")
    return User.objects.get(pk=cast.ben.pk)


def test_staff_answer_as_staff_where_our_server_vouches_for_from(
    asked: Comment, dora: Reader, staff: User, answer: Answer, settings: Any
) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"mail_authserv_id": "mx.magazine.example"})
    made = answer(
        asked, dora, written(HONEST, Authentication_Results="mx.magazine.example; dmarc=pass header.from=example.org")
    ).comment
    assert made is not None
    assert (made.staff, made.author_name) == (staff, "Ben")


def test_without_that_word_nobody_passes_for_staff(
    asked: Comment, dora: Reader, staff: User, answer: Answer, post_office: PostOffice
) -> None:
    Reader.objects.filter(pk=dora.pk).update(name="Ben")
    mail = answer(asked, dora, written(HONEST, Authentication_Results="mx.magazine.example; dmarc=pass"))
    assert (mail.comment, mail.outcome) == (None, "name")
    assert "belongs to somebody who works here" in told(post_office)


def test_a_returned_mail_is_known_by_its_address(known: Reader, follow: Follow) -> None:
    follow(known)
    delivery = Delivery.objects.latest("pk")
    returned = (
        b"From: MAILER-DAEMON@mx.example\r\nAuto-Submitted: auto-replied\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; dora@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    store_mail(address=plus_address(For.BOUNCE, delivery.pk), octets=returned)
    deal_with_received()
    assert DeliveryProblem.objects.get().delivery == delivery
    assert ReceivedMail.objects.get().state == "handed_on"
    assert not Comment.objects.filter(source__contains="5.1.1").exists()


def test_a_complaint_to_the_inbox_is_one_about_the_mail_it_names(known: Reader, follow: Follow) -> None:
    follow(known)
    delivery = Delivery.objects.latest("pk")
    report = (
        "From: fbl@mail.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        f"Original-Mail-From: <{plus_address(For.BOUNCE, delivery.pk)}>\r\n\r\n--b--\r\n"
    )
    store_mail(address=INBOX, octets=report.encode())
    deal_with_received()
    assert (DeliveryProblem.objects.get().severity, ReceivedMail.objects.get().state) == ("complaint", "handed_on")


def test_a_mail_to_the_address_that_stops_ends_the_subscription_and_nothing_else(known: Reader, follow: Follow) -> None:
    subscription = follow(known)
    store_mail(address=plus_address(For.STOP, subscription.pk), octets=written("unsubscribe").as_bytes())
    deal_with_received()
    subscription.refresh_from_db()
    assert (subscription.state, Comment.objects.filter(source="unsubscribe").count()) == ("ended", 0)


def test_a_reader_who_was_erased_leaves_no_mail_behind(asked: Comment, known: Reader) -> None:
    address = plus_address(For.ANSWER, asked.pk, known.pk)
    store_mail(address=address, octets=written().as_bytes())
    assert "Velka" in octets_of(ReceivedMail.objects.get()).decode()
    erase_reader(reader=known, words=Words.KEEP)
    assert not ReceivedMail.objects.exists()


def test_refused_words_go_after_a_week_and_rows_after_three_months(
    asked: Comment, known: Reader, answer: Answer
) -> None:
    Thread.objects.filter(pk=asked.thread_id).update(is_open=False)
    assert answer(asked, known).words
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert (forget_received(), ReceivedMail.objects.get().words) == (1, "")
        assert forget_received() == 0
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        forget_received()
    assert not ReceivedMail.objects.exists()


def test_a_fault_of_ours_is_tried_again_and_then_left_for_the_operator(
    asked: Comment, known: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_mail(address=plus_address(For.ANSWER, asked.pk, known.pk), octets=written().as_bytes())

    def fails(**_given: Any) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("parley.notifications.incoming.dealing.post_answer", fails)
    moment = clock.now()
    for attempt in range(5):
        with time_machine.travel(moment + timedelta(minutes=6 * attempt), tick=False):
            assert deal_with_received() == 1
            assert deal_with_received() == 0
    mail = ReceivedMail.objects.get()
    assert (mail.state, mail.attempts) == ("failed", 5)
    assert b"Velka" in octets_of(mail)
