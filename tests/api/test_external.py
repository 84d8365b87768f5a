"""The external moderation step, with a real server that answers, is slow, is dead, or talks nonsense."""

import json
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
import time_machine
from django.test import Client
from standardwebhooks.webhooks import Webhook as Verifier

from parley.accounts.models import Reader
from parley.api.external import ask_externally
from parley.config.external import ExternalModeration
from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.editing import edit_comment
from parley.conversation.actions.external import settle_by_answer
from parley.conversation.actions.people import impose
from parley.conversation.models import Comment, Decision, ExternalReview
from parley.conversation.queries.figures import moderation_figures
from parley.kit import clock
from tests.api.receivers import Receiver, receiver
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, send
from tests.public import page_text

SECRET = "whsec_" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver(reply=(200, b'{"decision": "approve"}')) as found:
        yield found


def switch_on(settings: Any, url: str, **changes: Any) -> None:
    table = ExternalModeration(url=url, secret=SECRET, **changes)
    changed = {"external_moderation": table, "webhooks_to_private_networks": True}
    settings.PARLEY = settings.PARLEY.model_copy(update=changed)


def status() -> str:
    return str(Comment.objects.values_list("status", flat=True).get())


def state() -> str:
    return str(ExternalReview.objects.values_list("state", flat=True).get())


