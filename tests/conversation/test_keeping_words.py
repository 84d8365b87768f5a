"""The machine fails while a reader writes: every word comes back in a form."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.posting import HONEST, send

WORDS = "The gauge at Lindau read low again & nobody <saw> it."
SHOWN = "The gauge at Lindau read low again &amp; nobody &lt;saw&gt; it."


@contextmanager
def failing(when: Callable[[str], bool]) -> Iterator[None]:
    """The database refuses statements, as it does when the disk is full or gone."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if when(sql):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(params=["disk full", "database away"])
def fault(request: pytest.FixtureRequest) -> Callable[[str], bool]:
    writes = ("INSERT", "UPDATE", "DELETE")
    return (lambda sql: sql.startswith(writes)) if request.param == "disk full" else (lambda sql: True)


def test_a_comment_that_cannot_be_stored_comes_back_whole(
    cast: Cast, reader: Client, fault: Callable[[str], bool]
) -> None:
    with failing(fault):
        answer = send(reader, cast.thread, WORDS, name="Cleo & co", website="https://cleo.example/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert SHOWN in page
    assert 'value="Cleo &amp; co"' in page
    assert 'value="https://cleo.example/"' in page
    assert f'name="thread" value="{cast.thread.pk}"' in page
    assert not Comment.objects.exists()


def test_it_can_be_sent_again_from_there(cast: Cast, reader: Client) -> None:
    with failing(lambda sql: True):
        assert send(reader, cast.thread, HONEST).status_code == 503
    assert send(reader, cast.thread, HONEST).status_code == 303
    assert Comment.objects.count() == 1


def test_what_was_stored_before_the_fault_is_not_stored_twice(cast: Cast, reader: Client) -> None:
    assert send(reader, cast.thread, HONEST).status_code == 303
    with failing(lambda sql: True):
        assert send(reader, cast.thread, HONEST).status_code == 503
    assert send(reader, cast.thread, HONEST).status_code == 303
    assert Comment.objects.count() == 1


def test_a_change_that_cannot_be_stored_comes_back_whole(
    cast: Cast, reader: Client, fault: Callable[[str], bool]
) -> None:
    send(reader, cast.thread, HONEST)
    address = f"/conversation/status/{Comment.objects.get().private_key}/edit/"
    with failing(fault):
        answer = reader.post(address, {"text": WORDS, "edits": "0"})
    assert answer.status_code == 503
    assert SHOWN in answer.content.decode()
    assert reader.post(address, {"text": WORDS, "edits": "0"}).status_code == 303
    assert Comment.objects.get().source == WORDS


def test_a_preview_needs_no_database(cast: Cast, reader: Client) -> None:
    with failing(lambda sql: True):
        answer = reader.post("/conversation/preview/", {"thread": str(cast.thread.pk), "text": WORDS})
    assert SHOWN in answer.content.decode()
