"""The gates before the filter: trap, time, rates, flood."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.actions import address_key
from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.conversation.queries.readers import known_readers
from parley.kit import clock
from parley.kit.proof_of_work import Challenge
from tests.conftest import Cast
from tests.conversation.knowing import make_known
from tests.posting import HONEST, SPAM, send, write
from tests.public import page_text, parsed
from tests.solving import payload_of, solve

LONG = " ".join([HONEST] * 4)
"""Words that nobody types in ten seconds."""


def set_limits(settings: Any, **limits: object) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update=limits)


def rules(comment: Comment | None = None) -> list[str]:
    """What was found about a comment; the newest unless told."""
    found = comment or Comment.objects.latest("pk")
    return [reason["rule"] for reason in found.judgements.get().reasons]


def hidden_fields(html: str) -> dict[str, str]:
    form = next(e for e in parsed(html).iter("form") if e.get("id") == "comment-form")
    return {e.get("name", ""): e.get("value", "") for e in form.iter("input") if e.get("type") == "hidden"}


def test_the_trap_loses_no_words(reader: Client, cast: Cast) -> None:
    page = reader.get(send(reader, cast.thread, subject="Buy")["Location"]).content.decode()
    comment = Comment.objects.get()
    assert (comment.status, comment.source, HONEST in page) == ("spam", HONEST, True)
    assert rules()[0] == "trap"


def test_a_trapped_comment_looks_to_its_sender_like_any_that_is_held_back(reader: Client, cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False):  # both pages show the minute
        sent = (send(reader, cast.thread, SPAM, subject="x"), send(reader, cast.thread, SPAM, name="Pills"))
        addresses = [response["Location"] for response in sent]
        trapped, plain = (reader.get(a).content.decode().replace(a, "/its/own/address/") for a in addresses)
    assert trapped == plain


def test_the_weights_of_a_trapped_comment_add_up_to_its_score(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, subject="x")
    judgement = Comment.objects.get().judgements.get()
    assert judgement.score == pytest.approx(sum(reason["weight"] for reason in judgement.reasons), abs=0.01)


def test_a_field_of_an_older_page_is_no_trap(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, company="Water Board Ltd")
    assert Comment.objects.get().status == "approved"


def reply_form(reader: Client, cast: Cast) -> dict[str, str]:
    """Hidden fields of the form for a reply, drawn now."""
    return hidden_fields(reader.get(f"/conversation/reply/{write(cast.thread).pk}/").content.decode())


@pytest.mark.parametrize(("seconds", "is_evidence"), [(2, True), (10, True), (600, False)])
def test_a_reply_that_comes_faster_than_a_person_writes_is_evidence(
    reader: Client, cast: Cast, seconds: int, is_evidence: bool
) -> None:
    fields = reply_form(reader, cast)
    with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
        assert send(reader, cast.thread, LONG, **fields).status_code == 303
    assert ("written_too_fast" in rules()) == is_evidence


def test_a_shared_file_carries_no_time_and_its_form_is_no_evidence(reader: Client, cast: Cast) -> None:
    assert "opened" not in hidden_fields(page_text(cast.thread.url))
    send(reader, cast.thread, LONG)
    assert "written_too_fast" not in rules()


def test_a_form_that_comes_back_keeps_its_first_time(reader: Client, cast: Cast) -> None:
    fields = reply_form(reader, cast)
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        refused = send(reader, cast.thread, LONG, **(fields | {"name": ""}))
        again = hidden_fields(refused.content.decode())
        send(reader, cast.thread, LONG, **again)
    assert again == fields
    assert "written_too_fast" not in rules()


def test_words_that_stood_in_a_returned_form_are_no_evidence(reader: Client, cast: Cast) -> None:
    again = hidden_fields(send(reader, cast.thread, LONG, name="").content.decode())
    send(reader, cast.thread, LONG, **again)
    assert "opened" not in again
    assert "written_too_fast" not in rules()


@pytest.mark.parametrize(
    "token", ["", "x", "1:2:3", "\0", "9" * 5000, "1795695745:EUsU1h7u3kY-rrIcslroFxlhy21jE-jaJQf0860WMW_"]
)
def test_a_forged_time_proves_nothing_and_is_not_refused(reader: Client, cast: Cast, token: str) -> None:
    assert send(reader, cast.thread, LONG, opened=token).status_code == 303
    assert "written_too_fast" not in rules()


def test_a_challenge_carries_the_time_too(reader: Client, cast: Cast, settings: Any) -> None:
    set_limits(settings, proof_of_work="unknown", proof_of_work_effort=1_000)
    proof = solve(Challenge(**reader.get("/conversation/challenge/").json()))
    send(reader, cast.thread, LONG, proof=proof)
    assert "written_too_fast" in rules()
    send(reader, cast.thread, LONG, proof=payload_of({"salt": "x"}), email="d@example.org")
    assert "written_too_fast" not in rules()


def test_one_address_may_not_send_too_much_from_any_network(reader: Client, cast: Cast, settings: Any) -> None:
    set_limits(settings, address_rate=2)
    for number in range(2):
        send(reader, cast.thread, f"Gauge number {number}.", REMOTE_ADDR=f"192.0.2.{number}")
    refused = send(reader, cast.thread, HONEST, REMOTE_ADDR="192.0.2.9", email="CLEO@example.org ")
    assert refused.status_code == 429
    assert HONEST in refused.content.decode()
    assert send(reader, cast.thread, email="dora@example.org").status_code == 303


def test_it_says_when_to_try_again(reader: Client, cast: Cast, settings: Any) -> None:
    set_limits(settings, address_rate=1)
    send(reader, cast.thread)
    with time_machine.travel(clock.now() + timedelta(minutes=6, seconds=30), tick=False):
        refused = send(reader, cast.thread, "And again?")
    assert 200 <= int(refused["Retry-After"]) <= 210
    assert "in 4 minutes" in refused.content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert send(reader, cast.thread, "And again?").status_code == 303


def test_a_refused_sender_leaves_no_record(reader: Client, cast: Cast, settings: Any) -> None:
    set_limits(settings, comment_rate=1)
    send(reader, cast.thread)
    send(reader, cast.thread, "Again?", email="new@example.org")
    assert not Reader.objects.filter(address_key=address_key("new@example.org")).exists()


def test_imported_comments_do_not_count_as_sent_now(reader: Client, cast: Cast, settings: Any) -> None:
    set_limits(settings, address_rate=1, flood_brake=1)
    comment = make_known(cast, "cleo@example.org")
    Comment.objects.filter(pk=comment.pk).update(received_at=clock.now())
    write(cast.thread, received_at=clock.now())
    send(reader, cast.thread, REMOTE_ADDR="192.0.2.1")
    send(reader, cast.thread, "Who read it?", email="dora@example.org", REMOTE_ADDR="192.0.2.2")
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved"}


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "", False),
    ],
)
def test_what_counts_as_one_network(
    reader: Client, cast: Cast, settings: Any, first: str, second: str, is_refused: bool
) -> None:
    set_limits(settings, comment_rate=1)
    send(reader, cast.thread, REMOTE_ADDR=first)
    response = send(reader, cast.thread, "Who read it?", REMOTE_ADDR=second, email="d@example.org")
    assert (response.status_code == 429) == is_refused


def flood(cast: Cast, addresses: int, comments: int) -> None:
    """Strangers from as many networks, all within this minute."""
    moment = clock.now()
    for number in range(comments):
        client = Client(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")
        sent = send(client, cast.thread, f"Gauge {number} of {moment}.", email=f"r{number % addresses}@flood.example")
        assert sent.status_code == 303


def test_a_flood_holds_strangers_and_no_known_reader(cast: Cast, settings: Any) -> None:
    set_limits(settings, flood_brake=5, address_rate=1_000, slow_mode_from=0)
    make_known(cast, "cleo@example.org")
    flood(cast, addresses=8, comments=40)
    send(Client(REMOTE_ADDR="192.0.2.1"), cast.thread, HONEST)
    cleo = Comment.objects.latest("pk")
    assert (cleo.status, [r for r in rules(cleo) if r == "flood"]) == ("approved", [])
    stranger = Client(REMOTE_ADDR="192.0.2.2")
    response = send(stranger, cast.thread, "The gauge at Velka read high.", name="Dora", email="dora@example.org")
    assert "a person looks at yours first" in stranger.get(response["Location"]).content.decode()
    assert (Comment.objects.latest("pk").status, rules()[0]) == ("pending", "flood")


def test_after_the_flood_strangers_are_welcome_again(cast: Cast, settings: Any) -> None:
    set_limits(settings, flood_brake=3)
    flood(cast, addresses=6, comments=6)
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        send(Client(), cast.thread)
    assert Comment.objects.latest("pk").status == "approved"


def test_recognised_spam_is_no_flood(cast: Cast, settings: Any) -> None:
    set_limits(settings, flood_brake=3)
    for number in range(6):
        send(Client(), cast.thread, f"{number} {HONEST}", subject="x", email=f"s{number}@flood.example")
    send(Client(), cast.thread)
    assert Comment.objects.latest("pk").status == "approved"


def test_comments_of_known_readers_are_no_flood(cast: Cast, settings: Any) -> None:
    set_limits(settings, flood_brake=3)
    for number in range(6):
        make_known(cast, f"k{number}@example.org")
        send(Client(), cast.thread, f"{number} is what the gauge at Lindau says.", email=f"k{number}@example.org")
    send(Client(), cast.thread)
    assert Comment.objects.latest("pk").status == "approved"


def test_the_brake_may_be_off(cast: Cast, settings: Any) -> None:
    set_limits(settings, flood_brake=0)
    flood(cast, addresses=3, comments=3)
    assert "flood" not in rules()


def test_a_moderators_approval_makes_a_reader_known_at_once(cast: Cast) -> None:
    comment = write(cast.thread, status="pending", posted_at=clock.now(), received_at=clock.now())
    assert comment.reader not in known_readers()
    decide(comments=[comment], status="approved", moderator=cast.ben)
    assert comment.reader in known_readers()
    decide(comments=[comment], status="spam", moderator=cast.ben)
    assert comment.reader not in known_readers()


def test_a_post_asks_the_database_as_often_in_a_long_thread_as_in_a_short_one(
    cast: Cast, settings: Any, reader: Client
) -> None:
    set_limits(settings, proof_of_work="unknown")
    send(reader, cast.thread, "The first one is read into memory.", email="a@example.org")

    def queries_of_a_post(number: int) -> int:
        words = ("The dam keepers of Velka are right.", "Nobody asked the tavern by the bridge.")[number]
        with CaptureQueriesContext(connection) as asked:
            send(reader, cast.thread, words, email=f"r{number}@example.org")
        return len(asked)

    few = queries_of_a_post(0)
    for _ in range(30):
        write(cast.thread, status="pending")
    assert queries_of_a_post(1) == few
    assert few <= 32  # one that waits writes an event for webhooks, with its receipt; three say how commits wait
