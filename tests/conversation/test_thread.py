"""How comments stand under each other, and on which page."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.conversation.documents import CommentDocument
from parley.conversation.models import Comment, Thread
from parley.conversation.places import permalink
from parley.conversation.queries.shapes import page_count, shapes_at
from parley.conversation.queries.threads import counts_at, thread_at, thread_document
from tests.conftest import Cast
from tests.posting import announce, send, write
from tests.public import page_stands, page_text, page_tree, words_of

PER_PAGE = 5


@pytest.fixture
def thread(cast: Cast) -> Thread:
    found: Thread = cast.thread
    return found


@pytest.fixture
def short_pages(settings: Any) -> None:
    """Five threads of replies on a page."""
    settings.PARLEY = settings.PARLEY.model_copy(update={"comments_per_page": PER_PAGE})


def page_of(comment: Comment) -> int | None:
    comment.refresh_from_db()
    return comment.page


def outline(roots: tuple[CommentDocument, ...]) -> list[Any]:
    """[id, [replies…]] for each, as they are nested."""
    return [[root.id, outline(root.replies)] if root.replies else [root.id] for root in roots]


def walk(roots: tuple[CommentDocument, ...]) -> Iterator[CommentDocument]:
    for root in roots:
        yield root
        yield from walk(root.replies)


def chain(thread: Thread, length: int) -> list[Comment]:
    """Each answers the one before."""
    made: list[Comment] = []
    for _ in range(length):
        made.append(write(thread, parent=made[-1] if made else None))
    return made


def test_replies_stand_under_what_they_answer_in_the_order_of_time(thread: Thread) -> None:
    a, b = write(thread), write(thread)
    a1, b1, a2 = write(thread, parent=a), write(thread, parent=b), write(thread, parent=a)
    assert outline(thread_document(thread).roots) == [[a.pk, [[a1.pk], [a2.pk]]], [b.pk, [[b1.pk]]]]


def test_after_three_levels_replies_stay_beside_each_other(thread: Thread) -> None:
    one, two, three, four, five = chain(thread, 5)
    assert outline(thread_document(thread).roots) == [[one.pk, [[two.pk, [[three.pk], [four.pk], [five.pk]]]]]]


def test_a_deep_reply_says_whom_it_answers(thread: Thread) -> None:
    comments = chain(thread, 5)
    documents = {document.id: document for document in walk(thread_document(thread).roots)}
    deepest = documents[comments[4].pk]
    assert (deepest.in_reply_to, deepest.parent_anchor) == (comments[3].author_name, comments[3].anchor)


def test_the_page_shows_whom_a_deep_reply_answers(thread: Thread) -> None:
    comments = chain(thread, 4)
    announce(thread)
    item = next(e for e in page_tree(thread.url).iter("li") if e.get("id") == comments[3].anchor)
    assert f"in reply to {comments[2].author_name}" in words_of(item)


def test_a_removed_comment_with_replies_leaves_a_stub_without_its_words(thread: Thread) -> None:
    removed = write(thread, "Regrettable words.", author_name="Hasty Hans", status="trash")
    answer = write(thread, "Please calm down.", parent=removed)
    announce(thread)
    page = page_text(thread.url)
    assert "This comment was removed." in page
    assert f'id="{answer.anchor}"' in page
    assert "Regrettable" not in page
    assert "Hasty Hans" not in page


@pytest.mark.parametrize("status", ["trash", "spam", "pending"])
def test_a_comment_that_is_not_public_leaves_nothing_when_nobody_answered_in_public(
    thread: Thread, status: str
) -> None:
    hidden = write(thread, status=status)
    write(thread, parent=hidden, status=status)
    assert thread_document(thread).roots == ()
    announce(thread)
    assert "This comment was removed." not in page_text(thread.url)


def test_a_removed_reply_with_answers_leaves_a_stub_in_its_place(thread: Thread) -> None:
    root, removed, answer = chain(thread, 3)
    Comment.objects.filter(pk=removed.pk).update(status="trash")
    (document,) = thread_document(thread).roots
    assert outline((document,)) == [[root.pk, [[removed.pk, [[answer.pk]]]]]]
    assert document.replies[0].is_stub


def test_only_published_comments_are_counted(thread: Thread) -> None:
    write(thread)
    for status in ("pending", "spam", "trash"):
        write(thread, status=status)
    assert thread_document(thread).count == 1
    assert counts_at(site=thread.site)[thread.url] == (thread.pk, 1)


def test_a_long_thread_goes_on_on_a_second_page(short_pages: None, thread: Thread) -> None:
    comments = [write(thread) for _ in range(PER_PAGE + 1)]
    announce(thread)
    first, second = page_text(thread.url), page_text(f"{thread.url}conversation/2/")
    assert [f'id="{c.anchor}"' in first for c in comments] == [True] * PER_PAGE + [False]
    assert f'id="{comments[-1].anchor}"' in second
    assert shapes_at(site=thread.site)[thread.url].pages == (1, 2)


def test_the_fifty_first_thread_of_a_conversation_begins_page_two(thread: Thread) -> None:
    comments = [write(thread) for _ in range(51)]
    assert page_count(thread) == 2
    assert [page_of(comment) for comment in (comments[0], comments[49], comments[50])] == [1, 1, 2]


def test_a_permalink_leads_to_the_page_on_which_the_comment_stands(
    short_pages: None, thread: Thread, reader: Client
) -> None:
    comments = [write(thread) for _ in range(PER_PAGE * 2 + 1)]
    reply = write(thread, parent=comments[-1])
    announce(thread)
    for comment in (comments[0], comments[PER_PAGE], comments[-1], reply):
        path, _hash, anchor = reader.get(f"/conversation/c/{comment.pk}/")["Location"].partition("#")
        assert f'id="{anchor}"' in page_text(path)
    assert permalink(reply) == f"{thread.url}conversation/3/#{reply.anchor}"


def test_a_new_comment_may_begin_a_page(short_pages: None, thread: Thread, reader: Client) -> None:
    for _ in range(PER_PAGE):
        write(thread)
    announce(thread)
    response = send(reader, thread, place="1")
    new = Comment.objects.latest("pk")
    assert response["Location"] == f"{thread.url}conversation/2/?own={new.private_key}#{new.anchor}"
    assert page_stands(f"{thread.url}conversation/2/")


def links(tree: Element, rel: str) -> list[str | None]:
    return [a.get("href") for a in tree.iter("a") if a.get("rel") == rel]


def test_pages_lead_to_each_other(short_pages: None, thread: Thread) -> None:
    for _ in range(PER_PAGE * 2 + 1):
        write(thread)
    announce(thread)
    first, second = page_tree(thread.url), page_tree(f"{thread.url}conversation/2/")
    assert links(first, "next") == [f"{thread.url}conversation/2/#conversation"]
    assert (links(second, "prev"), links(second, "next")) == (
        [f"{thread.url}#conversation"],
        [f"{thread.url}conversation/3/#conversation"],
    )


def test_a_thread_costs_the_same_number_of_queries_whatever_its_length(thread: Thread) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            thread_document(thread)
        return len(captured)

    write(thread, parent=write(thread))
    few = queries()
    for _ in range(20):
        write(thread, parent=write(thread))
    assert queries() == few


def test_a_thread_is_found_by_site_and_address(thread: Thread) -> None:
    assert thread_at(site=thread.site, url=thread.url) == thread
    assert thread_at(site="elsewhere.example", url=thread.url) is None


def test_a_page_beyond_the_last_is_empty(thread: Thread) -> None:
    write(thread)
    assert thread_document(thread, 9).roots == ()
