"""A reader answers the mail about a comment, and the words stand in the page."""

import smtplib

import pytest

from tests.journeys.conftest import Open
from tests.journeys.house import House, free_port
from tests.journeys.patience import until
from tests.journeys.test_telling import LAKE, confirm, say, told_of
from tests.notifications.post_office import Mail

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

WORDS = "The pilot of the *second* ferry told me the same, and my sister has it in her diary."


def answered(mail: Mail, reader: str, words: str) -> bytes:
    """What a mail program makes of "answer": the words, then all of the mail quoted, a signature, to Reply-To."""
    quoted = "\r\n".join(f"> {line}" for line in mail.part("text/plain").splitlines())
    text = (
        f"From: {reader}\r\nTo: {mail.message['Reply-To']}\r\nSubject: Re: {mail.message['Subject']}\r\n"
        f"Message-ID: <answer-1@example.org>\r\nIn-Reply-To: {mail.message['Message-ID']}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{words}\r\n\r\n-- \r\nJorun, from the shore\r\n\r\n"
        f"On Thu, Nov 26, 2026 at 5:29 PM The Shore Review <talk@shore.example> wrote:\r\n\r\n{quoted}\r\n"
    )
    return text.encode()


def test_an_answer_by_mail_stands_in_the_page(visit: Open, house: House) -> None:
    port = free_port()
    listening = {"PARLEY_MAIL_INBOX": "talk@shore.example", "PARLEY_MAIL_LISTEN": f"lmtp://127.0.0.1:{port}"}
    with house.started_again_with(**listening):
        say(
            visit,
            "I took the first ferry every spring until it was sold.",
            name="Jorun",
            notify="For every new comment",
        )
        confirm(visit, house, "jorun@example.org")
        say(visit, "Somebody must have kept the log of that ferry.", name="Knut")
        mail = told_of(house, "jorun@example.org", "kept the log of that ferry")
        assert "##- Answer above this line" in mail.part("text/plain")

        for _sent_twice in range(2):
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as wire:
                wire.sendmail(
                    "jorun@example.org", [mail.message["Reply-To"]], answered(mail, "jorun@example.org", WORDS)
                )
        window = visit()

        def stands() -> bool:
            window.open(LAKE)
            return window.page.get_by_text("has it in her diary").count() > 0

        until(stands, "the answer stands in the page", within=30)
        answer = window.page.locator("article.comment, .comment").filter(has_text="has it in her diary").last
        assert answer.locator("em").inner_text() == "second"
        assert window.page.get_by_text("has it in her diary").count() == 1
        assert window.page.get_by_text("Jorun, from the shore").count() == 0
        assert window.page.get_by_text("##-").count() == 0
