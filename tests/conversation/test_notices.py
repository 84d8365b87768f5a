"""Notices of illegal content: sent, acknowledged, decided, reasons given to both sides."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import undo
from parley.conversation.actions.erasing import Words, erase_reader
from parley.conversation.models import Comment, Decision, Notice
from parley.notifications.models import Delivery
from tests.conftest import Cast
from tests.notifications.conftest import Post, cleo, dora, post, post_office, thread, work
from tests.notifications.post_office import Mail, PostOffice

__all__ = ["cleo", "dora", "post", "post_office", "thread", "work"]

Work = Callable[[], None]
WHY = "It says that Dora stole the sluice's key, which is false."


def report(browser: Client, comment: Comment, **changes: str) -> Any:
    fields = {
        "url": f"http://testserver/opinion/x/#c{comment.pk}",
        "category": "defamation",
        "explanation": WHY,
        "name": "Dora",
        "email": "dora@example.org",
        "good_faith": "1",
    } | changes
    return browser.post("/conversation/notice/", {name: value for name, value in fields.items() if value})


@pytest.fixture
def said(post: Post, cleo: Reader) -> Comment:
    return post(cleo, "Dora stole the key.")


def mails(office: PostOffice, address: str) -> Iterator[Mail]:
    return (mail for mail in office.to(address) if mail.message["X-Kind"] == "notice")


def test_it_is_taken_acknowledged_and_waits_in_its_queue(
    reader: Client, moderator: Client, said: Comment, post_office: PostOffice, work: Work
) -> None:
    response = report(reader, said)
    assert response.status_code == 303
    page = reader.get(response["Location"]).content.decode()
    assert "We have received your notice" in page
    work()
    (mail,) = mails(post_office, "dora@example.org")
    assert mail.message["Subject"] == "We have received your notice"
    assert response["Location"] in mail.part("text/plain")
    queue = moderator.get("/moderation/notices/").content.decode()
    assert WHY.replace("'", "&#39;") in queue
    assert "Dora stole the key." in queue
    assert "dora@example.org" in queue


def test_removed_both_sides_are_told_the_reasons(
    reader: Client, moderator: Client, said: Comment, post_office: PostOffice, work: Work
) -> None:
    status = report(reader, said)["Location"]
    decision = {"outcome": "removed", "ground": "law", "statement": "The claim is false, the court said so."}
    assert moderator.post(f"/moderation/notices/{Notice.objects.get().pk}/decide/", decision).status_code == 303
    work()
    said.refresh_from_db()
    assert said.status == "trash"
    told = {
        address: [m.message["Subject"] for m in mails(post_office, address)]
        for address in ("dora@example.org", "cleo@example.org")
    }
    assert "Your notice was decided" in told["dora@example.org"]
    assert told["cleo@example.org"] == ["Why your comment was removed"]
    (mail,) = mails(post_office, "cleo@example.org")
    assert mail.message["Subject"] == "Why your comment was removed"
    for part in ("text/plain", "text/html"):
        assert "the court said so" in mail.part(part)
        assert "it is against the law" in mail.part(part)
    assert "dora" not in mail.octets.decode().casefold().replace("dora stole", "")
    assert "the court said so" in reader.get(status).content.decode()
    assert "the court said so" in reader.get(f"/conversation/status/{said.private_key}/").content.decode()
    work()
    assert Delivery.objects.filter(purpose="notice").count() == 3


def test_kept_the_sender_is_told_and_the_writer_is_left_in_peace(
    reader: Client, moderator: Client, said: Comment, post_office: PostOffice, work: Work
) -> None:
    report(reader, said)
    moderator.post(
        f"/moderation/notices/{Notice.objects.get().pk}/decide/", {"outcome": "kept", "statement": "It is an opinion."}
    )
    work()
    said.refresh_from_db()
    assert said.is_public
    assert not list(mails(post_office, "cleo@example.org"))
    assert any("It is an opinion." in mail.part("text/plain") for mail in mails(post_office, "dora@example.org"))


def test_the_second_moderator_is_told_that_it_was_decided(
    reader: Client, moderator: Client, editor: Client, said: Comment
) -> None:
    report(reader, said)
    path = f"/moderation/notices/{Notice.objects.get().pk}/decide/"
    assert editor.post(path, {"outcome": "kept", "statement": "An opinion."}).status_code == 303
    second = moderator.post(path, {"outcome": "removed", "ground": "law", "statement": "No opinion."})
    assert second.status_code == 409
    said.refresh_from_db()
    assert said.is_public
    assert Notice.objects.get().statement == "An opinion."


@pytest.mark.parametrize(
    "decision", [{}, {"outcome": "removed", "ground": "law"}, {"outcome": "removed", "statement": "Because."}]
)
def test_no_decision_goes_without_reasons(
    reader: Client, moderator: Client, said: Comment, decision: dict[str, str]
) -> None:
    report(reader, said)
    notice = Notice.objects.get()
    response = moderator.post(f"/moderation/notices/{notice.pk}/decide/", decision)
    assert response.status_code == 422
    assert decision.get("statement", "") in response.content.decode()
    notice.refresh_from_db()
    assert notice.outcome == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "http://testserver/opinion/x/"), ("url", "http://testserver/#c999999"), ("category", "dislike"),
     ("explanation", ""), ("name", ""), ("email", ""), ("email", "dora"), ("good_faith", "")],
)  # fmt: skip
def test_what_is_missing_is_said_and_no_word_is_lost(reader: Client, said: Comment, field: str, value: str) -> None:
    response = report(reader, said, **{field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="notice-{field}-error"' in page
    assert field == "explanation" or "stole the sluice" in page
    assert not Notice.objects.exists()


def test_where_minors_are_harmed_nobody_has_to_give_a_name(reader: Client, said: Comment, work: Work) -> None:
    assert report(reader, said, category="minors", name="", email="").status_code == 303
    work()
    assert Notice.objects.get().reporter is None
    assert not Delivery.objects.exists()


def test_whoever_falls_into_the_trap_files_nothing(reader: Client, said: Comment) -> None:
    assert report(reader, said, subject="buy").status_code == 303
    assert not Notice.objects.exists()


def test_one_network_cannot_fill_the_queue(reader: Client, said: Comment) -> None:
    for _ in range(10):
        report(reader, said)
    assert report(reader, said).status_code == 429
    assert Notice.objects.count() == 10


def test_one_address_is_not_flooded_with_acknowledgements(
    reader: Client, said: Comment, post_office: PostOffice, work: Work
) -> None:
    for _ in range(9):
        report(reader, said)
    work()
    assert len(list(mails(post_office, "dora@example.org"))) == 5


def test_an_undo_in_the_console_takes_the_statement_from_the_writers_page(
    reader: Client, moderator: Client, cast: Cast, said: Comment
) -> None:
    report(reader, said)
    path = f"/moderation/notices/{Notice.objects.get().pk}/decide/"
    moderator.post(path, {"outcome": "removed", "ground": "rules", "statement": "Too sharp."})
    undo(batch=Decision.objects.filter(moderator=cast.ben).latest("pk").batch, moderator=cast.ben)
    assert "Too sharp" not in reader.get(f"/conversation/status/{said.private_key}/").content.decode()


def test_erasing_the_sender_leaves_the_notice_without_the_person(
    reader: Client, moderator: Client, said: Comment, dora: Reader
) -> None:
    report(reader, said)
    erase_reader(reader=dora, words=Words.KEEP)
    page = moderator.get("/moderation/notices/").content.decode()
    assert "stole the sluice" in page
    assert "dora@example.org" not in page
    assert "<bdi>Dora</bdi>" not in page


def test_the_form_is_reached_from_the_conversation_and_knows_the_comment(reader: Client, said: Comment) -> None:
    page = reader.get(f"/conversation/notice/?comment={said.pk}").content.decode()
    assert f"#c{said.pk}" in page
    assert reader.get("/conversation/notice/?comment=x").status_code == 200


def test_another_site_cannot_send_one(reader: Client, said: Comment) -> None:
    response = reader.post("/conversation/notice/", {}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403


def test_only_moderators_see_notices(reader: Client, installation: object) -> None:
    assert reader.get("/moderation/notices/").status_code == 302
