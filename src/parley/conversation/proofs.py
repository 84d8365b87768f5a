"""Proofs of work: asked for, and accepted once each."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from parley.conversation.models import SpentChallenge
from parley.kit import clock, proof_of_work
from parley.kit.proof_of_work import Answer, Challenge, read_answer
from parley.kit.signing import keyed_hash

LIFETIME = timedelta(hours=2)
"""How long an answer counts: long enough to write with a pause. The script asks anew after half of it."""


class Proof(StrEnum):
    """What a comment's proof of work turned out to be."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"


def new_challenge() -> Challenge:
    """A challenge for one comment. Nothing is kept of it."""
    effort = settings.PARLEY.proof_of_work_effort
    return proof_of_work.new_challenge(_key(), effort=effort, expires_at=clock.now() + LIFETIME)


def asked_at(payload: str) -> datetime | None:
    """When the challenge was given out that this payload answers; None unless the answer is right."""
    answer = _right_answer(payload)
    return answer.expires_at - LIFETIME if answer is not None else None


def spend_proof(payload: str, *, submission_key: str) -> Proof:
    """Accept a proof for one submission, and for no other.

    The same submission again (a double click, a second attempt after a fault) may bring the same proof.
    """
    if not payload:
        return Proof.MISSING
    answer = _right_answer(payload)
    if answer is None:
        return Proof.WRONG
    if answer.expires_at <= clock.now():
        return Proof.EXPIRED
    spent, _created = SpentChallenge.objects.get_or_create(
        challenge=answer.challenge, defaults={"submission_key": submission_key, "expires_at": answer.expires_at}
    )
    return Proof.RIGHT if spent.submission_key == submission_key else Proof.SPENT


def forget_spent_challenges() -> int:
    """Delete challenges that nobody can answer any more. Returns how many."""
    return SpentChallenge.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _right_answer(payload: str) -> Answer | None:
    answer = read_answer(payload)
    return answer if answer is not None and answer.is_right(_key()) else None


def _key() -> str:
    return keyed_hash(settings.SECRET_KEY, "proof-of-work", "")
