"""What anybody may read through the API."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.conversation.actions.threads import open_thread
from tests.api.conftest import BASE, Program, code
from tests.conftest import Cast
from tests.posting import write

Make = Callable[..., Program]


def test_a_thread_is_found_by_its_address(program: Make, cast: Cast) -> None:
    write(cast.thread)
    (item,) = program().get("/threads", url=cast.thread.url).json()["items"]
    assert (item["id"], item["count"], item["is_open"], item["title"]) == (
        cast.thread.pk,
        1,
        True,
        "A river measured three times",
    )
    assert program().get(f"/threads/{cast.thread.pk}").json() == item


def test_a_foreign_site_has_threads_of_its_own(program: Make, cast: Cast) -> None:
    there = open_thread(site="elsewhere.example", url=cast.thread.url, title="Elsewhere", text="")
    (item,) = program().get("/threads", site="elsewhere.example").json()["items"]
    assert item["id"] == there.pk


def test_threads_are_listed_in_pages(program: Make, cast: Cast) -> None:
    more = [open_thread(site=cast.thread.site, url=f"/{n}/", title=str(n), text="").pk for n in range(3)]
    first = program().get("/threads", limit=2).json()
    second = program().get("/threads", limit=2, before=first["next"]).json()
    assert [item["id"] for item in first["items"] + second["items"]] == [*reversed(more), cast.thread.pk]
    assert second["next"] is None


def test_comments_come_in_the_order_of_time_page_by_page(program: Make, cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(5)]
    found, cursor = [], {}
    while True:
        page = program().get(f"/threads/{cast.thread.pk}/comments", limit=2, **cursor).json()
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"after": page["next"]}
    assert found == [comment.pk for comment in comments]


def test_it_gives_named_public_fields_only(program: Make, cast: Cast) -> None:
    question = write(cast.thread, "Which gauge?", author_url="https://spam.example/", network_key="a" * 32)
    answer = write(cast.thread, "The one at Lindau.", parent=question)
    item = program().get(f"/comments/{answer.pk}").json()
    assert set(item) == {
        *("id", "thread", "parent", "permalink", "author_name", "author_url", "badge", "html", "posted_at"),
        "in_reply_to",
    }
    assert (item["parent"], item["in_reply_to"], item["html"]) == (
        question.pk,
        question.author_name,
        "<p>The one at Lindau.</p>",
    )
    assert Client().get(item["permalink"]).status_code == 302


@pytest.mark.parametrize("status", ["pending", "spam", "trash"])
def test_what_is_not_public_is_not_there(program: Make, cast: Cast, status: str) -> None:
    hidden = write(cast.thread, "Hidden words.", author_name="Hidden Hans", status=status)
    write(cast.thread, parent=hidden)
    assert b"Hidden" not in program().get(f"/threads/{cast.thread.pk}/comments").content
    assert code(program().get(f"/comments/{hidden.pk}"), 404) == "nothing_here"


@pytest.mark.parametrize("path", ["/threads/999999", "/threads/999999/comments", "/nowhere", "/", "/comments/999999"])
def test_what_is_not_there_is_a_problem(program: Make, path: str) -> None:
    assert code(program().get(path), 404) == "nothing_here"


@pytest.mark.parametrize("path", ["/threads/0", "/threads/x", "/threads/" + "9" * 400, "/threads?limit=0"])
def test_what_is_no_number_is_named(program: Make, path: str) -> None:
    response = program().get(path)
    assert code(response, 422) == "fields_refused"
    assert response.json()["errors"][0]["field"] in {"thread_id", "limit"}


def test_a_wrong_method_names_the_right_ones(program: Make, cast: Cast) -> None:
    response = program().post(f"/comments/{write(cast.thread).pk}", {})
    assert code(response, 405) == "method_not_allowed"
    assert response["Allow"] == "GET"


def test_it_may_be_read_from_every_site_and_sets_no_cookie(program: Make, cast: Cast) -> None:
    response = program().get("/threads")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert dict(response.cookies) == {}


def test_a_network_has_so_many_calls_a_minute(program: Make, cast: Cast, settings: object) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"api_rate": 2})  # type: ignore[attr-defined]
    with time_machine.travel("2026-05-03T10:00:40Z", tick=False) as clock:
        assert [program().get("/threads").status_code for _ in range(3)] == [200, 200, 429]
        response = program().get("/threads")
        assert (code(response, 429), response["Retry-After"]) == ("too_many_api_calls", "20")
        assert Client().get(f"{BASE}/threads", REMOTE_ADDR="198.51.100.7").status_code == 200
        clock.shift(20)
        assert program().get("/threads").status_code == 200


def test_a_list_costs_the_same_however_long_it_is(program: Make, cast: Cast) -> None:
    program().get("/threads")  # the first call of a network writes its row
    counts = []
    for size in (2, 20):
        for number in range(size):
            write(cast.thread, parent=write(cast.thread))
            open_thread(site=cast.thread.site, url=f"/{size}/{number}/", title="A", text="", section="sport")
        with CaptureQueriesContext(connection) as queries:
            program().get(f"/threads/{cast.thread.pk}/comments", limit=100)
            program().get("/threads", limit=100)
        counts.append(len(queries))
    assert counts[0] == counts[1]
