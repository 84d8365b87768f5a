"""Rules of retention: what is old enough goes, what hangs on it stays, and a report says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.erasing import Words, delete_old, erase_reader, forget_deciders
from parley.conversation.models import Comment, Decision, Lesson, Thread
from parley.conversation.queries.readers import known_readers
from parley.kit import clock
from parley.notifications.actions import request_subscription
from parley.readers.models import Removal
from parley.readers.retention import delete_idle_readers, run_retention
from tests.conftest import Cast
from tests.notifications.conftest import Post

DAY = timedelta(days=1)


@pytest.fixture
def ben(cast: Cast) -> Any:
    return cast.ben


def test_spam_goes_after_its_days_and_what_was_learned_stays(post: Post, cleo: Reader, ben: Any) -> None:
    spam, fresh = post(cleo, "Pills."), post(cleo, "More pills.")
    decide(comments=[spam], status="spam", moderator=ben)
    with time_machine.travel(clock.now() + 399 * DAY, tick=True):
        decide(comments=[fresh], status="spam", moderator=ben)
        assert run_retention() == 0
    with time_machine.travel(clock.now() + 402 * DAY, tick=True):
        assert run_retention() == 1
    assert list(Comment.objects.all()) == [fresh]
    assert Lesson.objects.filter(comment=None, spam=True).count() == 1
    assert [(r.cause, r.count) for r in Removal.objects.all()] == [("keep_spam_days", 1)]


def test_what_was_answered_keeps_its_place_without_words_and_writer(
    post: Post, cleo: Reader, dora: Reader, ben: Any
) -> None:
    asked = post(cleo, "Removed words.")
    answer = post(dora, "An answer.", parent=asked)
    deep = post(cleo, "Deeper.", parent=answer)
    decide(comments=[asked], status="trash", moderator=ben)
    with time_machine.travel(clock.now() + 402 * DAY, tick=True):
        assert run_retention() == 1
        assert run_retention() == 0
    for comment in (asked, answer, deep):
        comment.refresh_from_db()
    assert "Removed words" not in asked.source + asked.html
    assert (asked.reader, answer.parent, deep.root) == (None, asked, asked)
    assert deep.reader == cleo


def test_words_that_an_erased_writer_left_go_when_they_were_removed_long_ago(
    post: Post, dora: Reader, cleo: Reader, ben: Any
) -> None:
    asked = post(dora, "Words that were left behind.")
    post(cleo, "An answer.", parent=asked)
    erase_reader(reader=dora, words=Words.KEEP)
    asked.refresh_from_db()
    decide(comments=[asked], status="trash", moderator=ben)
    assert "left behind" in asked.source
    with time_machine.travel(clock.now() + 402 * DAY, tick=True):
        assert run_retention() == 1
        assert run_retention() == 0
    asked.refresh_from_db()
    assert "left behind" not in asked.source + asked.html


def test_a_rule_of_zero_days_keeps_for_ever(post: Post, cleo: Reader) -> None:
    post(cleo, status="spam")
    with time_machine.travel(clock.now() + 4000 * DAY, tick=True):
        assert delete_old(status="spam", days=0) == 0
        assert delete_idle_readers(0) == 0


def test_an_address_that_was_only_typed_goes_and_a_writers_stays(
    post: Post, cleo: Reader, dora: Reader, thread: Thread
) -> None:
    post(cleo)
    asked = record_reader(address="asked@example.org")
    with time_machine.travel(clock.now() + 300 * DAY, tick=True):
        request_subscription(reader=asked, thread=thread, kind="thread")
    with time_machine.travel(clock.now() + 366 * DAY, tick=True):
        assert delete_idle_readers(365) == 1
    assert set(Reader.objects.all()) == {cleo, asked}  # its count of mails is not forgotten yet
    with time_machine.travel(clock.now() + 700 * DAY, tick=True):
        assert delete_idle_readers(365) == 1


def test_moderators_names_go_and_that_a_person_decided_stays(post: Post, cleo: Reader, ben: Any) -> None:
    decide(comments=[post(cleo)], status="approved", moderator=ben)
    with time_machine.travel(clock.now() + 31 * DAY, tick=True):
        assert forget_deciders(days=30) == 1
        assert forget_deciders(days=30) == 0
    assert not Decision.objects.filter(moderator=ben).exists()
    assert cleo in known_readers()
    assert str(Decision.objects.get(moderator__isnull=False).moderator) == "Former moderator"


def test_the_report_stands_in_the_console(cast: Cast, post: Post, cleo: Reader) -> None:
    post(cleo, status="spam")
    with time_machine.travel(clock.now() + 402 * DAY, tick=True):
        run_retention()
        cast.ann.is_superuser = True
        cast.ann.save()
        client = Client()
        client.force_login(cast.ann)
        page = client.get("/moderation/readers/data/").content.decode()
    assert "Old spam (1)" in page
    assert "Old spam: 400 days" in page
    assert "Moderators&#39; names in old decisions: for ever" in page


def test_the_worker_runs_it() -> None:
    from parley.config.worker import chores

    names: dict[str, Callable[[], object]] = {chore.name: chore.do for chore in chores()}
    assert names["retention"] is run_retention
