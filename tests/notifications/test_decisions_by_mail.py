"""A moderator decides out of the digest: a link shows, its button acts, and nobody's later decision is overwritten."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from parley.accounts.models import User
from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.people import assign_sections
from parley.conversation.models import Comment, Decision
from parley.conversation.queries.decisions import newest_lines
from parley.kit import clock
from parley.notifications.decisions_by_mail import LISTED, decision_token
from parley.notifications.digests import record_digests
from parley.notifications.sending import send_due
from tests.conftest import Cast
from tests.notifications.post_office import PostOffice
from tests.posting import write

ALL = ("approve", "spam", "trash")


@pytest.fixture
def ben(cast: Cast) -> User:
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.org")
    return User.objects.get(pk=cast.ben.pk)


@pytest.fixture
def comment(cast: Cast) -> Comment:
    return write(cast.thread, "Look at https://casino.example/ now.\nSecond line.", status="pending")


def path(moderator: User, comment: Comment, action: str = "approve") -> str:
    seen = newest_lines([comment.pk]).get(comment.pk, 0)
    return f"/moderation/by-mail/{decision_token(moderator, comment, action, seen)}"


def status(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.status


def test_the_digest_has_links_that_decide(
    cast: Cast, ben: User, comment: Comment, post_office: PostOffice, reader: Client
) -> None:
    for _more in range(LISTED + 2):
        write(cast.thread, status="pending")
    record_digests()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        record_digests()
        send_due()
    (mail,) = post_office.to("ben@example.org")
    text = mail.part("text/plain")
    found = re.findall(r"http://testserver(/moderation/by-mail/\S+)", text)
    assert len(found) == 3 * LISTED
    assert set(found) == set(re.findall(r'href="http://testserver(/moderation/by-mail/[^"]+)"', mail.part("text/html")))
    assert "> Look at … now. Second line." in text
    assert "It waits because: Reason" in text
    assert "casino.example" not in text + mail.part("text/html")
    assert max(map(len, (line for line in text.split("\r\n") if "http" not in line))) <= 78
    assert reader.post(found[0]).status_code == 200
    assert status(comment) == "approved"


@pytest.mark.parametrize(("action", "after"), [("approve", "approved"), ("spam", "spam"), ("trash", "trash")])
def test_opening_shows_and_the_button_acts_without_signing_in(
    action: str, after: str, ben: User, comment: Comment, reader: Client
) -> None:
    address = path(ben, comment, action)
    for _scanner in range(3):
        page = reader.get(address)
        assert page.status_code == 200
        assert "Look at … now." in page.content.decode()
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
    assert status(comment) == "pending"
    assert reader.cookies.output() == ""
    assert "Decided by Ben" in reader.post(address).content.decode()
    assert status(comment) == after
    line = Decision.objects.filter(comment=comment).first()
    assert line is not None
    assert (line.moderator, line.cause, line.before, line.after) == (ben, "mail", "pending", after)


def test_the_log_says_that_it_was_by_mail(ben: User, comment: Comment, reader: Client, moderator: Client) -> None:
    reader.post(path(ben, comment))
    assert "Ben (by a link in a mail)" in moderator.get("/moderation/log/").content.decode()


def test_pressing_twice_decides_once_and_undo_takes_it_back(ben: User, comment: Comment, reader: Client) -> None:
    address = path(ben, comment, "spam")
    reader.post(address)
    assert "Decided by Ben" in reader.post(address).content.decode()
    assert Decision.objects.filter(comment=comment, cause="mail").count() == 1
    assert "Taken back" in reader.post(f"{address}/undo").content.decode()
    assert status(comment) == "pending"
    assert "Nothing to undo" in reader.post(f"{address}/undo").content.decode()
    reader.post(address)
    assert status(comment) == "spam"


def test_what_another_moderator_decided_meanwhile_stands_and_is_shown(
    cast: Cast, ben: User, comment: Comment, reader: Client
) -> None:
    address = path(ben, comment, "spam")
    batch = decide(comments=[comment], status="approved", moderator=cast.ann)
    for answer in (reader.get(address), reader.post(address)):
        assert "Decided by Ann a moment ago: published." in answer.content.decode()
    assert status(comment) == "approved"
    undo(batch=batch, moderator=cast.ann)
    assert "Is this spam?" in reader.get(address).content.decode()


def test_the_own_decision_in_the_console_makes_the_other_links_lapse(
    ben: User, comment: Comment, reader: Client
) -> None:
    address = path(ben, comment, "spam")
    decide(comments=[comment], status="approved", moderator=ben)
    reader.post(address)
    assert status(comment) == "approved"


def test_a_decision_about_many_is_not_undone_by_one_link(
    cast: Cast, ben: User, comment: Comment, reader: Client
) -> None:
    address, other = path(ben, comment), write(cast.thread, status="pending")
    decide(comments=[comment, other], status="spam", moderator=cast.ann)
    page = reader.get(address).content.decode()
    assert "Decided by Ann" in page
    assert "/undo" not in page
    assert "Nothing to undo" in reader.post(f"{address}/undo").content.decode()
    assert (status(comment), status(other)) == ("spam", "spam")


def test_what_a_moderator_may_is_asked_when_the_button_is_pressed(
    cast: Cast, ben: User, comment: Comment, reader: Client
) -> None:
    address = path(ben, comment)
    assign_sections(moderator=ben, sections=["elsewhere"])
    assert reader.post(address).status_code == 403
    assign_sections(moderator=ben, sections=[])
    ben.groups.clear()
    assert reader.post(address).status_code == 403
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert reader.get(address).status_code == 403
    assert status(comment) == "pending"


def test_a_link_is_good_for_a_week(ben: User, comment: Comment, reader: Client) -> None:
    address = path(ben, comment)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        assert reader.get(address).status_code == 410
        assert reader.post(address).status_code == 410
        assert reader.post(f"{address}/undo").status_code == 410
    assert status(comment) == "pending"


def test_a_link_does_one_thing_about_one_comment_for_one_moderator(
    cast: Cast, ben: User, comment: Comment, reader: Client
) -> None:
    token = urlsplit(path(ben, comment)).path.rpartition("/")[2]
    other = write(cast.thread, status="pending")
    parts = token.split(".")
    for forged in (
        token.replace(".approve.", ".trash."),
        ".".join([parts[0], str(other.pk), *parts[2:]]),
        ".".join([str(cast.ann.pk), *parts[1:]]),
        token[:-1],
        "x",
    ):
        assert reader.post(f"/moderation/by-mail/{forged}").status_code == 404
    assert status(comment) == "pending"


def test_a_comment_that_its_writer_deleted_stays_deleted(ben: User, comment: Comment, reader: Client) -> None:
    address = path(ben, comment)
    Comment.objects.filter(pk=comment.pk).update(status="deleted")
    assert "Its writer has deleted this comment." in reader.post(address).content.decode()
    assert status(comment) == "deleted"
