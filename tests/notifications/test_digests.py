"""Moderators hear what waits: one mail a period, none when nothing is new, and one button stops it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from parley.accounts.models import User
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.people import assign_sections
from parley.conversation.models import Appeal, Campaign, Comment, Notice, Report, Thread
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications.digests import choose_rhythm, digest_for, mails_of, record_digests
from parley.notifications.models import Delivery, ModeratorMails
from parley.notifications.sending import send_due
from tests.conftest import Cast
from tests.notifications.post_office import Mail, PostOffice
from tests.posting import write

NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
SEVEN = timedelta(hours=21)
"""From noon to the morning after, whatever the site's time zone in Europe."""


@pytest.fixture
def ben(cast: Cast) -> User:
    """Ben, who has an address; the others have none. His first period has begun."""
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.org")
    cast.ben.refresh_from_db()
    with time_machine.travel(NOON, tick=False):
        assert record_digests() == 0
    return cast.ben


def rounds(moment: datetime) -> None:
    """The worker's chores, twice, at a moment."""
    with time_machine.travel(moment, tick=False):
        for _again in range(2):
            record_digests()
            send_due()


def waits(thread: Thread, moment: datetime, words: str = "Words.", **fields: object) -> Comment:
    with time_machine.travel(moment, tick=False):
        return write(thread, words, status="pending", received_at=clock.now(), posted_at=clock.now(), **fields)


def body(mail: Mail) -> str:
    for part in mail.message.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return " ".join(content.decode().split())
    raise AssertionError("no text part")


def test_one_mail_in_the_morning_says_what_waits(cast: Cast, ben: User, post_office: PostOffice) -> None:
    waits(cast.thread, NOON)
    waits(cast.thread, NOON + timedelta(hours=18))
    rounds(NOON + timedelta(hours=2))
    assert post_office.mails == []
    rounds(NOON + SEVEN)
    (mail,) = post_office.to("ben@example.org")
    assert "2 comments wait; the oldest came 21 hours ago." in body(mail)
    assert str(mail.message["Subject"]) == "What waits for you at The Test Review"


def test_nothing_new_is_no_mail_and_something_new_is_one(cast: Cast, ben: User, post_office: PostOffice) -> None:
    waits(cast.thread, NOON)
    for days in range(3):
        rounds(NOON + SEVEN + timedelta(days=days))
    assert len(post_office.mails) == 1
    waits(cast.thread, NOON + timedelta(days=4))
    rounds(NOON + SEVEN + timedelta(days=4))
    assert "2 comments wait" in body(post_office.mails[1])


def test_what_was_decided_before_the_mail_left_is_not_told(cast: Cast, ben: User, post_office: PostOffice) -> None:
    comment = waits(cast.thread, NOON)
    with time_machine.travel(NOON + SEVEN, tick=False):
        assert record_digests() == 1
        decide(comments=[comment], status="spam", moderator=cast.ann)
        send_due()
    assert (post_office.mails, Delivery.objects.get().state) == ([], "cancelled")


def test_a_comment_that_waits_again_is_news(cast: Cast, ben: User, post_office: PostOffice) -> None:
    comment = waits(cast.thread, NOON)
    rounds(NOON + SEVEN)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        decide(comments=[comment], status="approved", moderator=cast.ann)
        decide(comments=[comment], status="pending", moderator=cast.ann)
    rounds(NOON + SEVEN + timedelta(days=2))
    assert len(post_office.mails) == 2


def test_hundreds_of_spam_are_one_line_without_links(cast: Cast, ben: User, post_office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False):
        campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    for number in range(30):
        words = "Win at https://casino.example/x and luck.example today\nnow"
        waits(cast.thread, NOON, words, campaign=campaign, author_name=f"N{number % 20}")
    rounds(NOON + SEVEN)
    (mail,) = post_office.mails
    assert '30 comments, names: 20, articles: 1: "Win at … and … today now"' in body(mail)
    assert "comments wait" not in body(mail)
    waits(cast.thread, NOON + timedelta(days=1), "Win.", campaign=campaign)
    rounds(NOON + SEVEN + timedelta(days=1))
    assert len(post_office.mails) == 1


