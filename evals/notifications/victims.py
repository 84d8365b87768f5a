"""Workers that are killed: real processes, forked, that do what the product's worker does and end by SIGKILL.

Nothing of the ledger is replaced. Its steps are wrapped, so that a worker can end itself at a named point, by the same
signal that an operator or the kernel would send; pauses are shortened, since ten thousand histories cannot wait for
leases of ten minutes; the clock of each worker leaps as its plan says.
"""

import os
import random
import signal
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

LEASE, DOT_LEASE, BACKOFF, REST = 2.0, 2.5, 0.15, 0.05
TIMEOUT, TIMEOUT_AFTER_DOT = 0.8, 0.8
DAY = 86_400.0


@dataclass(frozen=True)
class Plan:
    """What one worker goes through."""

    seed: int
    kill_chance: float = 0.0
    """At each named point."""
    only_at: str = ""
    """The one point at which it dies; empty: any."""
    leap_chance: float = 0.0
    """Before each round of sending: the worker's clock is then right, a day ahead or a day behind."""
    ahead: float = 0.0
    """Seconds by which the clock is ahead all the time."""
    tally: Path | None = None
    """Where the names of the points are written at which it died."""
    lasting: float = 60.0
    """Seconds of life, unless it is killed before."""
    until_quiet: bool = False
    """End as soon as nothing is open any more."""


def start_worker(plan: Plan, port: int) -> int:
    """Fork a worker that sends to `port` on 127.0.0.1. Returns its process id."""
    from django.db import connections

    connections.close_all()  # a connection must not be shared with a child
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        Worker(plan, port).live()
        status = 0
    finally:
        os._exit(status)


class Worker:
    """The child's side."""

    def __init__(self, plan: Plan, port: int) -> None:
        self.plan, self.port = plan, port
        self.chance = random.Random(plan.seed)
        self.leap = 0.0
        self._wrap()

    def live(self) -> None:
        from parley.notifications.models import Delivery
        from parley.notifications.sending import send_due
        from parley.outbox.actions import deal_with_waiting_events

        end = time.monotonic() + self.plan.lasting
        while time.monotonic() < end:
            if self.chance.random() < self.plan.leap_chance:
                self.leap = self.chance.choice((0.0, DAY, -DAY))
            deal_with_waiting_events()
            sent = send_due(limit=self.chance.choice((1, 5, 25, 100)), transport=self._transport())
            if not sent:
                is_open = Delivery.objects.filter(state__in=("waiting", "sending", "dot")).exists()
                if self.plan.until_quiet and not is_open:
                    return
                time.sleep(0.03)

    def point(self, name: str) -> None:
        """Perhaps the end."""
        if self.plan.only_at in ("", name) and self.chance.random() < self.plan.kill_chance:
            if self.plan.tally is not None:
                file = os.open(self.plan.tally, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                os.write(file, f"{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def _wrap(self) -> None:
        from parley.conversation.events import COMMENT_PUBLISHED
        from parley.kit import clock
        from parley.notifications import handlers, ledger, sending

        right = clock.now
        clock.now = lambda: right() + timedelta(seconds=self.plan.ahead + self.leap)
        ledger.LEASE, ledger.DOT_LEASE = timedelta(seconds=LEASE), timedelta(seconds=DOT_LEASE)
        ledger.BACKOFF = (timedelta(seconds=BACKOFF),)
        sending.REST = timedelta(seconds=REST)
        for step in ("claim_due", "accepted", "postpone", "refuse", "lose_track", "release", "settle_expired_dots"):
            setattr(ledger, step, self._around(step, getattr(ledger, step)))
        told = handlers.consumer.handlers
        told[COMMENT_PUBLISHED] = self._around("telling", told[COMMENT_PUBLISHED])  # type: ignore[index]

    def _around(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(step)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.point(f"before {name}")
            result = step(*arguments, **named)
            self.point(f"after {name}")
            return result

        return wrapped

    def _transport(self) -> Any:
        from parley.notifications.mail.smtp import SmtpServer

        point = self.point

        class Mortal(SmtpServer):
            """The product's own session, with points between its steps."""

            def hand_over(self, *, before_dot: Callable[[], None], **mail: Any) -> None:
                def dot() -> None:
                    point("before the dot is written")
                    before_dot()
                    point("after the dot is written")

                super().hand_over(before_dot=dot, **mail)
                point("after the answer")

            def _announce(self, session: smtplib.SMTP, mail_from: str, rcpt_to: str) -> None:
                super()._announce(session, mail_from, rcpt_to)
                point("within DATA")

            def _send_dot(self, session: smtplib.SMTP, after_dot: Callable[[], None]) -> None:
                def sent() -> None:
                    point("after the dot is sent")
                    after_dot()

                super()._send_dot(session, sent)

        return Mortal("127.0.0.1", self.port, timeout=TIMEOUT, timeout_after_dot=TIMEOUT_AFTER_DOT)
