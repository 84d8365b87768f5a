"""An inbox, and mails as readers' programs send them."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest

from parley.accounts.models import Reader
from parley.conversation.models import Comment
from parley.notifications.incoming.dealing import deal_with_received
from parley.notifications.incoming.listener import keep_listening, stop_listening
from parley.notifications.incoming.receiving import store_mail
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.models import ReceivedMail

INBOX = "talk@magazine.example"
Answer = Callable[..., ReceivedMail]


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    settings.MAIL_INBOX = INBOX


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def written(
    text: str = "It read low at Velka too.", *, sender: str = "Dora <dora@example.org>", number: int = 1, **fields: str
) -> EmailMessage:
    """A mail as a program sends it. `fields`: with underscores for hyphens."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["Subject"], message["Message-ID"] = sender, "Re: New comment", f"<{number}@example.org>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@pytest.fixture
def answer(installation: Any) -> Answer:
    """A reader's mail in answer to a comment, dealt with."""

    def send(comment: Comment, reader: Reader, message: EmailMessage | None = None) -> ReceivedMail:
        address = plus_address(For.ANSWER, comment.pk, reader.pk)
        store_mail(address=address, octets=(message or written()).as_bytes())
        deal_with_received()
        return ReceivedMail.objects.select_related("comment").latest("pk")

    return send


@pytest.fixture(params=["lmtp", "smtp"])
def server(request: Any, installation: Any, settings: Any) -> Iterator[smtplib.SMTP]:
    """A connection to the worker's own listener, by LMTP and by SMTP."""
    port = free_port()
    kind: str = request.param
    settings.PARLEY = settings.PARLEY.model_copy(update={"mail_listen": f"{kind}://127.0.0.1:{port}"})
    assert keep_listening()
    of_kind = smtplib.LMTP if kind == "lmtp" else smtplib.SMTP
    try:
        with of_kind("127.0.0.1", port) as connection:
            connection.ehlo_or_helo_if_needed()
            yield connection
    finally:
        stop_listening()