def test_nobody_is_asked_while_it_is_off(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    assert status() == "approved"
    assert not ExternalReview.objects.exists()


def test_it_is_held_with_a_kind_sentence_and_approved_by_the_answer(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    response = send(reader, cast.thread)
    assert status() == "pending"
    assert there.requests == [], "an action calls nobody"
    assert "reads every comment before it appears" in reader.get(response["Location"]).content.decode()
    ask_externally()
    assert (status(), state()) == ("approved", "answered")
    assert "forty centimetres more" in page_text(cast.thread.url)
    newest = Decision.objects.first()
    assert newest is not None
    assert (newest.cause, newest.before, newest.after, newest.moderator) == ("external", "pending", "approved", None)


def test_it_is_told_what_it_needs_and_no_address(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    ask_externally()
    ((_path, headers, body),) = there.requests
    asked = Verifier(SECRET).verify(body, headers)
    assert asked["type"] == "comment.review"
    assert set(asked["data"]) == {"comment", "article", "verdict", "deadline"}
    assert asked["data"]["comment"]["text"] == HONEST
    assert asked["data"]["article"]["title"] == cast.thread.title
    assert asked["data"]["verdict"]["outcome"] == "ham"
    assert "external" not in json.dumps(asked["data"]["verdict"])
    assert b"cleo@example.org" not in body


@pytest.mark.parametrize(("decision", "expected"), [("spam", "spam"), ("hold", "pending")])
def test_other_answers_are_done_with_their_reason(
    reader: Client, cast: Cast, there: Receiver, settings: Any, decision: str, expected: str
) -> None:
    there.reply = (200, json.dumps({"decision": decision, "reason": "Not\nhere", "more": 1}).encode())
    switch_on(settings, there.url)
    send(reader, cast.thread)
    ask_externally()
    newest = Decision.objects.first()
    assert newest is not None
    assert (status(), newest.after, newest.reason, newest.cause) == (expected, expected, "Not here", "external")


@pytest.mark.parametrize("text", [HELD, SPAM])
def test_what_is_held_for_another_reason_is_not_asked_about(
    reader: Client, cast: Cast, there: Receiver, settings: Any, text: str
) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread, text)
    ask_externally()
    assert there.requests == []
    assert not ExternalReview.objects.exists()


NONSENSE: list[tuple[int, bytes]] = [
    (200, b""),
    (200, b"yes"),
    (200, b"[]"),
    (200, b'{"decision": "delete"}'),
    (200, b'{"decision": ["approve"]}'),
    (200, b'{"decision": "approve\\n"}'),
    (200, b"\xff\xfe"),
    (200, b'{"decision": "approve", "reason": ' + b"[" * 70_000),
    (500, b'{"decision": "approve"}'),
    (302, b'{"decision": "approve"}'),
]


@pytest.mark.parametrize("reply", NONSENSE)
@pytest.mark.parametrize(("on_silence", "expected"), [("filter", "approved"), ("hold", "pending")])
def test_nonsense_is_no_answer_and_silence_decides(
    reader: Client, cast: Cast, there: Receiver, settings: Any, reply: Any, on_silence: str, expected: str
) -> None:
    there.reply = reply
    switch_on(settings, there.url, on_silence=on_silence)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        send(reader, cast.thread)
        ask_externally()
        assert (status(), state()) == ("pending", "waiting")
        assert ExternalReview.objects.get().last_error
        traveller.shift(11)
        ask_externally()
    assert (status(), state()) == (expected, "silent")
    newest = Decision.objects.first()
    assert newest is not None
    assert (newest.cause, newest.reason) == ("external", "external: no answer in time")


def test_it_is_asked_again_while_there_is_time(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    there.reply = (503, b"")
    switch_on(settings, there.url)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        send(reader, cast.thread)
        ask_externally()
        ask_externally()
        assert len(there.requests) == 1
        there.reply = (200, b'{"decision": "spam"}')
        traveller.shift(3)
        ask_externally()
    assert (status(), state(), len(there.requests)) == ("spam", "answered", 2)


def test_a_dead_one_holds_nothing_up(reader: Client, cast: Cast, settings: Any) -> None:
    with receiver() as dead:
        pass
    switch_on(settings, dead.url)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        send(reader, cast.thread)
        ask_externally()
        assert "refused" in ExternalReview.objects.get().last_error
        traveller.shift(11)
        ask_externally()
    assert (status(), state()) == ("approved", "silent")


def test_a_slow_one_has_until_the_deadline(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    there.delay = 30
    switch_on(settings, there.url, deadline_seconds=1)
    send(reader, cast.thread)
    begun = monotonic()
    ask_externally()
    assert monotonic() - begun < 10
    ask_externally()
    assert (status(), state()) == ("approved", "silent")


def test_one_slow_answer_does_not_use_up_the_time_of_the_others(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    def reply(asked: dict[str, Any]) -> tuple[int, bytes]:
        if "Slow" in asked["data"]["comment"]["author_name"]:
            there.closing.wait(30)
        return 200, b'{"decision": "spam"}'

    there.reply = reply
    switch_on(settings, there.url, deadline_seconds=3, on_silence="hold")
    texts = {
        "Slow": HONEST,
        "Dora": "My grandfather kept the sluice for thirty years, and his table of the spring floods is in our attic.",
    }
    for name, text in texts.items():
        send(reader, cast.thread, text, name=name, email=f"{name.lower()}@example.org")
    ask_externally()
    ask_externally()
    states = dict(ExternalReview.objects.values_list("comment__author_name", "state"))
    assert states == {"Slow": "silent", "Dora": "answered"}


def test_a_moderator_who_was_quicker_has_the_word(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    comment = Comment.objects.get()
    batch = decide(comments=[comment], status="trash", moderator=cast.ben)
    ask_externally()
    assert (status(), state()) == ("trash", "overtaken")
    undo(batch=batch, moderator=cast.ben)
    settle_by_answer(ExternalReview.objects.get(), decision="approve", reason="")
    assert status() == "pending", "it was settled; the moderator's undo stands"


def test_who_was_banned_meanwhile_is_not_published(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    impose(reader=Reader.objects.get(), kind="ban", reason="Enough", moderator=cast.ben)
    ask_externally()
    assert (status(), state()) == ("pending", "overtaken")


def test_what_it_decided_can_be_undone(reader: Client, cast: Cast, there: Receiver, settings: Any) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    ask_externally()
    newest = Decision.objects.first()
    assert newest is not None
    undo(batch=newest.batch, moderator=cast.ben)
    assert status() == "pending"
    ask_externally()
    assert status() == "pending"
    assert len(there.requests) == 1


def test_the_figures_count_it_as_a_part_of_the_arrival(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    ask_externally()
    whole = moderation_figures(until=clock.now()).whole
    assert (whole.received, whole.published_at_once, whole.held) == (1, 1, 0)


@pytest.mark.parametrize(
    "table",
    [
        {"url": "https://moderation.example/ask"},
        {"url": "https://moderation.example/ask", "secret": "short"},
        {"url": "https://moderation.example/ask", "secret": "whsec_QUFB"},
        {"url": "gopher://moderation.example/ask", "secret": SECRET},
        {"deadline_seconds": 0},
        {"on_silence": "approve"},
    ],
)
def test_settings_that_cannot_work_are_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        ExternalModeration(**table)


def test_new_words_of_a_published_comment_are_asked_about_again(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    ask_externally()
    there.reply = (200, b'{"decision": "spam"}')
    edit_comment(comment=Comment.objects.get(), text=HONEST + " Nobody opened the sluice.", edits_seen=0)
    assert (status(), state()) == ("pending", "waiting")
    ask_externally()
    assert [body["data"]["comment"]["text"][-7:] for body in there.bodies] == ["s more.", "sluice."]
    assert (status(), state()) == ("spam", "answered")


def test_an_answer_about_words_that_were_changed_meanwhile_counts_no_more(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    asked = ExternalReview.objects.get()
    edit_comment(comment=Comment.objects.get(), text=HONEST + " Nobody opened the sluice.", edits_seen=0)
    settle_by_answer(asked, decision="approve", reason="")
    assert (status(), state()) == ("pending", "waiting")


def test_words_that_the_filter_doubts_after_an_edit_are_not_published_by_silence(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        send(reader, cast.thread)
        edit_comment(comment=Comment.objects.get(), text=HELD, edits_seen=0)
        traveller.shift(11)
        ask_externally()
    assert (status(), state(), there.requests) == ("pending", "overtaken", [])


def test_new_words_after_a_moderators_approval_are_not_stuck(
    reader: Client, cast: Cast, there: Receiver, settings: Any
) -> None:
    switch_on(settings, there.url)
    send(reader, cast.thread)
    decide(comments=[Comment.objects.get()], status="approved", moderator=cast.ben)
    ask_externally()
    edit_comment(comment=Comment.objects.get(), text=HONEST + " Nobody opened the sluice.", edits_seen=0)
    ask_externally()
    assert (status(), state(), len(there.requests)) == ("approved", "answered", 1)
