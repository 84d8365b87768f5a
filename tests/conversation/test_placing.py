"""A comment keeps its page; no page outgrows its bounds; counts agree with the comments."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.settling import mend_counts, recount_new_threads
from parley.conversation.models import Comment, Thread
from parley.conversation.places import path_of, permalink
from parley.conversation.queries.shapes import miscounted_threads, shapes_at
from parley.conversation.queries.threads import (
    best_document,
    branch_document,
    newest_document,
    thread_document,
)
from parley.conversation.queries.trees import published_below
from parley.kit import clock
from parley.materializer.actions import reconcile
from tests.conftest import Cast
from tests.posting import announce, send, write
from tests.public import page_stands

PER_PAGE = 6
MOST = 2 * PER_PAGE


@pytest.fixture
def thread(cast: Cast) -> Thread:
    found: Thread = cast.thread
    return found


@pytest.fixture(autouse=True)
def short_pages(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comments_per_page": PER_PAGE})


def places(thread: Thread) -> dict[int, tuple[int | None, int | None]]:
    return {pk: (page, branch) for pk, page, branch in thread.comments.values_list("pk", "page", "branch_page")}


def shown(document: Any) -> int:
    return sum(1 + published_below(root) for root in document.roots)


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("thread").get(pk=comment.pk)


def test_nothing_that_happens_later_moves_a_comment_to_another_page(thread: Thread, cast: Cast) -> None:
    roots = [write(thread) for _ in range(PER_PAGE * 3)]
    before = places(thread)
    links = {root.pk: permalink(fresh(root)) for root in roots}
    decide(comments=roots[:PER_PAGE:2], status="trash", moderator=cast.ben)
    for root in roots[::4]:
        write(thread, parent=root)
    write(thread)
    announce(thread)
    assert {pk: place for pk, place in places(thread).items() if pk in before} == before
    assert {root.pk: permalink(fresh(root)) for root in roots} == links


def test_one_root_with_many_replies_fills_neither_its_page_nor_another(thread: Thread) -> None:
    root = write(thread)
    for _ in range(MOST * 3):
        write(thread, parent=root)
    page = thread_document(thread)
    assert (shown(page), page.roots[0].more_replies) == (1 + PER_PAGE // 2, MOST * 3 - PER_PAGE // 2)
    branches = shapes_at(site=thread.site)[thread.url].branches
    documents = [branch_document(thread, *branch) for branch in branches]
    assert [shown(document) for document in documents] == [MOST, MOST, MOST - PER_PAGE // 2]
    assert page.roots[0].more_path == f"{thread.url}conversation/c{root.pk}/2/"


def test_every_published_comment_stands_on_exactly_one_page_of_bounded_size(thread: Thread) -> None:
    made: list[Comment] = []
    for number in range(120):
        parent = made[number * 7 % len(made)] if number % 3 and made else None
        made.append(write(thread, parent=parent))
    shape = shapes_at(site=thread.site)[thread.url]
    documents = [thread_document(thread, page) for page in shape.pages]
    documents += [branch_document(thread, *branch) for branch in shape.branches]  # type: ignore[list-item]
    found = [comment.id for document in documents for comment in _walk(document.roots)]
    assert sorted(found) == sorted(comment.pk for comment in made)
    assert max(shown(document) for document in documents) <= MOST
    assert miscounted_threads() == []


def _walk(comments: Any) -> Any:
    for comment in comments:
        yield comment
        yield from _walk(comment.replies)


def test_pages_of_the_other_orders_are_bounded_too(thread: Thread) -> None:
    for _ in range(PER_PAGE * 2):
        root = write(thread)
        for _ in range(PER_PAGE):
            write(thread, parent=root)
    assert shown(newest_document(thread)) <= MOST
    best = best_document(thread)
    assert shown(best) <= MOST
    cut = next(root for root in best.roots if root.more_replies and not root.replies)
    assert cut.more_path == cut.permalink


def test_a_long_text_closes_its_page_earlier(thread: Thread) -> None:
    roots = [write(thread, "word " * 4_000 + str(number)) for number in range(PER_PAGE + 1)]
    assert [fresh(root).page for root in roots] == [1, 1, 1, 1, 1, 2, 2]


def test_a_comment_approved_late_joins_the_page_of_its_time(thread: Thread, cast: Cast) -> None:
    late = write(thread, status="pending")
    roots = [write(thread) for _ in range(PER_PAGE * 2)]
    decide(comments=[late], status="approved", moderator=cast.ben)
    page = thread_document(thread)
    assert fresh(late).page == 1
    assert [root.id for root in page.roots] == [late.pk, *(root.pk for root in roots[:PER_PAGE])]


def test_where_too_many_come_late_they_go_to_the_end(thread: Thread, cast: Cast) -> None:
    late = [write(thread, status="pending") for _ in range(PER_PAGE * 2)]
    for _ in range(PER_PAGE * 2):
        write(thread)
    decide(comments=late, status="approved", moderator=cast.ben)
    pages = [fresh(comment).page for comment in late]
    assert pages == [1] * (PER_PAGE // 2) + [3] * PER_PAGE + [4] * (PER_PAGE // 2)


def test_what_comes_back_comes_back_to_its_place(thread: Thread, cast: Cast) -> None:
    roots = [write(thread) for _ in range(PER_PAGE * 2)]
    reply = write(thread, parent=roots[0])
    before = places(thread)
    batch = decide(comments=[roots[0], reply], status="spam", moderator=cast.ben)
    write(thread)
    undo(batch=batch, moderator=cast.ben)
    assert {pk: place for pk, place in places(thread).items() if pk in before} == before
    assert miscounted_threads() == []


def test_a_flood_that_was_removed_leaves_no_empty_pages_behind(thread: Thread, cast: Cast) -> None:
    write(thread)
    flood = [write(thread) for _ in range(PER_PAGE * 4)]
    decide(comments=flood, status="spam", moderator=cast.ben)
    after = write(thread)
    assert fresh(after).page == 1
    assert shapes_at(site=thread.site)[thread.url].pages == ()


def test_a_first_page_with_late_roots_on_top_has_a_second_page_of_the_best(thread: Thread, cast: Cast) -> None:
    late = write(thread, status="pending")
    roots = [write(thread) for _ in range(PER_PAGE + 1)]
    decide(comments=[late], status="approved", moderator=cast.ben)
    decide(comments=roots[PER_PAGE:], status="trash", moderator=cast.ben)
    shape = shapes_at(site=thread.site)[thread.url]
    assert (shape.pages, shape.best_pages) == ((), best_document(thread).pages) == ((), 2)
    announce(thread)
    reconcile()
    assert page_stands(f"{thread.url}conversation/best/2/")


def test_the_newest_come_first_and_their_pages_are_never_shifted(thread: Thread) -> None:
    roots = [write(thread) for _ in range(PER_PAGE * 2 + 1)]
    assert [c.id for c in newest_document(thread).roots] == [c.pk for c in reversed(roots[PER_PAGE:])]
    before = [c.id for c in newest_document(thread, 2).roots]
    write(thread)
    assert [c.id for c in newest_document(thread, 2).roots] == before == [c.pk for c in reversed(roots[PER_PAGE:-1])]


def test_pages_of_the_newest_lead_to_each_other(thread: Thread) -> None:
    for _ in range(PER_PAGE * 3):
        write(thread)
    begin = f"{thread.url}conversation/newest/"
    first, middle, last = newest_document(thread), newest_document(thread, 2), newest_document(thread, 1)
    assert (first.previous, first.following) == ("", f"{begin}2/#conversation")
    assert (middle.previous, middle.following) == (f"{begin}3/#conversation", f"{begin}1/#conversation")
    assert (last.previous, last.following) == (f"{begin}2/#conversation", "")


def test_the_best_come_in_the_order_of_rank_then_of_time(thread: Thread) -> None:
    roots = [write(thread) for _ in range(4)]
    Comment.objects.filter(pk=roots[2].pk).update(rank=0.9)
    Comment.objects.filter(pk=roots[3].pk).update(rank=0.2)
    assert [c.id for c in best_document(thread).roots] == [roots[n].pk for n in (2, 3, 0, 1)]


def test_the_best_end_after_five_pages_and_say_so(thread: Thread) -> None:
    for _ in range(PER_PAGE * 5 + 1):
        write(thread)
    assert [best_document(thread, page).is_cut for page in (1, 5)] == [False, True]
    assert (best_document(thread, 5).following, best_document(thread, 5).pages) == ("", 5)


@pytest.mark.parametrize(
    ("status", "absence", "word"),
    [
        ("trash", "", "removed"),
        ("spam", "", "removed"),
        ("pending", "", "waiting"),
        ("trash", "deleted", "deleted"),
        ("trash", "blocked", "blocked"),
    ],
)
def test_a_stub_says_why_the_comment_is_not_there(thread: Thread, status: str, absence: str, word: str) -> None:
    gone = write(thread, status=status, absence=absence, author_name="Hasty Hans")
    write(thread, parent=gone)
    (stub,) = thread_document(thread).roots
    assert (stub.is_stub, stub.absence, stub.author_name, stub.html) == (True, word, "", "")


def test_a_stub_whose_replies_stand_elsewhere_stays(thread: Thread, cast: Cast) -> None:
    root = write(thread)
    replies = [write(thread, parent=root) for _ in range(PER_PAGE)]
    decide(comments=[root, *replies[: PER_PAGE // 2]], status="trash", moderator=cast.ben)
    (stub,) = thread_document(thread).roots
    assert (stub.is_stub, stub.more_replies) == (True, PER_PAGE - PER_PAGE // 2)


def test_a_reply_apart_from_what_it_answers_links_to_it(thread: Thread) -> None:
    root = write(thread)
    first = write(thread, parent=root)
    for _ in range(PER_PAGE):
        write(thread, parent=root)
    apart = write(thread, parent=first)
    document = branch_document(thread, root.pk, 2)
    assert document is not None
    found = next(comment for comment in document.roots if comment.id == apart.pk)
    assert (found.in_reply_to, found.parent_path, found.parent_anchor) == (first.author_name, thread.url, first.anchor)
    assert path_of(thread, fresh(apart)) == f"{thread.url}conversation/c{root.pk}/2/"


def test_one_comment_takes_no_more_queries_in_a_long_thread_than_in_a_short_one(thread: Thread, cast: Cast) -> None:
    def queries() -> tuple[int, int]:
        root = write(thread, status="pending")
        with CaptureQueriesContext(connection) as first:
            decide(comments=[root], status="approved", moderator=cast.ben)
        reply = write(thread, parent=fresh(root), status="pending")
        with CaptureQueriesContext(connection) as second:
            decide(comments=[reply], status="approved", moderator=cast.ben)
        return len(first), len(second)

    for _ in range(PER_PAGE * 2 + 1):
        write(thread)
    few = queries()
    for _ in range(PER_PAGE * 8):
        write(thread)
    many = queries()
    assert (many[0] <= few[0], many[1] <= few[1]) == (True, True), (few, many)


def test_an_import_places_all_at_once(thread: Thread) -> None:
    moment = clock.now()
    words: dict[str, Any] = {"thread": thread, "html": "<p>w</p>", "status": "approved", "received_at": moment}
    roots = Comment.objects.bulk_create(
        Comment(private_key=f"p{n}", submission_key=f"s{n}", posted_at=moment, author_name=f"R{n}", **words)
        for n in range(PER_PAGE * 10)
    )
    Comment.objects.bulk_create(
        Comment(
            private_key=f"q{n}",
            submission_key=f"t{n}",
            posted_at=moment,
            author_name="Q",
            root=root,
            parent=root,
            **words,
        )
        for n, root in enumerate(roots)
    )
    with CaptureQueriesContext(connection) as captured:
        announce(thread)
    placing = [q for q in captured if 'UPDATE "conversation_comment" SET "page"' in q["sql"]]
    pages = {page for page, _branch in places(thread).values()}
    assert None not in pages
    assert len(placing) == len(pages)
    assert miscounted_threads() == []
    first = thread_document(thread)
    assert all(len(root.replies) == 1 for root in first.roots)


def test_threads_from_before_the_counts_are_counted_at_the_next_look(thread: Thread) -> None:
    comments = [write(thread) for _ in range(3)]
    Comment.objects.update(page=None)
    Thread.objects.update(published=0, pages=0)
    assert recount_new_threads() == 1
    assert [c.id for c in thread_document(thread).roots] == [c.pk for c in comments]
    assert recount_new_threads() == 0


def test_wrong_counts_are_found_and_mended(thread: Thread) -> None:
    write(thread, parent=write(thread))
    for wrong in ({"published": 7}, {"pages": 3}):
        Thread.objects.update(**wrong)
        assert (miscounted_threads(), mend_counts(), miscounted_threads()) == ([thread.pk], 1, [])
    for broken in ({"replies_published": 4}, {"page": None}):
        Comment.objects.update(**broken)
        assert (miscounted_threads(), mend_counts(), miscounted_threads()) == ([thread.pk], 1, [])


def test_what_is_rolled_back_is_not_counted(thread: Thread, cast: Cast) -> None:
    root = write(thread)
    before = places(thread), Thread.objects.values("published", "pages").get()
    with transaction.atomic():
        decide(comments=[root], status="spam", moderator=cast.ben)
        transaction.set_rollback(True)
    assert (places(thread), Thread.objects.values("published", "pages").get()) == before


def test_a_posted_comment_is_counted_and_placed(thread: Thread, reader: Any) -> None:
    send(reader, thread)
    comment = Comment.objects.get()
    thread.refresh_from_db()
    assert (comment.page, thread.published, thread.pages) == (1, 1, 1)
