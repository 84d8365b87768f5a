"""A conversation for other people's pages."""

import json
from typing import Any

import pytest
from django.test import Client

from parley.conversation.actions.threads import open_thread
from tests.conftest import Cast
from tests.posting import write

ADDRESS = "/embed/thread.json"


def test_it_gives_the_published_conversation(reader: Client, cast: Cast) -> None:
    question = write(cast.thread, "Which gauge?")
    answer = write(cast.thread, "The one at Lindau.", parent=question)
    body = reader.get(ADDRESS, {"url": cast.thread.url}).json()
    assert (body["count"], body["page"], body["pages"], body["is_open"]) == (2, 1, 1, True)
    assert body["roots"][0]["html"] == "<p>Which gauge?</p>"
    assert body["roots"][0]["replies"][0]["id"] == answer.pk


def keys(value: Any) -> set[str]:
    """Every key anywhere in a JSON document."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_it_gives_named_public_fields_only(reader: Client, cast: Cast) -> None:
    write(cast.thread, network_key="a" * 32, notify="thread", parent=write(cast.thread))
    assert keys(reader.get(ADDRESS, {"url": cast.thread.url}).json()) == {
        *("id", "url", "title", "count", "is_open", "page", "pages", "roots"),
        *("anchor", "permalink", "author_name", "author_url", "badge", "html", "posted_at", "in_reply_to"),
        *("parent_anchor", "depth", "is_stub", "replies", "parent_path", "absence", "more_replies", "more_path"),
        *("order", "orders", "name", "path", "previous", "following", "branch_of", "is_cut"),
        *("why_closed", "notes", "house_rules", "edited_at", "face", "useful", "is_pick", "highlights"),
    }


@pytest.mark.parametrize("status", ["pending", "spam", "trash"])
def test_what_is_not_public_leaves_nothing(reader: Client, cast: Cast, status: str) -> None:
    hidden = write(cast.thread, "Hidden words.", author_name="Hidden Hans", status=status)
    write(cast.thread, parent=hidden)
    text = reader.get(ADDRESS, {"url": cast.thread.url}).content.decode()
    assert json.loads(text)["roots"][0]["is_stub"] is True
    assert "Hidden" not in text


def test_replies_that_found_no_room_are_pages_of_their_branch(reader: Client, cast: Cast) -> None:
    root = write(cast.thread)
    replies = [write(cast.thread, parent=root) for _ in range(26)]
    first = reader.get(ADDRESS, {"url": cast.thread.url}).json()["roots"][0]
    assert (len(first["replies"]), first["more_replies"]) == (25, 1)
    branch = reader.get(ADDRESS, {"url": cast.thread.url, "branch": str(root.pk), "page": "2"}).json()
    assert [reply["id"] for reply in branch["roots"]] == [replies[-1].pk]
    assert branch["branch_of"]["id"] == root.pk


def test_a_foreign_page_has_a_conversation_of_its_own(reader: Client, cast: Cast) -> None:
    write(open_thread(site="elsewhere.example", url=cast.thread.url, title="Elsewhere", text=""), "From elsewhere.")
    here = reader.get(ADDRESS, {"url": cast.thread.url}).json()
    there = reader.get(ADDRESS, {"url": cast.thread.url, "site": "elsewhere.example"}).json()
    assert (here["count"], there["count"]) == (0, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"url": "/nowhere/"},
        {},
        {"url": "\0"},
        {"url": "/opinion/a-river-measured-three-times/", "page": "0"},
        {"url": "/opinion/a-river-measured-three-times/", "page": "-1"},
        {"url": "/opinion/a-river-measured-three-times/", "page": "9" * 400},
        {"url": "/opinion/a-river-measured-three-times/", "page": "²"},
        {"url": "/opinion/a-river-measured-three-times/", "branch": "1"},
        {"url": "/opinion/a-river-measured-three-times/", "branch": "x"},
        {"url": "/opinion/a-river-measured-three-times/", "site": "\0"},
    ],
)
def test_where_there_is_none_it_says_so(reader: Client, query: dict[str, str]) -> None:
    response = reader.get(ADDRESS, query)
    assert (response.status_code, response.json()["code"]) == (404, "no_thread")


def test_it_may_be_read_from_everywhere_and_sets_no_cookie(reader: Client, cast: Cast) -> None:
    response = reader.get(ADDRESS, {"url": cast.thread.url})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert dict(response.cookies) == {}


def test_it_only_reads(reader: Client) -> None:
    assert reader.post(ADDRESS).status_code == 405
