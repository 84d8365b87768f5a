"""The local mailbox: files that any mail program reads, and pages for nobody but the one who tries Parley out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from parley.accounts.models import Reader
from parley.notifications import ledger
from parley.notifications.mail.mailbox import LocalMailbox, stored_mail, stored_mails
from parley.notifications.models import Delivery
from parley.outbox.actions import deal_with_waiting_events
from tests.notifications.conftest import Follow, Post

Work = Callable[[], None]


@pytest.fixture
def mailed(post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader) -> None:
    follow(dora)
    post(cleo, "Grüße vom Fluss.")
    work()


@pytest.fixture
def tried_out(settings: Any) -> None:
    settings.BASE_URL = "http://localhost:8000"


@pytest.mark.usefixtures("mailed")
def test_each_mail_is_a_file_of_its_own() -> None:
    (summary,) = stored_mails(configured.MAILBOX)
    assert (summary.to, summary.kind) == ("dora@example.org", "notification")
    assert summary.subject.startswith("New comment: ")
    mail = stored_mail(configured.MAILBOX, summary.id)
    assert mail is not None
    assert "> Grüße vom Fluss." in mail.text
    assert ("To", "dora@example.org") in mail.headers
    assert Delivery.objects.get(purpose="comment").state == "sent"
    assert [path.suffix for path in configured.MAILBOX.iterdir()] == [".eml"]


def test_a_claim_that_was_lost_leaves_no_file(post: Post, follow: Follow, cleo: Reader, dora: Reader) -> None:
    def lost() -> None:
        raise ledger.ClaimLost

    with pytest.raises(ledger.ClaimLost), LocalMailbox(configured.MAILBOX) as mailbox:
        mailbox.hand_over(sender="a@x.test", recipient="b@x.test", message=b"Subject: x\r\n\r\n", before_dot=lost)
    assert list(configured.MAILBOX.iterdir()) == []


def test_a_mailbox_that_cannot_be_written_costs_no_mail(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader
) -> None:
    follow(dora)
    post(cleo)
    deal_with_waiting_events()
    configured.MAILBOX.write_text("a file where the folder should be")
    try:
        work()
        assert Delivery.objects.get(purpose="comment").state == "waiting"
    finally:
        configured.MAILBOX.unlink()


@pytest.mark.parametrize("mail_id", ["../secret", "x", "0" * 32, "..%2Fsecret"])
def test_only_mails_can_be_read(mail_id: str) -> None:
    assert stored_mail(configured.MAILBOX, mail_id) is None


@pytest.mark.usefixtures("mailed", "tried_out")
def test_the_pages_show_the_list_and_the_text(reader: Client) -> None:
    (summary,) = stored_mails(configured.MAILBOX)
    page = reader.get("/mailbox/")
    assert page.status_code == 200
    assert summary.subject in page.content.decode()
    assert "Grüße vom Fluss." in reader.get(f"/mailbox/{summary.id}/").content.decode()
    assert reader.get(f"/mailbox/{'0' * 32}/").status_code == 404


@pytest.mark.usefixtures("mailed", "tried_out")
@pytest.mark.parametrize("where", ["/mailbox/", "/mailbox/{id}/"])
def test_nobody_else_sees_the_mails(reader: Client, settings: Any, where: str) -> None:
    path = where.format(id=stored_mails(configured.MAILBOX)[0].id)
    assert reader.get(path).status_code == 200
    assert reader.get(path, REMOTE_ADDR="192.0.2.7").status_code == 404
    settings.BASE_URL = "https://magazine.example"
    assert reader.get(path).status_code == 404
    settings.BASE_URL = "http://localhost:8000"
    settings.MAIL_SERVER = {"host": "mail.example"}
    assert reader.get(path).status_code == 404
