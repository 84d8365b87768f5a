"""Answers that count for a moment, so that a thousand mails about one comment do not ask the same a thousand times."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")

FOR = 1.0
"""Seconds. News takes as long to reach our handlers, which take the mail out of the queue up to its final dot."""


class Fresh(Generic[Key, Answer]):
    """Remembers answers for FOR seconds."""

    def __init__(self) -> None:
        self._answers: dict[Key, tuple[float, Answer]] = {}

    def get(self, key: Key, ask: Callable[[], Answer]) -> Answer:
        """The remembered answer, or that of `ask`."""
        moment = monotonic()
        remembered = self._answers.get(key)
        if remembered is None or moment - remembered[0] > FOR:
            remembered = self._answers[key] = (moment, ask())
        return remembered[1]
