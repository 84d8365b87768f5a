"""Mail in a mailbox at a provider is fetched once, whatever breaks; what is not ours stays unread."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.notifications.incoming.dealing import deal_with_received
from parley.notifications.incoming.imap import look_into_mailbox
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.models import ReceivedMail
from tests.conftest import Cast
from tests.journeys.house import leave_out
from tests.notifications.conftest import Post
from tests.notifications.incoming.conftest import INBOX, written
from tests.notifications.incoming.dovecot import MISSING, Dovecot, installed_dovecot
from tests.posting import HONEST


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    if installed_dovecot() is None:
        leave_out(MISSING)
    with Dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot, settings: Any, installation: Path) -> Iterator[IMAPClient]:
    """A program of the mailbox's owner, logged in; the mailbox is empty."""
    settings.PARLEY = settings.PARLEY.model_copy(update={"mail_imap": dovecot.url})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as client:
        client.login(INBOX, "secret")
        client.select_folder("INBOX")
        for number in client.search():
            client.delete_messages([number])
        client.expunge()
        yield client


@pytest.fixture
def ours(post: Post, cleo: Reader, dora: Reader, cast: Cast) -> str:
    decide(comments=[post(dora, "Dora was here before.")], status="approved", moderator=cast.ben)
    return plus_address(For.ANSWER, post(cleo).pk, dora.pk)


def test_an_answer_in_the_mailbox_becomes_a_comment_once(ours: str, mailbox: IMAPClient) -> None:
    mailbox.append("INBOX", written(HONEST, To=ours).as_bytes())
    assert look_into_mailbox() == 1
    assert look_into_mailbox() == 0
    deal_with_received()
    assert Comment.objects.filter(source=HONEST).count() == 1
    (flags,) = mailbox.get_flags(mailbox.search()).values()
    assert {b"ParleyTaken", b"\\Seen"} <= set(flags)


def test_an_address_that_only_the_server_wrote_down_counts(ours: str, mailbox: IMAPClient) -> None:
    mailbox.append("INBOX", written(HONEST, Delivered_To=ours, To="Undisclosed <list@elsewhere.example>").as_bytes())
    assert look_into_mailbox() == 1


def test_a_look_that_broke_off_before_its_mark_costs_nothing(
    ours: str, mailbox: IMAPClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.append("INBOX", written(HONEST, To=ours).as_bytes())

    def breaks(*_given: Any, **_named: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(IMAPClient, "add_flags", breaks)
        assert look_into_mailbox() == 0
    assert ReceivedMail.objects.count() == 1
    assert look_into_mailbox() == 0
    assert ReceivedMail.objects.count() == 1
    (flags,) = mailbox.get_flags(mailbox.search()).values()
    assert b"ParleyTaken" in flags


def test_what_is_not_for_us_stays_unread(ours: str, mailbox: IMAPClient) -> None:
    mailbox.append("INBOX", written("A letter to the editor.", To=INBOX).as_bytes())
    mailbox.append("INBOX", written("Forged.", To=ours.replace("+r", "+r9"), number=2).as_bytes())
    assert look_into_mailbox() == 0
    assert not ReceivedMail.objects.exists()
    assert all(b"\\Seen" not in flags for flags in mailbox.get_flags(mailbox.search()).values())


def test_a_mailbox_that_cannot_be_reached_is_tried_again(dovecot: Dovecot, settings: Any, installation: Path) -> None:
    wrong = dovecot.url.replace(":secret@", ":wrong@")
    closed = "imap://talk:secret@127.0.0.1:1/INBOX"
    for url in (wrong, closed):
        settings.PARLEY = settings.PARLEY.model_copy(update={"mail_imap": url})
        assert look_into_mailbox() == 0
