"""A writer asks for another look, and a moderator answers."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from parley.accounts.models import User
from parley.conversation.actions.appeals import make_appeal, reject_appeal, uphold_appeal
from parley.conversation.actions.deciding import decide, undo
from parley.conversation.errors import AppealRefused
from parley.conversation.models import Appeal, Comment
from parley.conversation.queries.appeals import may_be_appealed, open_appeals
from parley.conversation.queries.queues import queue_counts
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, send, write
from tests.public import page_text, parsed, words_of


@pytest.fixture
def removed(cast: Cast) -> Comment:
    """Cleo's comment, which Ben has removed."""
    comment = write(cast.thread, HONEST)
    decide(comments=[comment], status="trash", moderator=cast.ben, reason="It is not about the article.")
    return comment


def appealed() -> int:
    """What Ben sees in the menu."""
    return queue_counts(User.objects.get(username="ben"))["appealed"]


def address(comment: Comment, step: str = "") -> str:
    return f"/conversation/status/{comment.private_key}/{step}"


def ask(client: Client, comment: Comment, words: str = "It is about the gauge, and so is the article.") -> Any:
    return client.post(address(comment, "appeal/"), {"words": words})


def words(client: Client, comment: Comment) -> str:
    return words_of(parsed(client.get(address(comment)).content.decode()))


def test_who_was_refused_is_told_why_and_may_ask(reader: Client, removed: Comment) -> None:
    page = words(reader, removed)
    assert "The reason: It is not about the article." in page
    assert "Ask a person to look again" in page


def test_a_reason_in_a_moderators_own_words_is_told_as_it_is(reader: Client, removed: Comment, cast: Cast) -> None:
    decide(comments=[removed], status="spam", moderator=cast.ben, reason="Bitte nicht auf Latein.")
    assert "The reason: Bitte nicht auf Latein." in words(reader, removed)


def test_an_appeal_waits_in_its_own_queue_with_its_words(reader: Client, moderator: Client, removed: Comment) -> None:
    assert appealed() == 0
    assert ask(reader, removed)["Location"] == address(removed)
    assert appealed() == 1
    page = moderator.get("/moderation/appealed/").content.decode()
    assert "so is the article" in page
    assert "Its writer asks for another look" in page
    assert "You asked for another look" in words(reader, removed)


def test_one_appeal_is_open_at_a_time(reader: Client, removed: Comment) -> None:
    ask(reader, removed)
    assert ask(reader, removed, "Again!").status_code == 303
    assert [appeal.words for appeal in Appeal.objects.all()] == ["It is about the gauge, and so is the article."]


def test_two_clicks_at_once_make_one_appeal(removed: Comment) -> None:
    start, answers = threading.Barrier(2), []

    def click() -> None:
        try:
            start.wait(timeout=10)
            answers.append(make_appeal(comment=removed, words="Look again.").pk)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(timeout=60)
    assert len(set(answers)) == 1
    assert Appeal.objects.count() == 1


def test_an_upheld_appeal_publishes_the_comment(reader: Client, moderator: Client, removed: Comment) -> None:
    ask(reader, removed)
    appeal = Appeal.objects.get()
    response = moderator.post(f"/moderation/appeals/{appeal.pk}/", {"decision": "uphold", "answer": "You are right."})
    assert response["Location"].startswith("/moderation/appealed/?done=")
    assert HONEST in page_text(removed.thread.url)
    page = words(reader, removed)
    assert "A moderator looked again and published it" in page
    assert "You are right." in page
    assert appealed() == 0


def test_a_rejected_appeal_says_why_and_ends_there(reader: Client, moderator: Client, removed: Comment) -> None:
    ask(reader, removed)
    moderator.post(f"/moderation/appeals/{Appeal.objects.get().pk}/", {"decision": "reject", "answer": "It is not."})
    page = words(reader, removed)
    assert "the decision stands" in page
    assert "The answer: It is not." in page
    assert "Ask a person to look again" not in page
    response = ask(reader, removed, "But it is!")
    assert response.status_code == 409
    assert "But it is!" not in Appeal.objects.get().words
    assert not open_appeals().exists()


