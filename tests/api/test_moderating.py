"""Moderating through the API, in Ben's name."""

from collections.abc import Callable

import pytest

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.people import assign_sections
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Comment, Decision
from tests.api.conftest import Program, code
from tests.conftest import Cast
from tests.posting import HONEST, send, write

Make = Callable[..., Program]


def test_the_queue_says_why_each_waits_and_tells_no_address(program: Make, cast: Cast) -> None:
    waiting = write(cast.thread, "Held words.", status="pending")
    response = program("moderate").get("/moderation/queue")
    (item,) = response.json()["items"]
    assert (item["id"], item["text"], item["outcome"]) == (waiting.pk, "Held words.", "unsure")
    assert item["reasons"][0]["sentence"].startswith("Reason ")
    assert b"@example.org" not in response.content


def test_the_queue_comes_page_by_page(program: Make, cast: Cast) -> None:
    comments = [write(cast.thread, status="spam") for _ in range(3)]
    caller = program("moderate")
    first = caller.get("/moderation/queue", status="spam", limit=2).json()
    second = caller.get("/moderation/queue", status="spam", limit=2, before=first["next"]).json()
    assert [item["id"] for item in first["items"] + second["items"]] == [c.pk for c in reversed(comments)]
    assert second["next"] is None


@pytest.mark.parametrize(("decision", "status"), [("approve", "approved"), ("spam", "spam"), ("trash", "trash")])
def test_one_decision_about_many_and_its_undo(program: Make, cast: Cast, decision: str, status: str) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(3)]
    numbers = [comment.pk for comment in comments]
    caller = program("moderate")
    done = caller.post("/moderation/decisions", {"comments": numbers, "decision": decision, "reason": "Off\ntopic"})
    assert done.json()["comments"] == numbers
    assert set(Comment.objects.values_list("status", flat=True)) == {status}
    line = Decision.objects.filter(comment=comments[0]).first()
    assert line is not None
    assert (line.moderator, line.reason, line.cause) == (cast.ben, "Off topic", "person")
    back = caller.post(f"/moderation/undo/{done.json()['batch']}")
    assert back.json() == {"batch": "", "comments": numbers}
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}
    assert code(caller.post(f"/moderation/undo/{done.json()['batch']}"), 409) == "nothing_to_undo"


def test_all_or_none_are_decided(program: Make, cast: Cast) -> None:
    waiting = write(cast.thread, status="pending")
    body = {"comments": [waiting.pk, 999_999], "decision": "spam"}
    assert code(program("moderate").post("/moderation/decisions", body), 404) == "nothing_here"
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_a_moderator_of_sections_reaches_no_others(program: Make, cast: Cast) -> None:
    there = open_thread(site=cast.thread.site, url="/sport/a/", title="A", text="", section="sport")
    beyond, within = write(cast.thread, status="pending"), write(there, status="pending")
    batch = decide(comments=[beyond], status="pending", moderator=cast.ann, reason="seen")
    assign_sections(moderator=cast.ben, sections=["sport"])
    caller = program("moderate")
    assert [item["id"] for item in caller.get("/moderation/queue").json()["items"]] == [within.pk]
    assert caller.get("/moderation/log").json()["items"] == []
    body = {"comments": [within.pk, beyond.pk], "decision": "spam"}
    assert code(caller.post("/moderation/decisions", body), 404) == "nothing_here"
    assert code(caller.post(f"/moderation/undo/{batch}"), 404) == "nothing_here"


def test_the_log_tells_people_and_on_request_everything(program: Make, cast: Cast, reader: object) -> None:
    send(reader, cast.thread, HONEST)  # type: ignore[arg-type]
    comment = Comment.objects.get()
    decide(comments=[comment], status="trash", moderator=cast.ben, reason="Twice")
    caller = program("moderate")
    (line,) = caller.get("/moderation/log").json()["items"]
    assert (line["who"], line["cause"], line["reason"], line["can_be_undone"]) == ("Ben", "person", "Twice", True)
    both = caller.get("/moderation/log", everything=True, comment=comment.pk).json()["items"]
    assert [item["cause"] for item in both] == ["person", "filter"]


@pytest.mark.parametrize(
    "body",
    [
        {"comments": [], "decision": "spam"},
        {"comments": [1] * 501, "decision": "spam"},
        {"comments": [1], "decision": "pending"},
        {"comments": [1], "decision": "spam", "moderator": 1},
        {"comments": ["1"], "decision": "spam"},
    ],
)
def test_a_decision_that_is_none_is_refused(program: Make, body: object) -> None:
    assert code(program("moderate").post("/moderation/decisions", body), 422) == "fields_refused"
