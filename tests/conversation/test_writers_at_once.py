"""Several processes write to the same threads: no count is lost, no page overflows, nobody waits for ever."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.shapes import miscounted_threads
from tests.conftest import Cast
from tests.posting import send, write

PER_PAGE = 5


@pytest.fixture(autouse=True)
def short_pages(settings: Any) -> None:
    changes = {"comments_per_page": PER_PAGE, "flood_brake": 0}
    settings.PARLEY = settings.PARLEY.model_copy(update=changes)


def at_once(*tasks: Callable[[], Any]) -> list[Exception]:
    """Run tasks in threads of their own, all beginning together. What they raised."""
    start, raised = threading.Barrier(len(tasks)), list[Exception]()

    def run(task: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            task()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_moderators_who_decide_at_once_about_the_same_threads(cast: Cast) -> None:
    other = open_thread(site=cast.thread.site, url="/opinion/another/", title="Another", text="")
    waiting = [write(thread, status="pending") for _ in range(12) for thread in (cast.thread, other)]

    def approve(comments: list[Comment]) -> None:
        for start in range(0, len(comments), 3):
            decide(comments=comments[start : start + 3], status="approved", moderator=cast.ben)

    halves = waiting[:12], waiting[12:][::-1]  # one begins with one thread, one with the other
    assert at_once(*(lambda half=half: approve(half) for half in halves)) == []  # type: ignore[misc]
    assert miscounted_threads() == []
    assert list(Thread.objects.order_by("pk").values_list("published", flat=True)) == [12, 12]


def test_two_moderators_and_the_same_comments(cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(8)]
    ids = [comment.pk for comment in comments]

    def remove() -> None:
        decide(comments=list(Comment.objects.filter(pk__in=ids).order_by("pk")), status="trash", moderator=cast.ben)

    assert at_once(remove, remove) == []
    assert miscounted_threads() == []
    assert Thread.objects.get(pk=cast.thread.pk).published == 0


def test_readers_who_post_at_once_to_one_thread(cast: Cast) -> None:
    words = ["The gauge at Lindau read low.", "Who pays the dam keepers of Velka?", "The sluice was rusted shut."]

    def post(number: int) -> None:
        name = f"reader{number}"
        send(Client(), cast.thread, words[number], name=name, email=f"{name}@example.org")

    assert at_once(*(lambda number=number: post(number) for number in range(3))) == []  # type: ignore[misc]
    assert miscounted_threads() == []
    assert Comment.objects.count() == 3
