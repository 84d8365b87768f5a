"""Waiting for what another process will do, without sleeping longer than it takes."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

STEP = 0.05
"""Seconds between two looks."""


def until(look: Callable[[], Found], what: str, *, within: float = 10.0) -> Found:
    """The first true answer of `look`. Fails in words, naming `what`, when there is none `within` so many seconds."""
    deadline = time.monotonic() + within
    clock = threading.Event()  # never set: it only lets the other processes have the machine
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"after {within:g} s still not: {what}")
        clock.wait(STEP)
