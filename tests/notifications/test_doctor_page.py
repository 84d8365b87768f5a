"""The administrators' page about mail."""

from typing import Any

import pytest
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import User
from parley.kit import clock
from parley.notifications.bounces.actions import record_problem
from parley.notifications.bounces.verdicts import judge_refusal
from parley.notifications.models import Brake, Delivery
from tests.conftest import Cast
from tests.notifications.name_server import NameServer
from tests.notifications.post_office import PostOffice
from tests.notifications.test_doctor import HERE, names, sound, zone

__all__ = ["names", "sound", "zone"]


@pytest.fixture
def administrator(cast: Cast) -> Client:
    user = User.objects.create_superuser("olga", email="olga@elsewhere.example", password="x")
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def stopped(cast: Cast) -> Brake:
    return Brake.objects.create(purpose="comment", pulled_at=clock.now(), mails=100, bounces=12, complaints=0)


def test_it_is_for_administrators_only(cast: Cast, administrator: Client) -> None:
    moderator = Client()
    moderator.force_login(cast.ben)
    assert moderator.get("/moderation/mail/doctor/").status_code == 403
    assert moderator.post("/moderation/mail/doctor/", {"release": "comment"}).status_code == 403
    assert "/moderation/mail/doctor/" not in moderator.get("/moderation/log/").content.decode()
    assert Client().get("/moderation/mail/doctor/").status_code == 302
    assert 'href="/moderation/mail/doctor/"' in administrator.get("/moderation/log/").content.decode()


def test_a_stopped_kind_is_shown_with_what_servers_said(administrator: Client, stopped: Brake) -> None:
    moment = clock.now()
    for number, words in enumerate(["550 5.7.1 Blocked", "550 5.1.1 <b>Nobody</b>", "550 5.7.1 Blocked"]):
        reader = record_reader(address=f"r{number}@example.org")
        delivery = Delivery.objects.create(
            event=f"test:{number}", reader=reader, purpose="comment", state="sent",
            due_at=moment, created_at=moment, sent_at=moment,
        )  # fmt: skip
        record_problem(delivery, judge_refusal(words))
    page = administrator.get("/moderation/mail/doctor/").content.decode()
    assert page.index("2 × <q>550 5.7.1 Blocked") < page.index("1 × <q>550 5.1.1 &lt;b&gt;Nobody")


def test_a_stopped_kind_is_shown_and_released_by_a_button(administrator: Client, stopped: Brake) -> None:
    page = administrator.get("/moderation/mail/doctor/").content.decode()
    assert "Stopped: New comments" in page
    assert "Of 100 mails 12 came back" in page
    assert administrator.post("/moderation/mail/doctor/", {"release": "comment"}).status_code == 303
    stopped.refresh_from_db()
    assert stopped.released_by == User.objects.get(username="olga")
    assert "Stopped:" not in administrator.get("/moderation/mail/doctor/?released=1").content.decode()


def test_the_examination_names_remedies_and_lines_and_sends_a_trial(
    administrator: Client, sound: NameServer, post_office: PostOffice
) -> None:
    sound.replace("_dmarc.magazine.example")
    page = administrator.post("/moderation/mail/doctor/", {"address": HERE, "trial": "1"}).content.decode()
    assert "magazine.example has no DMARC record" in page
    assert "_dmarc.magazine.example. 3600 IN TXT" in page
    assert page.index("Costs mails") < page.index("Right")
    assert [mail.recipients for mail in post_office.mails] == [["olga@elsewhere.example"]]


def test_opening_the_page_asks_nobody(administrator: Client, settings: Any) -> None:
    settings.DNS_SERVER = "127.0.0.1:1"
    settings.MAIL_SERVER = {"host": "127.0.0.1", "port": 1, "username": "", "password": "", "security": ""}
    assert "What the doctor found" not in administrator.get("/moderation/mail/doctor/").content.decode()


def test_what_is_no_address_is_said(administrator: Client) -> None:
    answer = administrator.post("/moderation/mail/doctor/", {"address": "here"})
    assert (answer.status_code, "written as 192.0.2.7" in answer.content.decode()) == (422, True)
