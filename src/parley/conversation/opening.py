"""When a reader opened the form, as far as we know it for certain.

A shared file cannot carry the time at which somebody began to write, and a script's own word could be forged. So only
what we signed counts: the time in a form that was drawn for one reader, and the time at which a challenge was given
out. A form that comes back with its words keeps its first time: the words stood there already.
"""

from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

from parley.conversation.proofs import asked_at

_SALT = "conversation.opening"


def opening_token(moment: datetime | None) -> str:
    """The signed time for a form's hidden field; "" when it is not known."""
    return Signer(salt=_SALT).sign(str(int(moment.timestamp()))) if moment is not None else ""


def opened_at(token: str, proof: str) -> datetime | None:
    """The earliest time that the form's fields prove; None when they prove none."""
    known = [moment for moment in (_signed_time(token), asked_at(proof)) if moment is not None]
    return min(known, default=None)


def _signed_time(token: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(Signer(salt=_SALT).unsign(token)), tz=UTC)
    except BadSignature:
        return None
