"""Proof of work by the ALTCHA protocol (version 1): a browser looks for the number behind a hash.

A challenge is SHA-256(salt + number) of a number that is not told. Finding it takes half of the numbers on average,
checking it one hash. Nothing is kept here: the challenge carries our signature, its salt the time of its expiry.

Own code, because the protocol's own library (altcha 2.3.0) raises on payloads that are JSON but no object or hold a
number for a salt, compares signatures with `==`, and is 2,000 lines for these two functions. The tests let it solve our
challenges and check our answers.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ALGORITHM = "SHA-256"
LARGEST_NUMBER = 10_000_000
LONGEST_PAYLOAD = 1_000
"""Characters; a payload of ours has about 350."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question for a browser, signed."""

    challenge: str
    salt: str
    signature: str
    maxnumber: int
    algorithm: str = ALGORITHM


class Answer(BaseModel):
    """What a browser says it found: the challenge's own fields and the number. Other fields are let be."""

    model_config = ConfigDict(strict=True, frozen=True)

    algorithm: Literal["SHA-256"]
    challenge: str = Field(pattern=r"^[0-9a-f]{64}$")
    number: int = Field(ge=0, le=LARGEST_NUMBER)
    salt: str = Field(pattern=r"^[0-9a-f]{24}\?expires=[0-9]{1,11}&$")
    signature: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.salt.partition("=")[2].removesuffix("&")), tz=UTC)

    def is_right(self, key: str) -> bool:
        """Whether the number is the one, of a challenge that was signed with `key`. Expiry is the caller's business."""
        is_found = hmac.compare_digest(_hash(self.salt, self.number), self.challenge)
        return is_found and hmac.compare_digest(_signature(key, self.challenge), self.signature)


def new_challenge(key: str, *, effort: int, expires_at: datetime) -> Challenge:
    """A challenge that takes `effort` / 2 hashes on average. The delimiter at the end of its salt keeps digits of the
    number from being read as digits of the time."""
    salt = f"{secrets.token_hex(12)}?expires={int(expires_at.timestamp())}&"
    challenge = _hash(salt, secrets.randbelow(effort + 1))
    return Challenge(challenge=challenge, salt=salt, signature=_signature(key, challenge), maxnumber=effort)


def read_answer(payload: str) -> Answer | None:
    """The answer in a payload (base64 of JSON); None when it is none, whatever it is."""
    if len(payload) > LONGEST_PAYLOAD:
        return None
    try:
        return Answer.model_validate_json(base64.b64decode(payload, validate=True))
    except (ValueError, ValidationError):
        return None


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _signature(key: str, challenge: str) -> str:
    return hmac.new(key.encode(), challenge.encode(), hashlib.sha256).hexdigest()
