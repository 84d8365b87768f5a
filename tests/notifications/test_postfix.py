"""Our mail on its way through a real mail server: nothing in it may change that a reader or a signature needs."""

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.models import Thread
from parley.notifications.actions import request_subscription
from parley.notifications.mail.message import message_bytes
from parley.notifications.models import Delivery
from parley.notifications.purposes import Correspondent
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import Mail, PostOffice
from tests.notifications.postfix import CAN_RUN, WHY_NOT, Postfix

pytestmark = pytest.mark.skipif(not CAN_RUN, reason=WHY_NOT)

HARD_TO_CARRY = "\n\n".join(
    [
        ".",
        "..",
        ".a line that begins with a dot",
        "Überfüllung, Ψυχή, 水位, 🌊 and a soft\u00adhyphen",
        "long" * 1_500,
        "From here on it might be quoted.",
        "trailing spaces   ",
        "=20 is no code",
        "end",
    ]
)


@pytest.fixture(scope="module")
def sink() -> Iterator[PostOffice]:
    """The server to which Postfix hands on."""
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="module")
def postfix(sink: PostOffice) -> Iterator[Postfix]:
    with Postfix(sink.port) as running:
        yield running


@pytest.fixture
def relayed(
    installation: object, postfix: Postfix, sink: PostOffice, settings: Any, work: Callable[[], None]
) -> Callable[[], Mail]:
    """One round of the worker, which sends to Postfix; the mail that comes out at the other end."""
    sink.mails.clear()
    server = {"host": "127.0.0.1", "port": postfix.port, "username": "", "password": "", "security": ""}
    settings.MAIL_SERVER = server

    def send_through() -> Mail:
        work()
        deadline = time.monotonic() + 30
        while not sink.mails and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(sink.mails) == 1, postfix.log
        return sink.mails[0]

    return send_through


def test_every_byte_of_a_hard_mail_comes_through(
    relayed: Callable[[], Mail], follow: Follow, post: Post, cleo: Reader, dora: Reader
) -> None:
    follow(dora)
    post(cleo, HARD_TO_CARRY)
    mail = relayed()
    delivery = Delivery.objects.get(purpose="comment")
    assert delivery.state == "sent"
    ours = message_bytes(Correspondent().letter(delivery))
    added, _, rest = mail.octets.partition(b"From: ")
    assert b"From: " + rest == ours
    assert added.startswith(b"Received: ")
    assert added.count(b"Received: ") == 1
    assert mail.recipients == ["dora@example.org"]


def test_what_mail_programs_act_upon_is_intact(
    relayed: Callable[[], Mail], follow: Follow, post: Post, cleo: Reader, dora: Reader
) -> None:
    subscription = follow(dora)
    post(cleo, HARD_TO_CARRY)
    message = message_from_bytes(relayed().octets, policy=policy.default)
    assert message["Message-ID"] == Delivery.objects.get(purpose="comment").message_id
    assert message["List-Unsubscribe"] == f"<http://testserver/stop/{subscription.private_key}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(message["References"]).split()[-1] == message["In-Reply-To"]
    assert not any(part.defects for part in message.walk())
    words = message.get_body(("plain",))
    assert words is not None
    text = words.get_content()
    assert "Überfüllung, Ψυχή, 水位, 🌊" in text
    assert "> .a line that begins with a dot" in text


def test_a_question_comes_through(relayed: Callable[[], Mail], thread: Thread, dora: Reader) -> None:
    subscription = request_subscription(reader=dora, thread=thread, kind="thread")
    mail = relayed()
    assert mail.message["X-Kind"] == "confirm"
    assert subscription.private_key in mail.part("text/plain")


@pytest.mark.parametrize(
    ("address", "state", "code"), [("gone@example.org", "refused", "550"), ("later@example.org", "waiting", "451")]
)
def test_what_it_will_not_take_is_understood(
    postfix: Postfix, settings: Any, work: Callable[[], None], follow: Follow, post: Post, cleo: Reader,
    address: str, state: str, code: str,
) -> None:  # fmt: skip
    settings.MAIL_SERVER = {
        "host": "127.0.0.1", "port": postfix.port, "username": "", "password": "", "security": "",
    }  # fmt: skip
    follow(record_reader(address=address))
    post(cleo)
    work()
    delivery = Delivery.objects.get(purpose="comment")
    assert (delivery.state, code in delivery.last_error) == (state, True)
