"""Three commands in one write (RFC 2920), where the server offers it; every answer still counts."""

from collections.abc import Iterator

import pytest

from parley.notifications.mail.smtp import SmtpServer
from parley.notifications.mail.transport import Postponed, Refused, ServerUnreachable
from tests.notifications.post_office import PostOffice

MAIL = b"Subject: Hello\r\nMessage-ID: <1@mail.example>\r\n\r\nHello\r\n"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice(pipelining=True) as office:
        yield office


def send(server: SmtpServer, recipient: str, dots: list[str]) -> None:
    server.hand_over(
        sender="from@mail.example", recipient=recipient, message=MAIL, before_dot=lambda: dots.append(recipient)
    )


def test_commands_leave_in_one_write(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("smtplib.SMTP.docmd", lambda *_command: asked.append("one by one"))
    with SmtpServer("127.0.0.1", office.port) as server:
        send(server, "ann@mail.example", [])
        send(server, "ben@mail.example", [])
        monkeypatch.undo()
    assert not asked
    assert [mail.recipients for mail in office.mails] == [["ann@mail.example"], ["ben@mail.example"]]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("mail 451", Postponed),
        ("mail 550", Refused),
        ("rcpt 450", Postponed),
        ("rcpt 550", Refused),
        ("data 451", Postponed),
        ("data 554", Refused),
    ],
)
def test_a_refusal_spoils_neither_the_session_nor_the_next_mail(
    office: PostOffice, answer: str, fault: type[Exception]
) -> None:
    office.plan(answer)
    dots: list[str] = []
    with SmtpServer("127.0.0.1", office.port) as server:
        with pytest.raises(fault) as refusal:
            send(server, "ann@mail.example", dots)
        send(server, "ben@mail.example", dots)
    assert answer.partition(" ")[2] in str(refusal.value)
    assert dots == ["ben@mail.example"]
    assert [mail.recipients for mail in office.mails] == [["ben@mail.example"]]
    assert office.connections == 1


def test_a_server_that_shuts_down_speaks_of_itself(office: PostOffice) -> None:
    office.plan("mail 421")
    dots: list[str] = []
    with SmtpServer("127.0.0.1", office.port) as server:
        with pytest.raises(ServerUnreachable):
            send(server, "ann@mail.example", dots)
        send(server, "ben@mail.example", dots)
    assert dots == ["ben@mail.example"]
    assert office.connections == 2
