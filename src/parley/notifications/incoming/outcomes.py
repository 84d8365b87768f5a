"""What may become of an answer by mail, each outcome with words of its own for the writer."""

from enum import StrEnum


class Outcome(StrEnum):
    """Stands in `ReceivedMail.outcome` and chooses the words of the mail; "" is an answer that was published."""

    PUBLISHED = ""
    # Refused: nothing was written, and the mail carries the words back.
    GONE = "gone"
    WRONG_SENDER = "wrong_sender"
    CLOSED = "closed"
    BARRED = "barred"
    WARNING = "warning"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    SEALED = "sealed"
    DUPLICATE = "duplicate"
    RATE = "rate"
    NAME = "name"
    # Written, with something to say about it.
    HELD = "held"
    ATTACHMENTS = "attachments"
    # Nothing is said.
    AUTOMATIC = "automatic"
    TOO_MANY = "too_many"
    NOT_FOR_US = "not_for_us"
    FAULT = "fault"


SILENT = frozenset({Outcome.PUBLISHED, Outcome.AUTOMATIC, Outcome.TOO_MANY, Outcome.NOT_FOR_US, Outcome.FAULT})
"""Outcomes that no mail tells of."""

WITH_WORDS = frozenset(
    {
        Outcome.GONE, Outcome.CLOSED, Outcome.BARRED, Outcome.WARNING, Outcome.TOO_LONG, Outcome.RATE, Outcome.NAME,
    }
)  # fmt: skip
"""Refusals whose mail gives the words back. Not that of a wrong sender: a stranger who came by the address of somebody
else's answer could otherwise have us mail to that person whatever he likes."""
