"""Posting through the API: the same road as the form's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from parley.conversation.actions.threads import close_thread
from parley.conversation.models import Comment
from tests.api.conftest import Program, code
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, write
from tests.public import page_text

Make = Callable[..., Program]


def body(text: str = HONEST, **changes: Any) -> dict[str, Any]:
    return {"text": text, "name": "Cleo", "email": "cleo@example.org"} | changes


def test_a_good_comment_is_public_and_in_the_page(program: Make, cast: Cast) -> None:
    response = program("write").post(f"/threads/{cast.thread.pk}/comments", body())
    assert response.status_code == 201
    posted = response.json()
    assert posted["comment"]["author_name"] == "Cleo"
    assert "forty centimetres more" in page_text(cast.thread.url)
    assert Client().get(posted["status_url"]).status_code == 200


@pytest.mark.parametrize("text", [HELD, SPAM])
def test_a_doubtful_one_waits_and_says_where(program: Make, cast: Cast, text: str) -> None:
    response = program("write").post(f"/threads/{cast.thread.pk}/comments", body(text))
    assert response.status_code == 202
    assert set(response.json()) == {"status_url", "why"}
    assert Client().get(response.json()["status_url"]).status_code == 200


def test_the_same_again_is_the_same_comment(program: Make, cast: Cast) -> None:
    caller = program("write")
    first, second = (caller.post(f"/threads/{cast.thread.pk}/comments", body()).json() for _ in range(2))
    assert first == second
    assert Comment.objects.count() == 1


def test_a_reply_names_what_it_answers(program: Make, cast: Cast) -> None:
    question = write(cast.thread)
    posted = program("write").post(f"/threads/{cast.thread.pk}/comments", body(parent=question.pk)).json()
    assert posted["comment"]["in_reply_to"] == question.author_name


def test_a_parent_that_is_not_public_is_named(program: Make, cast: Cast) -> None:
    hidden = write(cast.thread, status="pending")
    response = program("write").post(f"/threads/{cast.thread.pk}/comments", body(parent=hidden.pk))
    assert code(response, 422) == "comment_refused"
    assert response.json()["errors"][0]["field"] == "parent"


def test_a_closed_thread_takes_none(program: Make, cast: Cast) -> None:
    close_thread(site=cast.thread.site, url=cast.thread.url)
    assert code(program("write").post(f"/threads/{cast.thread.pk}/comments", body()), 403) == "thread_closed"


def test_the_limits_of_the_form_hold_here_too(program: Make, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"address_rate": 1})
    caller = program("write")
    caller.post(f"/threads/{cast.thread.pk}/comments", body())
    response = caller.post(f"/threads/{cast.thread.pk}/comments", body(HONEST + " Again."))
    assert code(response, 429) == "too_many_comments"
    assert int(response["Retry-After"]) > 0


def test_a_token_stands_for_the_proof_of_work(program: Make, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"proof_of_work": "all"})
    assert program("write").post(f"/threads/{cast.thread.pk}/comments", body()).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"text": None}, "text"),
        ({"name": "\u202e"}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"name": ["Cleo"]}, "name"),
        ({"email": "nobody"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"parent": 10**30}, "parent"),
        ({"parent": -1}, "parent"),
        ({"parent": True}, "parent"),
        ({"parent": "1"}, "parent"),
        ({"staff": 1}, "staff"),
        ({"sta\u202eff": 1}, "?"),
        ({"sta\ud800ff": 1}, "new"),
    ],
)
def test_a_field_that_is_wrong_is_named(program: Make, cast: Cast, changes: dict[str, Any], field: str) -> None:
    response = program("write").post(f"/threads/{cast.thread.pk}/comments", body(**changes))
    assert code(response, 422) == "fields_refused"
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"text": NaN}',
        b'{"parent": ' + b"9" * 5000 + b"}",
        b'{"text": ' + b"[" * 100_000 + b"}",
    ],
)
def test_what_is_no_json_is_said_to_be_none(program: Make, cast: Cast, raw: bytes) -> None:
    assert code(program("write").post(f"/threads/{cast.thread.pk}/comments", raw), 400) == "body_unreadable"


def test_a_body_has_a_bound(program: Make, cast: Cast) -> None:
    for size in (262_145, 3_000_000):
        response = program("write").post(f"/threads/{cast.thread.pk}/comments", b'"' + b"a" * size + b'"')
        assert code(response, 413) == "body_too_large"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_forms_of_bodies_are_refused(program: Make, cast: Cast, kind: str) -> None:
    response = program("write").post(f"/threads/{cast.thread.pk}/comments", b"{}", content_type=kind)
    assert code(response, 415) == "not_json"
