"""Switches act at once, in every process, and lose nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from parley.accounts.actions import record_reader
from parley.config.worker import Chore, run_once
from parley.conversation.models import Comment
from parley.keeping import switching
from parley.keeping.switching import show_switches
from parley.kit.switches import Switch, turn
from parley.materializer.actions import materialize_dirty
from parley.notifications.actions import request_subscription
from parley.notifications.models import Delivery
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.posting import HONEST, send
from tests.public import page_text

Turn = Callable[..., None]


@pytest.fixture
def switch(cast: Cast) -> Iterator[Turn]:
    """Turns a switch, and lets the worker come around once, as it does each second."""
    data = Path(settings.DATA)
    switching._shown = None
    show_switches()
    materialize_dirty()

    def turned(name: Switch, *, on: bool = True) -> None:
        turn(data, name, on=on)
        show_switches()
        materialize_dirty()

    yield turned
    for name in Switch:
        turn(data, name, on=False)


@pytest.mark.parametrize("name", [Switch.COMMENTS_OFF, Switch.READ_ONLY])
def test_readers_cannot_write_and_keep_every_word(cast: Cast, reader: Client, switch: Turn, name: Switch) -> None:
    switch(name)
    answer = send(reader, cast.thread)
    page = answer.content.decode()
    assert (answer.status_code, Comment.objects.count()) == (503, 0)
    assert HONEST in page
    assert "cleo@example.org" in page
    assert "switched off for a while" in page
    switch(name, on=False)
    assert send(reader, cast.thread).status_code == 303
    assert Comment.objects.get().source == HONEST


@pytest.mark.parametrize("name", [Switch.COMMENTS_OFF, Switch.READ_ONLY])
def test_the_page_says_so_and_has_its_form_again_afterwards(cast: Cast, switch: Turn, name: Switch) -> None:
    before = page_text(cast.thread.url)
    assert "<textarea" in before
    switch(name)
    during = page_text(cast.thread.url)
    assert "Comments are switched off for a while. You can read this conversation as always." in during
    assert "<textarea" not in during
    switch(name, on=False)
    assert page_text(cast.thread.url) == before


def test_mail_changes_no_page(cast: Cast, switch: Turn) -> None:
    before = page_text(cast.thread.url)
    switch(Switch.MAIL_OFF)
    assert page_text(cast.thread.url) == before


def test_pages_are_not_made_anew_while_nothing_is_turned(cast: Cast, switch: Turn) -> None:
    assert show_switches() is False


def test_programs_are_told_too(cast: Cast, reader: Client, switch: Turn) -> None:
    switch(Switch.READ_ONLY)
    answer = reader.post("/api/v1/comments", b"{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "read_only"
    assert answer["Retry-After"] == "300"


def test_moderators_work_on_without_comments_and_not_on_a_read_only_site(
    cast: Cast, moderator: Client, switch: Turn
) -> None:
    send(moderator, cast.thread, "Nice article, thanks for sharing. Keep up the good work!", email="x@example.org")
    comment = Comment.objects.get()
    fields = {
        "comment": comment.pk,
        "decision": "approve",
        "status": "approved",
        "words": "A long word of a moderator.",
    }
    switch(Switch.READ_ONLY)
    refused = moderator.post("/moderation/decide/", fields)
    assert refused.status_code == 503
    assert "A long word of a moderator." in refused.content.decode()
    switch(Switch.READ_ONLY, on=False)
    switch(Switch.COMMENTS_OFF)
    assert moderator.post("/moderation/decide/", fields).status_code < 400


def test_words_that_were_typed_are_shown_and_secrets_are_not(cast: Cast, reader: Client, switch: Turn) -> None:
    switch(Switch.READ_ONLY)
    typed = {"text": "<b>A sentence of mine</b>", "password": "a long secret password", "csrfmiddlewaretoken": "c" * 64}
    page = reader.post("/moderation/sign-in/", typed).content.decode()
    assert "&lt;b&gt;A sentence of mine&lt;/b&gt;" in page
    assert "secret password" not in page
    assert "c" * 64 not in page


def test_writers_cannot_change_their_comment_without_comments(cast: Cast, reader: Client, switch: Turn) -> None:
    send(reader, cast.thread)
    key = Comment.objects.get().private_key
    switch(Switch.COMMENTS_OFF)
    changed = reader.post(f"/conversation/status/{key}/edit/", {"text": "Other words than before."})
    assert (changed.status_code, "Other words than before." in changed.content.decode()) == (503, True)
    assert Comment.objects.get().source == HONEST


def test_mails_can_be_stopped_whatever_the_switches_say(cast: Cast, reader: Client, switch: Turn) -> None:
    cleo = record_reader(address="cleo@example.org", name="Cleo")
    subscription = request_subscription(reader=cleo, thread=cast.thread, kind="thread", is_owner=True)
    switch(Switch.READ_ONLY)
    assert reader.post(f"/stop/{subscription.private_key}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "ended"


def test_reading_goes_on(cast: Cast, reader: Client, switch: Turn) -> None:
    switch(Switch.READ_ONLY)
    assert reader.get(cast.thread.url).status_code == 200
    assert reader.get("/moderation/sign-in/").status_code == 200


@pytest.mark.parametrize("name", [Switch.MAIL_OFF, Switch.READ_ONLY])
def test_mail_waits_and_goes_out_afterwards(cast: Cast, reader: Client, switch: Turn, name: Switch) -> None:
    send(reader, cast.thread, notify="replies")
    deal_with_waiting_events()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).count()
    assert waiting > 0
    switch(name)
    assert send_due() == 0
    assert Delivery.objects.filter(state=Delivery.State.WAITING).count() == waiting
    switch(name, on=False)
    assert send_due() == waiting
    assert Delivery.objects.filter(state=Delivery.State.SENT).count() == waiting


def test_the_worker_rests_but_for_what_changes_nothing(cast: Cast, switch: Turn) -> None:
    done: list[str] = []
    chores = [
        Chore("changes", 0, lambda: done.append("changes")),
        Chore("looks", 0, lambda: done.append("looks"), changes=False),
    ]
    switch(Switch.READ_ONLY)
    run_once(chores)
    assert done == ["looks"]
    switch(Switch.READ_ONLY, on=False)
    run_once(chores)
    assert sorted(done) == ["changes", "looks", "looks"]


def test_the_command_turns_them_and_says_how_they_stand(cast: Cast, switch: Turn) -> None:
    def stand() -> Any:
        return json.loads(parley("switch", "--json").output)

    assert stand() == {"read-only": False, "comments-off": False, "mail-off": False}
    answer = parley("switch", "comments-off", "on")
    assert (answer.exit_code, "comments-off: ON, readers cannot write" in answer.output) == (0, True)
    assert stand()["comments-off"] is True
    assert parley("switch", "comments-off", "off").exit_code == 0
    assert stand()["comments-off"] is False
    assert parley("switch", "comments-off").exit_code == 2
    assert parley("switch", "nonsense", "on").exit_code == 2
