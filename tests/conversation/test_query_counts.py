"""What the conversation asks of the database does not grow with what stands in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.people import impose, note
from parley.conversation.actions.posting import post_comment
from parley.conversation.actions.signals import Sender, report
from parley.conversation.actions.threads import announce_thread
from parley.conversation.models import Appeal, Comment, Thread
from parley.conversation.queries.threads import best_document, newest_document, thread_document
from parley.conversation.submissions import NewComment
from parley.kit import clock
from parley.kit.signing import new_token
from tests.conftest import Cast
from tests.posting import HONEST, announce, write


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def fill(thread: Thread, count: int) -> None:
    """Many at once, without what each would cost; every third answers the one before."""
    moment, reader = clock.now() - timedelta(days=1), record_reader(address="crowd@example.org", name="Crowd")
    made = Comment.objects.bulk_create(
        Comment(
            thread=thread,
            reader=reader,
            author_name="Crowd",
            source=f"Gauge {number}.",
            html=f"<p>Gauge {number}.</p>",
            status="approved",
            posted_at=moment + timedelta(seconds=number),
            received_at=moment + timedelta(seconds=number),
            private_key=new_token(),
            submission_key=new_token(),
        )
        for number in range(count)
    )
    for above, reply in zip(made[1::3], made[2::3], strict=False):
        reply.parent = reply.root = above
    Comment.objects.bulk_update(made[2::3], ["parent", "root"])
    with transaction.atomic():
        announce_thread(thread)
    announce(thread)


def post(thread: Thread, number: int, parent: Comment | None = None) -> Comment:
    words = " ".join(f"{word}{number}" for word in ("tide", "weir", "lock", "mill", "ford", "silt"))
    return post_comment(
        NewComment(
            thread=thread,
            text=f"{HONEST} {words}",
            name=f"Poster {number}",
            address=f"poster{number}@example.org",
            parent_id=parent.pk if parent is not None else None,
            is_vouched_for=True,
        )
    )


def test_posting_asks_no_more_in_a_thread_of_1000_comments_than_of_10(cast: Cast) -> None:
    def posted(number: int) -> int:
        above = write(cast.thread)
        post(cast.thread, number)  # the index of near-duplicates reads what is new
        return queries(lambda: post(cast.thread, number + 1, parent=above))

    fill(cast.thread, 10)
    posted(1)
    few = posted(11)
    fill(cast.thread, 990)
    posted(21)
    assert posted(31) <= few + 2  # which pages stand before and after: asked only where there are several


@pytest.mark.parametrize(
    ("read", "more"),
    [
        (thread_document, 1),  # where the further replies of its roots stand
        (best_document, 1),
        (newest_document, 4),  # it begins with two pages while the last one holds little, and looks what stands before
    ],
)
def test_a_page_asks_hardly_more_in_a_thread_of_1000_comments_than_of_10(
    cast: Cast, read: Callable[[Thread], object], more: int
) -> None:
    fill(cast.thread, 10)
    few = queries(lambda: read(cast.thread))
    fill(cast.thread, 990)
    assert queries(lambda: read(cast.thread)) <= few + more


@pytest.mark.parametrize("queue", ["pending", "reported", "appealed", "recent", "spam", "trash"])
def test_a_queue_of_40_asks_no_more_than_one_of_5(moderator: Client, cast: Cast, queue: str) -> None:
    status = {"reported": "approved", "appealed": "spam", "recent": "approved"}.get(queue, queue)

    def add(count: int) -> None:
        for number in range(count):
            comment = write(cast.thread, status=status)
            if queue == "reported":
                for who in range(3):
                    key = f"{comment.pk}-{number}-{who}"
                    report(comment=comment, sender=Sender(key, "", comment.reader), reason="spam", words="Look.")
                Comment.objects.filter(pk=comment.pk).update(status="approved")
            if queue == "appealed":
                Appeal.objects.create(comment=comment, words="Please.", made_at=clock.now())

    def look() -> Any:
        page = moderator.get(f"/moderation/{queue}/")
        assert page.status_code == 200
        return page

    add(5)
    look()
    few = queries(look)
    assert look().content.decode().count('class="item"') >= 5
    add(35)
    assert queries(look) <= few


def test_a_readers_record_asks_no_more_for_40_comments_than_for_2(moderator: Client, cast: Cast) -> None:
    sam: Reader = record_reader(address="sam@example.org", name="Sam")

    def add(count: int) -> None:
        for _ in range(count):
            write(cast.thread, reader=sam, status="spam")
            note(reader=sam, words="Again.", moderator=cast.ben)
            impose(reader=sam, kind="warning", reason="Too loud.", moderator=cast.ben)

    def look() -> None:
        assert moderator.get(f"/moderation/reader/{sam.pk}/").status_code == 200

    add(2)
    look()
    few = queries(look)
    add(38)
    assert queries(look) <= few
