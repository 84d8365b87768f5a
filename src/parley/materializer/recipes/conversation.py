"""The pages of a conversation beside its article: in the order of time, newest first, best first, and long branches."""

import json
from collections.abc import Iterable

from django.conf import settings

from parley.conversation.documents import ThreadDocument
from parley.conversation.models import Thread
from parley.conversation.queries.signals import pulse_of
from parley.conversation.queries.threads import (
    best_document,
    branch_document,
    newest_document,
    thread_at,
    thread_document,
)
from parley.conversation.rendering import branch_html, page_html, section_html
from parley.materializer.fragments import comment_fragments
from parley.materializer.recipes.made import Made
from parley.publication.queries import public_path_of


def conversation_page(subject: str) -> Made | None:
    """`subject`: the article's id and the page, as in '12:3'."""
    thread, (number,) = _thread_and_numbers(subject)
    page = thread_document(thread, number) if thread else None
    return _made(page) if page and page.roots and page.page > 1 else None


def newest_page(subject: str) -> Made | None:
    """`subject`: the article's id and the page, as in '12:3'; '12:0' is where the order begins."""
    thread, (number,) = _thread_and_numbers(subject)
    page = newest_document(thread, number) if thread else None
    if page is None or not (page.roots and page.orders) or (number and page.pages == 1):
        return None
    return _made(page, [f"thread:{page.id}:last"] if not number else [])


def best_page(subject: str) -> Made | None:
    """`subject`: the article's id and the page, as in '12:1'."""
    thread, (number,) = _thread_and_numbers(subject)
    page = best_document(thread, number) if thread else None
    return _made(page, [f"thread:{page.id}:best"]) if page and page.roots and page.orders else None


def branch_page(subject: str) -> Made | None:
    """`subject`: the article's id, the root's and the page, as in '12:345:2'."""
    thread, (root_id, number) = _thread_and_numbers(subject)
    page = branch_document(thread, root_id, number) if thread else None
    if page is None or page.branch_of is None or not page.roots:
        return None
    section = branch_html(page, comment_fragments([page.branch_of, *page.roots]))
    root = f"thread:{page.id}:c{root_id}"
    return Made(page_html(page, section), _depends_on(page, [root, f"{root}:{number}"]))


def pulse(subject: str) -> Made | None:
    """`subject`: the article's id. What an open page asks for to see whether there are new comments."""
    thread, _numbers = _thread_and_numbers(subject)
    if thread is None or not thread.published:
        return None
    return Made(json.dumps(pulse_of(thread)) + "\n", frozenset({f"thread:{thread.pk}", f"thread:{thread.pk}:count"}))


def conversation_section(page: ThreadDocument) -> str:
    """A conversation as it stands under its article, joined of stored fragments."""
    return section_html(page, comment_fragments(page.roots))


def _made(page: ThreadDocument, more: Iterable[str] = ()) -> Made:
    return Made(page_html(page, conversation_section(page)), _depends_on(page, more))


def _depends_on(page: ThreadDocument, more: Iterable[str]) -> frozenset[str]:
    thread = f"thread:{page.id}"
    return frozenset({"shell", thread, *(f"{thread}:{number}" for number in page.shows), *more})


def _thread_and_numbers(subject: str) -> tuple[Thread | None, list[int]]:
    article_id, *numbers = (int(part) for part in subject.split(":"))
    path = public_path_of(article_id)
    thread = thread_at(site=settings.SITE_HOST, url=path) if path else None
    return thread, numbers
