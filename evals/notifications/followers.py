"""A thread with any number of followers, and a comment that they are to be told of. Bounded memory."""

from itertools import islice
from typing import Any

BATCH = 1_000


def follow_in_numbers(thread: Any, number: int) -> None:
    """Let `number` new readers follow the thread, as if each had confirmed."""
    addresses = (f"reader{n}.{thread.pk}@followers.example" for n in range(number))
    while batch := list(islice(addresses, BATCH)):
        follow(thread, batch)


def follow(thread: Any, addresses: list[str], *, kind: str = "thread", state: str = "active") -> list[Any]:
    """New readers with these addresses, and a subscription of each. Returns the readers."""
    from parley.accounts.actions import address_key
    from parley.accounts.models import Reader
    from parley.kit import clock
    from parley.kit.signing import new_token
    from parley.notifications.models import Subscription

    moment = clock.now()
    readers = Reader.objects.bulk_create(
        Reader(address=address, address_key=address_key(address), created_at=moment, confirmed_at=moment)
        for address in addresses
    )
    Subscription.objects.bulk_create(
        Subscription(
            reader=reader,
            thread=thread,
            kind=kind,
            state=state,
            private_key=new_token(),
            asked_at=moment,
            confirmed_at=moment,
        )
        for reader in readers
    )
    return readers


def publish(thread: Any, text: str, writer: Any = None, parent: Any = None) -> Any:
    """A comment that stands, with its event."""
    from django.db import transaction

    from parley.conversation.events import comment_published
    from parley.conversation.models import Comment
    from parley.kit import clock
    from parley.kit.markup import comment_html
    from parley.kit.signing import new_token

    moment = clock.now()
    with transaction.atomic():
        comment = Comment.objects.create(
            thread=thread,
            parent=parent,
            root=(parent.root or parent) if parent else None,
            reader=writer,
            author_name="Ada Writer",
            source=text,
            html=comment_html(text),
            status=Comment.Status.APPROVED,
            posted_at=moment,
            received_at=moment,
            private_key=new_token(),
            submission_key=new_token(),
        )
        comment_published(comment)
    return comment
