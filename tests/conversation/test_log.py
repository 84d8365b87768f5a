"""The decision log: what it says, that nobody rewrites it, and a thread as it stood."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.models import Comment, Decision
from parley.conversation.queries.log import batches
from parley.conversation.queries.past import thread_at_moment
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, send, write
from tests.public import parsed, words_of

LOG = "/moderation/log/"


def words(response: Any) -> str:
    return words_of(parsed(response.content.decode()))


@pytest.mark.parametrize("change", [{"after": "spam"}, {"reason": "otherwise"}, {"batch": "x"}, {"cause": "filter"}])
def test_the_database_refuses_to_rewrite_a_line(cast: Cast, change: dict[str, str]) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="approved", moderator=cast.ben, reason="on topic")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Decision.objects.filter(comment=comment).update(**change)
    assert Decision.objects.get(comment=comment).reason == "on topic"


def test_an_account_that_is_deleted_leaves_its_decisions(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="approved", moderator=cast.ben)
    cast.ben.delete()
    assert Decision.objects.get(comment=comment).moderator is None


def test_a_line_says_what_decided(reader: Client, cast: Cast, settings: Any) -> None:
    rules = type(settings.PARLEY.rules)(suspect_words=("tavern",), hold_links_of_unknown_readers=False)
    settings.PARLEY = settings.PARLEY.model_copy(update={"rules": rules})
    send(reader, cast.thread, HONEST)
    send(reader, cast.thread, "The tavern by the bridge is closed, and the gauge with it.")
    send(reader, cast.thread, SPAM, subject="filled in by a robot")
    assert list(Decision.objects.order_by("pk").values_list("cause", flat=True)) == [
        "filter",
        "policy:suspect_words",
        "gate:trap",
    ]


def test_the_log_shows_what_people_decided_and_offers_to_undo_it(moderator: Client, cast: Cast) -> None:
    comments = [write(cast.thread, f"Word {n}.", status="pending") for n in range(3)]
    batch = decide(comments=comments, status="spam", moderator=cast.ben, reason="adverts")
    shown = words(moderator.get(LOG))
    assert "Ben: 3 comments, Waiting → Spam: adverts" in shown
    assert "Undo all 3" in shown
    assert moderator.post(f"/moderation/undo/{batch}/", {"queue": "log"})["Location"] == LOG
    assert Comment.objects.filter(status="pending").count() == 3
    shown = words(moderator.get(LOG))
    assert "Was undone." in shown
    assert "(taken back)" in shown


def test_the_log_leaves_out_the_filter_unless_asked(reader: Client, moderator: Client, cast: Cast) -> None:
    send(reader, cast.thread, HELD)
    assert "Nothing was decided yet." in words(moderator.get(LOG))
    assert "the filter" in words(moderator.get(LOG, {"who": "all"}))


def test_the_log_of_one_person_and_of_one_comment(moderator: Client, cast: Cast) -> None:
    first, second = (
        write(cast.thread, "First words.", status="pending"),
        write(cast.thread, "Second.", status="pending"),
    )
    decide(comments=[first], status="approved", moderator=cast.ann)
    decide(comments=[second], status="approved", moderator=cast.ben)
    of_ann = words(moderator.get(LOG, {"who": cast.ann.pk}))
    assert "First words." in of_ann
    assert "Second." not in of_ann
    about_second = words(moderator.get(LOG, {"comment": second.pk}))
    assert "Second." in about_second
    assert "First words." not in about_second


def test_a_decision_that_was_decided_anew_since_cannot_be_undone(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="spam", moderator=cast.ben)
    decide(comments=[comment], status="approved", moderator=cast.ann)
    newer, older = batches(reach=cast.ben)
    assert newer.can_be_undone
    assert not older.can_be_undone
    assert not older.was_undone


def test_the_log_comes_in_pages(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    for number in range(45):
        decide(comments=[comment], status="spam" if number % 2 else "approved", moderator=cast.ben)
    first = moderator.get(LOG).content.decode()
    following = next(a.get("href") for a in parsed(first).iter("a") if a.get("rel") == "next")
    second = moderator.get(LOG + (following or ""))
    assert first.count("<time") == 40
    assert second.content.decode().count("<time") == 5


def test_the_log_asks_the_same_number_of_questions_whatever_its_length(moderator: Client, cast: Cast) -> None:
    def asked(count: int) -> int:
        for _ in range(count):
            decide(comments=[write(cast.thread, status="pending")], status="spam", moderator=cast.ben)
        with CaptureQueriesContext(connection) as queries:
            moderator.get(LOG)
        return len(queries)

    assert asked(2) == asked(20)


def test_strangers_see_no_log(reader: Client, cast: Cast) -> None:
    assert reader.get(LOG)["Location"].startswith("/moderation/sign-in/")
    assert reader.get(f"/moderation/thread/{cast.thread.pk}/")["Location"].startswith("/moderation/sign-in/")


def test_a_thread_as_it_stood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    root = write(cast.thread, "The root.", status="pending", received_at=start)
    answer = write(cast.thread, "The answer.", parent=root, status="pending", received_at=start)

    def at(minutes: int) -> Any:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=minutes))
        return start + timedelta(minutes=minutes)

    at(10)
    batch = decide(comments=[root, answer], status="approved", moderator=cast.ben)
    at(20)
    decide(comments=[root], status="trash", moderator=cast.ann)
    at(30)
    undo(batch=Decision.objects.filter(after="trash").get().batch, moderator=cast.ann)
    assert batch
    stood = {minute: thread_at_moment(cast.thread, start + timedelta(minutes=minute)) for minute in (5, 15, 25, 35)}
    assert {minute: past.count for minute, past in stood.items()} == {5: 0, 15: 2, 25: 1, 35: 2}
    assert stood[5].roots == ()
    assert stood[25].roots[0].is_stub
    assert [reply.id for reply in stood[25].roots[0].replies] == [answer.pk]
    assert not stood[35].roots[0].is_stub


def test_the_page_of_a_thread_as_it_stood(moderator: Client, cast: Cast) -> None:
    write(cast.thread, "It stands.")
    shown = words(moderator.get(f"/moderation/thread/{cast.thread.pk}/"))
    assert "1 comment was public." in shown
    assert "It stands." in shown
    before = moderator.get(f"/moderation/thread/{cast.thread.pk}/", {"at": "2020-01-01"})
    assert "No comment was public then." in words(before)


@pytest.mark.parametrize(("typed", "said"), [("3 May", "not a date"), ("2999-01-01T00:00", "lies ahead")])
def test_a_moment_that_is_none_is_said(moderator: Client, cast: Cast, typed: str, said: str) -> None:
    response = moderator.get(f"/moderation/thread/{cast.thread.pk}/", {"at": typed})
    assert response.status_code == 422
    assert said in words(response)


def test_a_deep_thread_as_it_stood_stays_within_three_levels(cast: Cast) -> None:
    above: Comment | None = None
    for _ in range(200):
        above = write(cast.thread, parent=above)
    past = thread_at_moment(cast.thread, clock.now())
    deepest = past.roots[0].replies[0].replies
    assert len(deepest) == 198
    assert all(reply.depth == 2 and not reply.replies for reply in deepest)
