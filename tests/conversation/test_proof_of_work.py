"""The proof of work: asked of a browser, done without by people who have none."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.accounts.actions import address_key, confirm_address
from parley.accounts.models import Reader
from parley.conversation.models import Comment, SpentChallenge
from parley.conversation.proofs import LIFETIME, forget_spent_challenges
from parley.kit import clock
from parley.kit.proof_of_work import Challenge
from tests.conftest import Cast
from tests.conversation.knowing import make_known
from tests.posting import HELD, HONEST, send
from tests.solving import payload_of, solve


@pytest.fixture
def asked_of(settings: Any) -> Any:
    """Switches the setting; little work, so that tests need not wait."""

    def switch(whom: str) -> None:
        settings.PARLEY = settings.PARLEY.model_copy(update={"proof_of_work": whom, "proof_of_work_effort": 1_000})

    switch("unknown")
    return switch


def challenge(reader: Client) -> Challenge:
    return Challenge(**reader.get("/conversation/challenge/").json())


def status_page(reader: Client, response: Any) -> str:
    return reader.get(response["Location"]).content.decode()


def rules() -> list[str]:
    """What the gates found about the newest comment."""
    judgement = Comment.objects.latest("pk").judgements.get()
    return [reason["rule"] for reason in judgement.reasons if reason["stage"] == "gate"]


def test_a_challenge_is_never_stored_by_anybody(reader: Client, cast: Cast, asked_of: Any) -> None:
    response = reader.get("/conversation/challenge/")
    assert "no-store" in response["Cache-Control"]
    assert set(response.json()) == {"algorithm", "challenge", "salt", "signature", "maxnumber"}
    assert not SpentChallenge.objects.exists()


def test_while_it_is_off_nothing_is_asked(reader: Client, cast: Cast) -> None:
    assert reader.get("/conversation/challenge/").status_code == 404
    send(reader, cast.thread)
    assert (Comment.objects.get().status, rules()) == ("approved", [])


def test_a_comment_with_a_proof_is_published(reader: Client, cast: Cast, asked_of: Any) -> None:
    send(reader, cast.thread, proof=solve(challenge(reader)))
    assert (Comment.objects.get().status, rules()) == ("approved", [])


def test_a_comment_without_a_proof_waits_and_says_why(reader: Client, cast: Cast, asked_of: Any) -> None:
    page = status_page(reader, send(reader, cast.thread))
    assert "waits for a moderator" in page
    assert "your browser sent no proof of work" in page
    assert HONEST in page
    assert rules() == ["proof_missing"]


def test_the_moderator_reads_why_it_waits(moderator: Client, cast: Cast, asked_of: Any) -> None:
    send(Client(), cast.thread)
    assert "The browser sent no proof of work." in moderator.get("/moderation/").content.decode()


def test_the_reason_is_not_shown_once_it_is_published(reader: Client, cast: Cast, asked_of: Any) -> None:
    response = send(reader, cast.thread)
    Comment.objects.update(status="approved")
    assert "proof of work" not in status_page(reader, response)


def test_what_the_filter_holds_waits_for_that_reason_only(reader: Client, cast: Cast, asked_of: Any) -> None:
    page = status_page(reader, send(reader, cast.thread, HELD, proof=solve(challenge(reader))))
    assert "waits for a moderator" in page
    assert "proof of work" not in page


def test_a_proof_does_not_make_spam_ham(reader: Client, cast: Cast, asked_of: Any) -> None:
    send(reader, cast.thread, subject="x", proof=solve(challenge(reader)))
    assert Comment.objects.get().status == "spam"


@pytest.mark.parametrize("proof", ["nonsense", "A" * 100_000, "\0", payload_of({"algorithm": "SHA-256"})])
def test_a_wrong_proof_waits_and_is_never_refused(reader: Client, cast: Cast, asked_of: Any, proof: str) -> None:
    page = status_page(reader, send(reader, cast.thread, proof=proof))
    assert "the proof of work that your browser sent is wrong" in page
    assert (HONEST in page, rules()) == (True, ["proof_wrong"])


def test_a_proof_for_another_site_is_wrong(reader: Client, cast: Cast, asked_of: Any, settings: Any) -> None:
    proof = solve(challenge(reader))
    settings.SECRET_KEY = "the key of another installation"
    send(reader, cast.thread, proof=proof)
    assert rules() == ["proof_wrong"]


def test_a_proof_that_comes_too_late_waits(reader: Client, cast: Cast, asked_of: Any) -> None:
    proof = solve(challenge(reader))
    with time_machine.travel(clock.now() + LIFETIME + timedelta(seconds=1), tick=False):
        page = status_page(reader, send(reader, cast.thread, proof=proof))
    assert "proof of work was too old" in page
    assert rules() == ["proof_expired"]


def test_a_slow_writer_is_in_time(reader: Client, cast: Cast, asked_of: Any) -> None:
    proof = solve(challenge(reader))
    with time_machine.travel(clock.now() + LIFETIME - timedelta(minutes=1), tick=False):
        send(reader, cast.thread, proof=proof)
    assert Comment.objects.get().status == "approved"


def test_a_proof_counts_once(reader: Client, cast: Cast, asked_of: Any) -> None:
    proof = solve(challenge(reader))
    send(reader, cast.thread, proof=proof)
    page = status_page(reader, send(reader, cast.thread, "Who read the gauge at Lindau?", email="d@x.org", proof=proof))
    assert "had been used for another comment" in page
    assert rules() == ["proof_spent"]


def test_the_same_proof_in_other_letters_counts_once(reader: Client, cast: Cast, asked_of: Any) -> None:
    fields = json.loads(base64.b64decode(solve(challenge(reader))))
    send(reader, cast.thread, proof=payload_of(fields))
    send(reader, cast.thread, "Who read it?", email="d@x.org", proof=payload_of(fields | {"took": 12}))
    assert rules() == ["proof_spent"]


def test_a_second_attempt_with_the_same_words_may_bring_the_same_proof(
    reader: Client, cast: Cast, asked_of: Any
) -> None:
    proof = solve(challenge(reader))
    send(reader, cast.thread, proof=proof)
    Comment.objects.all().delete()  # as if the first attempt had ended in a fault after the proof was taken
    send(reader, cast.thread, proof=proof)
    assert Comment.objects.get().status == "approved"


def test_a_refused_comment_spends_no_proof(reader: Client, cast: Cast, asked_of: Any) -> None:
    proof = solve(challenge(reader))
    assert send(reader, cast.thread, name="", proof=proof).status_code == 422
    send(reader, cast.thread, proof=proof)
    assert Comment.objects.get().status == "approved"


def test_a_known_reader_needs_none(reader: Client, cast: Cast, asked_of: Any) -> None:
    make_known(cast, "cleo@example.org")
    send(reader, cast.thread)
    assert (Comment.objects.latest("pk").status, rules()) == ("approved", [])


def test_a_confirmed_address_needs_none(reader: Client, cast: Cast, asked_of: Any) -> None:
    send(reader, cast.thread)
    confirm_address(reader=Reader.objects.get(address_key=address_key("cleo@example.org")))
    send(reader, cast.thread, "Who read the gauge at Lindau bridge that morning?")
    assert (Comment.objects.latest("pk").status, rules()) == ("approved", [])


def test_a_comment_of_a_minute_ago_makes_nobody_known(reader: Client, cast: Cast, asked_of: Any) -> None:
    send(reader, cast.thread, proof=solve(challenge(reader)))
    send(reader, cast.thread, "Who read the gauge at Lindau bridge that morning?")
    assert rules() == ["proof_missing"]


def test_it_may_be_asked_of_everybody(reader: Client, cast: Cast, asked_of: Any) -> None:
    asked_of("all")
    make_known(cast, "cleo@example.org")
    send(reader, cast.thread)
    assert rules() == ["proof_missing"]


def test_what_cannot_be_answered_any_more_is_forgotten(reader: Client, cast: Cast, asked_of: Any) -> None:
    proof = solve(challenge(reader))
    send(reader, cast.thread, proof=proof)
    assert forget_spent_challenges() == 0
    with time_machine.travel(clock.now() + LIFETIME + timedelta(seconds=1), tick=False):
        assert forget_spent_challenges() == 1
        send(reader, cast.thread, "Who read it?", email="d@x.org", proof=proof)
    assert rules() == ["proof_expired"]


@given(proof=st.text(st.characters(codec="utf-8"), max_size=400))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_as_a_proof_the_comment_waits(
    reader: Client, cast: Cast, asked_of: Any, settings: Any, proof: str
) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 1_000, "address_rate": 1_000})
    response = send(reader, cast.thread, f"{HONEST} {Comment.objects.count()}", proof=proof)
    assert response.status_code == 303
    assert rules()[:1] == [("proof_wrong" if proof else "proof_missing")]
