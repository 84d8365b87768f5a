"""Readers who comment and follow, the worker's step, and a real mail server on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.models import Comment, Thread
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications.actions import confirm_subscription, request_subscription
from parley.notifications.models import Delivery, Subscription
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.conftest import Cast
from tests.notifications.post_office import PostOffice

Post = Callable[..., Comment]
Follow = Callable[..., Subscription]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    found: Thread = cast.thread
    return found


@pytest.fixture
def cleo(cast: Cast) -> Reader:
    return record_reader(address="cleo@example.org", name="Cleo")


@pytest.fixture
def dora(cast: Cast) -> Reader:
    return record_reader(address="dora@example.org", name="Dora")


@pytest.fixture
def post(thread: Thread) -> Post:
    """Writes a comment as the conversation does, whatever the filter thinks of it."""

    def write(
        reader: Reader | None, text: str = "The gauge reads low.", parent: Comment | None = None, **fields: Any
    ) -> Comment:
        from django.db import transaction

        from parley.conversation.events import comment_published
        from parley.kit.markup import comment_html

        moment = clock.now()
        with transaction.atomic():
            comment = Comment.objects.create(
                **{
                    "thread": thread,
                    "parent": parent,
                    "root": (parent.root or parent) if parent else None,
                    "reader": reader,
                    "author_name": reader.name if reader else "Ada Writer",
                    "source": text,
                    "html": comment_html(text),
                    "status": Comment.Status.APPROVED,
                    "posted_at": moment,
                    "received_at": moment,
                    "private_key": new_token(),
                    "submission_key": new_token(),
                    **fields,
                }
            )
            if comment.is_public:
                comment_published(comment)
        return comment

    return write


@pytest.fixture
def follow(thread: Thread) -> Follow:
    """A subscription that its owner confirmed; the mail that asked is out of the way."""

    def confirmed(reader: Reader, kind: str = "thread", frequency: str = "each") -> Subscription:
        subscription = request_subscription(reader=reader, thread=thread, kind=kind, frequency=frequency)
        confirm_subscription(private_key=subscription.private_key)
        Delivery.objects.filter(purpose="confirm", state="waiting").update(state="sent", sent_at=clock.now())
        subscription.refresh_from_db()
        return subscription

    return confirmed


@pytest.fixture
def work(installation: Path) -> Callable[[], None]:
    """One round of the worker: events, then mail."""

    def round_of_work() -> None:
        deal_with_waiting_events()
        send_due()

    return round_of_work


@pytest.fixture
def post_office(installation: Path, settings: Any) -> Iterator[PostOffice]:
    """A real SMTP server, and settings that send mail to it."""
    with PostOffice() as office:
        settings.MAIL_SERVER = {
            "host": "127.0.0.1",
            "port": office.port,
            "username": "",
            "password": "",
            "security": "",
        }
        yield office
