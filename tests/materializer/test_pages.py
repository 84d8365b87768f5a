"""Which files a change rewrites, and how what went wrong heals."""

import shutil
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.kit import clock
from parley.kit.feeds import FORMATS
from parley.materializer import handlers, recipes
from parley.materializer.actions import mark_dirty, materialize, materialize_dirty, reconcile, want_everything
from parley.materializer.expected import expected_outputs
from parley.materializer.files import file_of, remove_public_file
from parley.materializer.models import Output
from parley.outbox.actions import LEASE, deal_with_waiting_events
from parley.outbox.models import Event, Receipt
from tests.conftest import Cast
from tests.posting import announce, send, write
from tests.public import page_stands, page_text

PER_PAGE = 5


@pytest.fixture
def short_pages(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comments_per_page": PER_PAGE})


def file_times() -> dict[str, int]:
    """Address → modification time in nanoseconds, of all that stands."""
    paths = Output.objects.values_list("path", flat=True)
    return {path: file_of(path).stat().st_mtime_ns for path in paths if page_stands(path)}


def rewritten(before: dict[str, int]) -> set[str]:
    return {path for path, moment in file_times().items() if before.get(path) != moment}


def test_everything_that_is_expected_stands(cast: Cast) -> None:
    assert {path for path in expected_outputs() if not page_stands(path)} == set()
    assert {"/", "/opinion/", "/feed.xml", "/opinion/feed.xml", "/robots.txt", "/errors/404/", cast.thread.url} <= set(
        expected_outputs()
    )


def test_a_second_look_finds_nothing_to_do(cast: Cast) -> None:
    assert (reconcile(), materialize_dirty()) == (0, 0)


def test_a_text_that_did_not_change_is_not_written_again(cast: Cast) -> None:
    before = file_times()
    want_everything()
    assert materialize_dirty() == len(before)
    assert rewritten(before) == set()


def test_a_deleted_file_heals(cast: Cast) -> None:
    text = page_text(cast.thread.url)
    remove_public_file(cast.thread.url)
    assert reconcile() == 1
    materialize_dirty()
    assert page_text(cast.thread.url) == text


def test_a_lost_folder_heals(cast: Cast) -> None:
    shutil.rmtree(django_settings.PUBLIC_ROOT)
    reconcile()
    materialize_dirty()
    assert {path for path in expected_outputs() if not page_stands(path)} == set()


def test_a_missing_page_is_made_when_somebody_asks_for_it(cast: Cast, reader: Client) -> None:
    remove_public_file(cast.thread.url)
    assert reader.get(cast.thread.url).status_code == 200
    assert page_stands(cast.thread.url)


def test_a_withdrawal_that_no_signal_told_of_is_found(cast: Cast) -> None:
    type(cast.article).objects.filter(pk=cast.article.pk).update(live=False)
    reconcile()
    materialize_dirty()
    assert not page_stands(cast.thread.url)
    assert not Output.objects.filter(path=cast.thread.url).exists()


def test_an_article_that_no_signal_told_of_is_found(cast: Cast) -> None:
    remove_public_file(cast.thread.url)
    Output.objects.filter(path=cast.thread.url).delete()
    reconcile()
    materialize_dirty()
    assert cast.article.title in page_text(cast.thread.url)


def test_a_comment_whose_event_was_lost_with_its_process_is_shown_by_the_worker(cast: Cast, reader: Client) -> None:
    standing = file_of(cast.thread.url).read_bytes()
    send(reader, cast.thread)
    comment = Comment.objects.get()
    file_of(cast.thread.url).write_bytes(standing)
    Output.objects.filter(path=cast.thread.url).update(made=0, digest="")
    event = Event.objects.latest("pk")
    Receipt.objects.filter(event=event, consumer="materializer").update(state="claimed", due_at=clock.now() + LEASE)
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        deal_with_waiting_events()
    assert f'id="{comment.anchor}"' in page_text(cast.thread.url)


def test_a_page_that_fails_does_not_stop_the_others_and_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(subject: str) -> None:
        raise ZeroDivisionError

    want_everything()
    with monkeypatch.context() as patched:
        patched.setitem(recipes.RECIPES, "article", broken)
        materialize_dirty()
    waiting = Output.objects.get(path=cast.thread.url)
    assert (waiting.failures, waiting.made < waiting.wanted) == (1, True)
    assert not Output.objects.exclude(pk=waiting.pk).filter(failures__gt=0).exists()
    assert page_stands(cast.thread.url)
    assert materialize_dirty() == 0  # not at once
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        assert materialize_dirty() == 1
    waiting.refresh_from_db()
    assert (waiting.failures, waiting.made) == (0, waiting.wanted)


def test_a_new_comment_rewrites_its_page_and_no_other_of_the_thread(
    short_pages: None, cast: Cast, reader: Client
) -> None:
    roots = [write(cast.thread) for _ in range(PER_PAGE * 3)]
    announce(cast.thread)
    before = file_times()
    send(reader, cast.thread, parent=str(roots[PER_PAGE].pk))
    second = f"{cast.thread.url}conversation/2/"
    assert rewritten(before) == {second}
    materialize_dirty()
    pulse = f"{cast.thread.url}conversation/pulse.json"
    in_orders = {f"{cast.thread.url}conversation/{order}/2/" for order in ("newest", "best")}
    feeds = {f"{cast.thread.url}conversation/{each.file}" for each in FORMATS}
    assert {path for path in rewritten(before) if "/conversation/" in path} == {second, pulse, *feeds, *in_orders}


def test_the_count_in_the_lists_follows(cast: Cast, reader: Client) -> None:
    send(reader, cast.thread)
    materialize_dirty()
    assert "1 comment" in page_text("/")
    assert "1 comment" in page_text("/opinion/")


def test_a_page_of_the_conversation_goes_when_nothing_is_left_on_it(short_pages: None, cast: Cast) -> None:
    roots = [write(cast.thread) for _ in range(PER_PAGE + 1)]
    announce(cast.thread)
    decide(comments=[Comment.objects.get(pk=roots[-1].pk)], status="trash", moderator=cast.ben)
    materialize_dirty()
    assert not page_stands(f"{cast.thread.url}conversation/2/")
    assert not page_stands(f"{cast.thread.url}conversation/newest/2/")
    assert reconcile() == 0


def test_the_article_knows_how_many_pages_are_left(short_pages: None, cast: Cast) -> None:
    roots = [write(cast.thread) for _ in range(PER_PAGE * 2 + 1)]
    announce(cast.thread)
    assert "Page 1 of 3" in page_text(cast.thread.url)
    decide(comments=[Comment.objects.get(pk=roots[-1].pk)], status="trash", moderator=cast.ben)
    materialize_dirty()
    assert "Page 1 of 2" in page_text(cast.thread.url)
    assert "More comments" not in page_text(f"{cast.thread.url}conversation/2/")


def test_what_is_removed_moves_nothing_to_another_page(short_pages: None, cast: Cast) -> None:
    stub = write(cast.thread, status="trash")
    reply = write(cast.thread, parent=stub)
    roots = [write(cast.thread) for _ in range(PER_PAGE * 2)]
    announce(cast.thread)
    second = page_text(f"{cast.thread.url}conversation/2/")
    assert f'id="{stub.anchor}"' in page_text(cast.thread.url)
    decide(comments=[Comment.objects.get(pk=pk) for pk in (reply.pk, roots[0].pk)], status="trash", moderator=cast.ben)
    materialize_dirty()
    assert f'id="{stub.anchor}"' not in page_text(cast.thread.url)
    assert page_text(f"{cast.thread.url}conversation/2/") == second


def test_comments_of_two_readers_at_once_both_stand(cast: Cast) -> None:
    start = threading.Barrier(2)
    answers: list[int] = []

    def post(name: str, text: str) -> None:
        try:
            client = Client()
            start.wait(timeout=10)
            answers.append(send(client, cast.thread, text, name=name, email=f"{name}@example.org").status_code)
        finally:
            connection.close()

    words = {"cleo": "The gauge at Lindau read low.", "dora": "Who pays the dam keepers of Velka?"}
    threads = [threading.Thread(target=post, args=item) for item in words.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [303, 303]
    page = page_text(cast.thread.url)
    assert [text in page for text in words.values()] == [True, True]


def test_a_change_while_a_page_is_made_is_made_once_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make = recipes.RECIPES["article"]

    def interrupted(subject: str) -> Any:
        made = make(subject)
        mark_dirty([f"article:{subject}"])
        return made

    want_everything()
    with monkeypatch.context() as patched:
        patched.setitem(recipes.RECIPES, "article", interrupted)
        materialize(cast.thread.url)
    assert materialize_dirty() >= 1
    output = Output.objects.get(path=cast.thread.url)
    assert output.made == output.wanted


def test_an_unknown_address_is_nothing_to_make(cast: Cast) -> None:
    assert materialize("/nowhere/") is False
    assert not page_stands("/nowhere/")


def test_the_moderators_change_comes_before_the_rest(cast: Cast) -> None:
    made: list[str] = []
    want_everything()
    mark_dirty([f"article:{cast.article.pk}"], priority=1)
    materialize_dirty(progress=made.append)
    assert made.index(cast.thread.url) < made.index("/opinion/")


def test_a_decision_about_many_comments_looks_at_each_thread_once(
    cast: Cast, short_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = [write(cast.thread) for _ in range(3 * PER_PAGE)]
    announce(cast.thread)
    made: list[str] = []

    def counted(subject: str) -> recipes.Made | None:
        made.append(subject)
        return article_page(subject)

    article_page = recipes.RECIPES["article"]
    monkeypatch.setitem(recipes.RECIPES, "article", counted)
    decide(comments=comments[: 2 * PER_PAGE], status="spam", moderator=cast.ben)
    assert len(made) == 1
    assert comments[-1].anchor in page_text(f"{cast.thread.url}conversation/3/")
    assert f'id="{comments[0].anchor}"' not in page_text(cast.thread.url)
    materialize_dirty()
    assert not page_stands(f"{cast.thread.url}conversation/2/")


def test_without_time_the_worker_writes_the_pages_before_all_else(
    cast: Cast, short_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = [write(cast.thread) for _ in range(2 * PER_PAGE)]
    announce(cast.thread)
    monkeypatch.setattr(handlers, "PATIENCE", -1)
    decide(comments=comments, status="spam", moderator=cast.ben)
    assert f'id="{comments[0].anchor}"' in page_text(cast.thread.url)
    want_everything()
    materialize_dirty(limit=14)  # with style sheets, icon, scripts and the pages in other orders
    assert f'id="{comments[0].anchor}"' not in page_text(cast.thread.url)
    assert not page_stands(f"{cast.thread.url}conversation/2/")
