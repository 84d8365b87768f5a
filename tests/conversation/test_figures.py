"""Moderation in figures: counted from the log, public only when the publisher wants it."""

from datetime import timedelta
from typing import Any

import pytest

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.moving import log_decision
from parley.conversation.models import Comment
from parley.conversation.queries.figures import CauseFigures, moderation_figures
from parley.kit import clock
from parley.kit.signing import new_token
from parley.materializer.actions import materialize_dirty, reconcile, show_new_figures
from tests.conftest import Cast
from tests.posting import write
from tests.public import page_stands, page_text, page_tree, words_of


def arrive(cast: Cast, status: str, cause: str = "filter") -> Comment:
    """A comment that came two days ago and was dealt with by `cause`."""
    moment = clock.now() - timedelta(days=2)
    comment = write(cast.thread, status=status, posted_at=moment, received_at=moment)
    log_decision(comment, before="", after=status, reason="", batch=new_token(), cause=cause)
    return comment


@pytest.fixture
def in_public(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"moderation_figures": True})


def test_it_counts_what_was_held_how_long_it_waited_and_what_was_overturned(cast: Cast) -> None:
    public, bad = arrive(cast, "approved"), arrive(cast, "approved")
    held = [arrive(cast, "pending", "policy:suspect_words") for _ in range(3)]
    wrongly_spam, spam = arrive(cast, "spam"), arrive(cast, "spam")
    decide(comments=held[:2], status="approved", moderator=cast.ben)
    decide(comments=[wrongly_spam, public], status="approved", moderator=cast.ben)
    decide(comments=[bad, spam], status="spam", moderator=cast.ben)
    whole = moderation_figures(until=clock.now()).whole
    assert (whole.received, whole.published_at_once, whole.held, whole.called_spam) == (7, 2, 3, 2)
    assert whole.decided == 6
    assert whole.overturned == 2
    assert whole.share_held == pytest.approx(3 / 7)
    assert whole.share_overturned == pytest.approx(2 / 4)
    assert whole.median_wait is not None
    assert abs(whole.median_wait - timedelta(days=2)) < timedelta(minutes=1)


def test_it_says_what_each_rule_stopped_and_what_people_made_of_it(cast: Cast) -> None:
    held = [arrive(cast, "pending", "policy:suspect_words") for _ in range(3)]
    arrive(cast, "spam")
    decide(comments=held[:1], status="approved", moderator=cast.ben)
    assert moderation_figures(until=clock.now()).causes == (
        CauseFigures("policy:suspect_words", stopped=3, published=1),
        CauseFigures("filter", stopped=1, published=0),
    )


def test_what_was_imported_does_not_count(cast: Cast) -> None:
    comment = write(cast.thread)
    log_decision(comment, before="", after="approved", reason="", batch=new_token(), cause="import")
    assert moderation_figures(until=clock.now()).whole.received == 0


def test_months_are_calendar_months(cast: Cast) -> None:
    arrive(cast, "approved")
    (month,) = moderation_figures(until=clock.now()).months
    assert month[0].day == 1
    assert month[1].received == 1


def test_the_page_is_not_there_unless_the_publisher_wants_it(cast: Cast) -> None:
    reconcile()
    materialize_dirty()
    assert not page_stands("/moderation-figures/")
    assert "Moderation in figures" not in page_text("/")


def test_the_page_is_a_file_without_names_or_words(cast: Cast, in_public: None) -> None:
    comment = arrive(cast, "pending")
    decide(comments=[comment], status="approved", moderator=cast.ben)
    reconcile()
    materialize_dirty()
    shown = words_of(page_tree("/moderation-figures/"))
    assert "Held for a moderator 1 (100.0 %)" in shown
    assert "2 days" in shown
    assert comment.author_name not in shown
    assert comment.source not in shown
    assert "Ben" not in shown


def test_switched_off_again_the_page_goes(cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"moderation_figures": True})
    reconcile()
    materialize_dirty()
    assert page_stands("/moderation-figures/")
    settings.PARLEY = settings.PARLEY.model_copy(update={"moderation_figures": False})
    reconcile()
    materialize_dirty()
    assert not page_stands("/moderation-figures/")


def test_the_next_day_shows_new_figures(cast: Cast, in_public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    reconcile()
    materialize_dirty()
    assert "No comment has arrived yet." in words_of(page_tree("/moderation-figures/"))
    arrive(cast, "approved")
    show_new_figures()
    materialize_dirty()
    assert "Received 1" in words_of(page_tree("/moderation-figures/"))
