"""The seed page's complaint, as a property: whatever happens in whatever order, nobody is told one thing twice."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Self

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parley.accounts.actions import record_reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment, Thread
from parley.kit import clock
from parley.notifications.actions import (
    Scope,
    confirm_subscription,
    end_subscription,
    request_subscription,
    resume_subscription,
)
from parley.notifications.handlers import tell_of_published_comment
from parley.notifications.mail.transport import Ambiguous, Postponed, Refused, ServerUnreachable
from parley.notifications.models import Delivery, Subscription
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from parley.outbox.models import Event
from tests.conftest import Cast
from tests.notifications.conftest import Post

SPELLINGS = ("dora@example.org", "Dora@Example.org", " DORA@EXAMPLE.ORG ", "cleo@example.org", "Cleo@example.ORG")


class Killed(BaseException):
    """The worker ends here, as by kill -9: nothing after this line runs."""


class UnreliableServer:
    """Keeps what it was given, and fails as it is told, before or after the dot."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def hand_over(
        self,
        *,
        sender: str,
        recipient: str,
        message: bytes,
        before_dot: Callable[[], None],
        after_dot: Callable[[], None],
    ) -> None:
        fault = self.faults.pop() if self.faults else ""
        before = {"postponed": Postponed, "unreachable": ServerUnreachable, "refused": Refused, "killed": Killed}
        if fault in before:
            raise before[fault](fault)
        before_dot()
        if fault != "lost":
            self.taken.append((recipient, message))
        after_dot()
        if fault in {"lost", "unanswered"}:
            raise Ambiguous(fault)
        if fault == "killed after":
            raise Killed


FAULTS = ["", "postponed", "unreachable", "refused", "killed", "lost", "unanswered", "killed after"]
STEP = st.one_of(
    st.tuples(st.just("post"), st.sampled_from(SPELLINGS), st.sampled_from(["", "replies", "thread"])),
    st.tuples(st.just("follow"), st.sampled_from(SPELLINGS), st.sampled_from(["replies", "thread"])),
    st.tuples(st.just("moderate"), st.integers(0, 5), st.sampled_from(["approved", "spam", "trash"])),
    st.tuples(st.just("stop"), st.integers(0, 5), st.sampled_from(list(Scope))),
    st.tuples(st.just("undo"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("repeat events"), st.just(0), st.just("")),
    st.tuples(st.just("work"), st.sampled_from(FAULTS), st.sampled_from([0, 1, 20, 300])),
)


class Programme:
    """Takes steps in the life of a thread."""

    def __init__(self, cast: Cast, post: Post) -> None:
        self.cast, self.post = cast, post
        self.server = UnreliableServer()
        self.moment = clock.now()

    def take(self, kind: str, what: object, how: object) -> None:
        with time_machine.travel(self.moment):
            getattr(self, kind.replace(" ", "_"))(what, how)
        self.moment += timedelta(seconds=1)

    def post_(self, address: str, notify: str) -> None:
        parent = Comment.objects.filter(status="approved").order_by("-pk").first()
        self.post(record_reader(address=address, name="Somebody"), parent=parent, notify=notify)

    def follow(self, address: str, kind: str) -> None:
        thread: Thread = self.cast.thread
        wish = request_subscription(reader=record_reader(address=address), thread=thread, kind=kind)
        confirm_subscription(private_key=wish.private_key)

    def moderate(self, nth: int, status: str) -> None:
        decide(comments=Comment.objects.order_by("pk")[nth : nth + 1], status=status, moderator=self.cast.ben)

    def stop(self, nth: int, scope: Scope) -> None:
        for subscription in Subscription.objects.order_by("pk")[nth : nth + 1]:
            end_subscription(private_key=subscription.private_key, scope=scope)

    def undo(self, nth: int, _nothing: str) -> None:
        for subscription in Subscription.objects.order_by("pk")[nth : nth + 1]:
            resume_subscription(private_key=subscription.private_key)

    def repeat_events(self, _nothing: int, _nor_this: str) -> None:
        for event in Event.objects.filter(kind="comment_published"):
            tell_of_published_comment(event)

    def work(self, fault: str, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)
        self.server.faults = [fault]
        deal_with_waiting_events()
        with suppress(Killed):
            send_due(transport=self.server)


@pytest.mark.timeout(300)
def test_whatever_happens_each_reader_is_told_each_comment_at_most_once(cast: Cast, post: Post) -> None:
    @given(st.lists(STEP, min_size=4, max_size=25))
    # Without shrinking: each programme takes a quarter of a second, and 25 steps can be read as they are.
    @settings(max_examples=40, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def holds(steps: list[tuple[str, str, str]]) -> None:
        for table in (Delivery, Subscription, Comment, Event):
            table.objects.all().delete()
        programme = Programme(cast, post)
        for kind, what, how in steps:
            programme.take("post_" if kind == "post" else kind, what, how)
        for _ in range(4):
            programme.take("work", "", 60)
        mails = programme.server.taken
        assert max(Counter(mails).values(), default=1) == 1
        told = Counter((to, mail.split(b"Message-ID: ")[1].split(b"\r\n")[0]) for to, mail in mails)
        assert max(told.values(), default=1) == 1
        own = {(c.reader.address, f"<c{c.pk}.".encode()) for c in Comment.objects.select_related("reader") if c.reader}
        assert not [1 for to, identity in told for writer, mine in own if to == writer and identity.startswith(mine)]
        queued = Delivery.objects.filter(state__in=("waiting", "sending", "dot"))
        assert not queued.filter(subscription__state="ended").exists()
        accounted = Delivery.objects.filter(state__in=("sent", "unknown")).count()
        assert len(mails) <= accounted

    holds()