def test_reports_appeals_and_notices_are_counted(cast: Cast, ben: User, post_office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False):
        said, refused = write(cast.thread, status="approved"), write(cast.thread, status="spam")
        now = clock.now()
        Report.objects.create(comment=said, reporter_key="k", reason="insult", reported_at=now)
        Appeal.objects.create(comment=refused, words="Please.", made_at=now)
        Notice.objects.create(
            comment=said, url="/x/", category="other", explanation="It is.", private_key=new_token(), received_at=now
        )
    rounds(NOON + SEVEN)
    words = body(post_office.mails[0])
    assert all(each in words for each in ("1 reported comment", "1 appeal", "1 notice of illegal content"))


def test_a_moderator_of_sections_hears_of_these_only(cast: Cast, ben: User, post_office: PostOffice) -> None:
    waits(cast.thread, NOON)
    assign_sections(moderator=ben, sections=["sport"])
    rounds(NOON + SEVEN)
    assert (post_office.mails, digest_for(cast.ann).waiting) == ([], 1)


def test_hourly_is_once_an_hour(cast: Cast, ben: User, post_office: PostOffice) -> None:
    with time_machine.travel(NOON, tick=False):
        choose_rhythm(moderator=ben, rhythm="hourly")
    for minutes in (5, 20, 40, 65, 80):
        waits(cast.thread, NOON + timedelta(minutes=minutes))
        rounds(NOON + timedelta(minutes=minutes + 1))
    assert len(post_office.mails) == 1
    rounds(NOON + timedelta(hours=2))
    assert len(post_office.mails) == 2


def test_two_workers_queue_one_mail(cast: Cast, ben: User, post_office: PostOffice) -> None:
    waits(cast.thread, NOON)
    with time_machine.travel(NOON + SEVEN, tick=False):
        record_digests()
        ModeratorMails.objects.update(last_period="as it was before")
        record_digests()
        send_due()
    assert len(post_office.mails) == 1


def test_the_button_of_a_mail_program_stops_it_and_undo_brings_it_back(
    cast: Cast, ben: User, post_office: PostOffice, client: Client
) -> None:
    waits(cast.thread, NOON)
    rounds(NOON + SEVEN)
    message = post_office.mails[0].message
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.sub(r"^<http://testserver|>$", "", str(message["List-Unsubscribe"]))
    assert client.get(path).status_code == 200
    assert mails_of(ben).rhythm == "daily"
    form = "application/x-www-form-urlencoded"
    assert client.post(path, "List-Unsubscribe=One-Click", content_type=form).status_code == 200
    assert ModeratorMails.objects.get().rhythm == "off"
    waits(cast.thread, NOON + timedelta(days=1))
    rounds(NOON + SEVEN + timedelta(days=1))
    assert len(post_office.mails) == 1
    assert client.post(f"{path}/undo").status_code == 200
    assert ModeratorMails.objects.get().rhythm == "daily"
    assert client.get("/stop/m/unknown").status_code == 404


def test_the_page_shows_and_keeps_the_choice_and_off_cancels(
    cast: Cast, ben: User, post_office: PostOffice, moderator: Client
) -> None:
    waits(cast.thread, NOON)
    page = moderator.get("/moderation/my/mails/").content.decode()
    assert ("ben@example.org" in page, 'value="daily" checked' in page) == (True, True)
    with time_machine.travel(NOON + SEVEN, tick=False):
        record_digests()
        assert moderator.post("/moderation/my/mails/", {"rhythm": "off"}).status_code == 303
        send_due()
    assert (post_office.mails, Delivery.objects.get().state) == ([], "cancelled")
    assert 'value="off" checked' in moderator.get("/moderation/my/mails/").content.decode()
    assert moderator.post("/moderation/my/mails/", {"rhythm": "always"}).status_code == 422


def test_who_moderates_no_more_is_told_nothing(cast: Cast, ben: User, post_office: PostOffice) -> None:
    waits(cast.thread, NOON)
    ben.groups.clear()
    rounds(NOON + SEVEN)
    assert post_office.mails == []
