"""Challenges and answers, checked against the protocol's own library."""

import base64
import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import altcha.v1 as protocol
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit import clock
from parley.kit.proof_of_work import Challenge, new_challenge, read_answer
from tests.solving import payload_of, solve

KEY = "key"


def challenge(**changes: Any) -> Challenge:
    settings = {"effort": 50, "expires_at": clock.now() + timedelta(hours=1)} | changes
    return new_challenge(KEY, **settings)


def test_a_solved_challenge_is_right() -> None:
    answer = read_answer(solve(challenge()))
    assert answer is not None
    assert answer.is_right(KEY)


def test_the_protocols_own_library_solves_our_challenge() -> None:
    asked = challenge()
    solution = protocol.solve_challenge(asked.challenge, asked.salt, "SHA-256", asked.maxnumber)
    assert solution is not None
    answer = read_answer(payload_of(asdict(asked) | {"number": solution.number}))
    assert answer is not None
    assert answer.is_right(KEY)


def test_the_protocols_own_library_accepts_what_we_accept() -> None:
    assert protocol.verify_solution(solve(challenge()), KEY) == (True, None)


def test_we_read_the_expiry_as_the_protocols_own_library_does() -> None:
    expires_at = clock.now().replace(microsecond=0) + timedelta(minutes=5)
    payload = solve(challenge(expires_at=expires_at))
    answer = read_answer(payload)
    assert answer is not None
    assert answer.expires_at == expires_at
    assert protocol.Payload.from_base64(payload).parse_salt()[1] == expires_at.timestamp()


def test_two_challenges_are_never_the_same() -> None:
    assert len({challenge().challenge for _ in range(50)}) == 50


def test_effort_bounds_the_number() -> None:
    asked = [challenge(effort=3) for _ in range(50)]
    numbers = {json.loads(base64.b64decode(solve(one)))["number"] for one in asked}
    assert numbers <= {0, 1, 2, 3}
    assert len(numbers) > 1


def later_expiry(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"salt": fields["salt"].replace("expires=", "expires=9")[:-2] + "&"}


def moved_digit(fields: dict[str, Any]) -> dict[str, Any]:
    """The number's first digit passed off as the last one of the time."""
    number = str(fields["number"] + 100)
    return fields | {"salt": f"{fields['salt'][:-1]}{number[0]}&", "number": int(number[1:])}


FORGED = {
    "another number": lambda fields: fields | {"number": fields["number"] + 1},
    "a later expiry": later_expiry,
    "a digit moved": moved_digit,
    "another salt": lambda fields: fields | {"salt": "0" * 24 + fields["salt"][24:]},
    "another signature": lambda fields: fields | {"signature": "0" * 64},
    "a challenge of one's own": lambda fields: json.loads(
        base64.b64decode(solve(new_challenge("own", effort=9, expires_at=clock.now() + timedelta(hours=1))))
    ),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_answer_is_not_right(how: str) -> None:
    fields = json.loads(base64.b64decode(solve(challenge())))
    answer = read_answer(payload_of(FORGED[how](fields)))
    assert answer is not None
    assert not answer.is_right(KEY)


NO_ANSWERS = ["", "!", "e30=", "bnVsbA==", "NQ==", "W10=", "/w==", "é", "\0", "\ud800", "A" * 5000]


@pytest.mark.parametrize("payload", NO_ANSWERS)
def test_what_is_no_answer_is_none(payload: str) -> None:
    assert read_answer(payload) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("algorithm", "challenge", "number", "salt", "signature")


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_no_text_breaks_the_parser(payload: str) -> None:
    assert read_answer(payload) is None


@given(st.dictionaries(st.sampled_from(FIELDS), json_values, min_size=1))
def test_no_value_in_a_field_breaks_the_parser(values: dict[str, Any]) -> None:
    fields = json.loads(base64.b64decode(solve(challenge(effort=1))))
    answer = read_answer(payload_of(fields | values))
    assert answer is None or (not answer.is_right(KEY)) or values.items() <= fields.items()
