"""Who takes what comes in beside answers: returned mails and complaints are other packages' business."""

from collections.abc import Callable
from email.message import Message

TakeBounce = Callable[[int, Message], object]
"""Takes the delivery's number and the returned mail."""
TakeComplaint = Callable[[Message], object]

_bounces: list[TakeBounce] = []
_complaints: list[TakeComplaint] = []


def register_bounces(take: TakeBounce) -> None:
    """From now on `take` gets every returned mail. The newest registration counts."""
    _bounces[:] = [take]


def register_complaints(take: TakeComplaint) -> None:
    """From now on `take` gets every complaint. The newest registration counts."""
    _complaints[:] = [take]


def hand_on_bounce(delivery_id: int, message: Message) -> bool:
    """Whether somebody takes returned mails."""
    for take in _bounces:
        take(delivery_id, message)
    return bool(_bounces)


def hand_on_complaint(message: Message) -> bool:
    """Whether somebody takes complaints."""
    for take in _complaints:
        take(message)
    return bool(_complaints)