def test_the_decision_cannot_stand_without_an_answer(reader: Client, moderator: Client, removed: Comment) -> None:
    ask(reader, removed)
    moderator.post(f"/moderation/appeals/{Appeal.objects.get().pk}/", {"decision": "reject", "answer": " "})
    assert Appeal.objects.get().state == "open"
    assert "why the decision stands" in moderator.get("/moderation/appealed/").content.decode()


def test_a_new_decision_can_be_appealed_against_anew(reader: Client, removed: Comment, cast: Cast) -> None:
    ask(reader, removed)
    reject_appeal(appeal=Appeal.objects.get(), moderator=cast.ben, answer="No.")
    assert not may_be_appealed(removed)
    decide(comments=[removed], status="spam", moderator=cast.ben)
    removed.refresh_from_db()
    assert may_be_appealed(removed)


def test_publishing_it_in_any_queue_answers_the_appeal(reader: Client, removed: Comment, cast: Cast) -> None:
    ask(reader, removed)
    batch = decide(comments=[removed], status="approved", moderator=cast.ben)
    assert Appeal.objects.get().state == "upheld"
    undo(batch=batch, moderator=cast.ben)
    assert Appeal.objects.get().state == "open"
    assert appealed() == 1


def test_an_upheld_appeal_is_open_again_after_an_undo(reader: Client, removed: Comment, cast: Cast) -> None:
    ask(reader, removed)
    batch = uphold_appeal(appeal=Appeal.objects.get(), moderator=cast.ben, answer="Right.")
    undo(batch=batch, moderator=cast.ben)
    appeal = Appeal.objects.get()
    removed.refresh_from_db()
    assert (appeal.state, appeal.answer, appeal.answered_by, removed.status) == ("open", "", None, "trash")


def test_of_two_moderators_one_answers(reader: Client, removed: Comment, cast: Cast) -> None:
    ask(reader, removed)
    appeal = Appeal.objects.get()
    reject_appeal(appeal=appeal, moderator=cast.ben, answer="No.")
    with pytest.raises(AppealRefused):
        uphold_appeal(appeal=appeal, moderator=cast.ann)
    removed.refresh_from_db()
    assert removed.status == "trash"


@pytest.mark.parametrize("status", ["approved", "pending", "deleted"])
def test_only_what_was_refused_can_be_appealed_for(reader: Client, cast: Cast, status: str) -> None:
    comment = write(cast.thread, status=status)
    response = ask(reader, comment, "My words are not lost.")
    assert response.status_code == 409
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("typed", ["", "  ", "long " * 500])
def test_a_refused_appeal_comes_back_with_its_words(reader: Client, removed: Comment, typed: str) -> None:
    response = ask(reader, removed, typed)
    tree = parsed(response.content.decode())
    field = next(e for e in tree.iter("textarea") if e.get("id") == "appeal-words")
    assert response.status_code == 422
    assert "".join(field.itertext()) == typed
    assert (field.get("aria-describedby") or "").split()[0] == "appeal-words-error"
    assert next(e for e in tree.iter("div") if e.get("role") == "alert").get("autofocus") is not None


def test_the_filters_word_can_be_appealed_against(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, SPAM, name="Best Casino")
    comment = Comment.objects.get()
    assert "no person has read it yet" in words(reader, comment)
    assert ask(reader, comment).status_code == 303


def test_the_private_page_says_since_when_and_why_it_waits(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, HELD)
    page = words(reader, Comment.objects.get())
    assert "It waits since" in page
    assert "The filter is not sure about it, so a person decides." in page


def test_an_undo_brings_back_the_reason_before(reader: Client, removed: Comment, cast: Cast) -> None:
    undo(batch=decide(comments=[removed], status="spam", moderator=cast.ben), moderator=cast.ben)
    assert "The reason: It is not about the article." in words(reader, removed)
