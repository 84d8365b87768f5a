"""Whole pages: lists, errors, and what every page has."""

import hashlib
from base64 import b64encode
from xml.etree.ElementTree import Element

import pytest

from parley.config.headers import public_headers
from parley.publication.documents import ArticleSummary, ListDocument
from parley.publication.rendering import error_page, list_page
from tests.theme.samples import only, parsed_page, summary, words

pytestmark = pytest.mark.usefixtures("installation")


def front(*articles: ArticleSummary) -> Element:
    return parsed_page(list_page(ListDocument("front", "The Test Review", "/", "", articles)))


def test_the_first_article_leads_the_front_page() -> None:
    tree = front(summary(id=1), summary(id=2, title="Second"), summary(id=3, title="Third"))
    leads = [words(only(a, ".//h2")) for a in tree.iter("article") if "summary-lead" in str(a.get("class"))]
    assert leads == ["A river measured three times"]


def test_a_picture_in_a_list_is_not_a_second_link_for_the_keyboard() -> None:
    link = only(front(summary()), ".//a[@class='summary-picture']")
    assert (link.get("tabindex"), link.get("aria-hidden")) == ("-1", "true")


def test_a_count_of_comments_leads_to_the_conversation() -> None:
    tree = front(summary(comment_count=1))
    assert words(only(tree, ".//a[@href='/opinion/river/#conversation']")) == "1 comment"


def test_an_empty_front_page_says_what_will_come() -> None:
    assert "Nothing is published yet" in words(only(front(), ".//p[@class='empty']"))


@pytest.mark.parametrize("kind", ["front", "section", "topic", "author"])
def test_every_list_has_one_heading_landmarks_and_a_skip_link(kind: str) -> None:
    tree = parsed_page(list_page(ListDocument(kind, "Opinion", "/opinion/", "What we think", (summary(),))))
    assert words(only(tree, ".//h1")) == "Opinion"
    target = only(tree, ".//a[@class='skip']").get("href")
    assert f"#{only(tree, './/main').get('id')}" == target
    assert all(nav.get("aria-label") for nav in tree.iter("nav"))


def test_the_menu_says_where_the_reader_is() -> None:
    tree = parsed_page(list_page(ListDocument("section", "Opinion", "/opinion/", "", ())))
    assert words(only(tree, ".//a[@aria-current='page']")) == "Opinion"


def test_an_error_is_small_and_asks_for_nothing_else() -> None:
    html = error_page(404, "There is no page here", "The address may have a slip in it.")
    assert len(html.encode()) <= 10_000
    tree = parsed_page(html)
    assert list(tree.iter("link")) == []
    assert not [e for e in tree.iter() if "src" in e.attrib]


def test_the_policy_allows_the_style_of_an_error_as_it_stands_in_the_page() -> None:
    html = error_page(404, "There is no page here", "The address may have a slip in it.")
    style = html.partition("<style>")[2].partition("</style>")[0]
    named = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert style
    assert f"'sha256-{named}'" in public_headers(is_https=False)["Content-Security-Policy"]


def test_an_error_gives_a_readers_words_back() -> None:
    tree = parsed_page(error_page(503, "The conversation rests", "Please come back.", "\nMy words\n<more>"))
    assert only(tree, ".//textarea").text == "\nMy words\n<more>"
