"""What a browser does with a challenge."""

import base64
import hashlib
import json
from dataclasses import asdict
from typing import Any

from parley.kit.proof_of_work import Challenge


def solve(challenge: Challenge) -> str:
    """The payload with the right number."""
    for number in range(challenge.maxnumber + 1):
        if hashlib.sha256(f"{challenge.salt}{number}".encode()).hexdigest() == challenge.challenge:
            return payload_of(asdict(challenge) | {"number": number})
    raise AssertionError("no number fits the challenge")


def payload_of(fields: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(fields).encode()).decode()
