"""What the conversation forgets, and what it promises about waiting."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.posting import forget_networks
from parley.conversation.checks import filter_has_its_weights
from parley.conversation.models import Comment, Decision
from parley.conversation.waiting import usual_wait
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import write


def test_networks_are_forgotten_after_the_days_of_the_setting(cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"network_days": 7})
    old = write(cast.thread, network_key="a" * 32, received_at=clock.now() - timedelta(days=8))
    new = write(cast.thread, network_key="b" * 32, received_at=clock.now() - timedelta(days=6))
    assert forget_networks() == 1
    assert [Comment.objects.get(pk=c.pk).network_key for c in (old, new)] == ["", "b" * 32]


def waited(cast: Cast, wait: timedelta, times: int) -> None:
    """As many decisions, each made after that wait."""
    for _ in range(times):
        decide(comments=[write(cast.thread, status="pending")], status="approved", moderator=cast.ben)
        last = Decision.objects.select_related("comment").first()
        assert last is not None
        Comment.objects.filter(pk=last.comment_id).update(received_at=last.decided_at - wait)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=30), "a minute or two"),
        (timedelta(minutes=20), "20 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_the_usual_wait_is_said_in_words(cast: Cast, wait: timedelta, words: str) -> None:
    waited(cast, wait, 5)
    assert usual_wait() == words


def test_too_few_decisions_promise_nothing(cast: Cast) -> None:
    waited(cast, timedelta(minutes=20), 4)
    assert usual_wait() == ""


def test_one_long_wait_does_not_spoil_the_promise(cast: Cast) -> None:
    waited(cast, timedelta(minutes=20), 5)
    waited(cast, timedelta(days=9), 1)
    assert usual_wait() == "20 minutes"


def test_what_was_decided_long_ago_does_not_count(cast: Cast) -> None:
    waited(cast, timedelta(minutes=20), 5)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert usual_wait() == ""


def test_the_filters_weights_are_there() -> None:
    assert filter_has_its_weights() == []


def test_the_same_words_twice_are_refused_by_the_database_itself(cast: Cast) -> None:
    from django.db import IntegrityError, transaction

    first = write(cast.thread)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(cast.thread, submission_key=first.submission_key)
    assert connection.is_usable()
