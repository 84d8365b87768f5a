"""An export comes in while the server runs, and a reader opens what came of it."""

import pytest

from tests.journeys.conftest import Open
from tests.journeys.export import PULL_QUOTE, SPUN
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

FERRY = "/2024/05/the-ferry-that-waits/"


def test_an_imported_article_has_its_kinds_of_content(visit: Open) -> None:
    window = visit()
    window.open(FERRY)
    page = window.page
    assert page.get_by_role("heading", level=1).inner_text() == "The ferry that waits"
    assert page.locator(".standfirst").inner_text() == "At ten past six, bus or no bus."
    assert page.get_by_role("link", name="Ida Holm").count() == 1
    assert page.get_by_role("heading", level=2, name="What the timetable says").count() == 1
    assert page.locator("aside.pull-quote").inner_text() == PULL_QUOTE
    assert page.locator(".body ul li").count() == 2
    assert page.locator("aside.also").get_by_role("link").inner_text() == "Bread at four"
    assert page.get_by_text("Image: Harbour Archive").count() == 1


def test_honest_comments_stand_under_it_in_threads_and_spam_does_not(visit: Open) -> None:
    window = visit()
    window.open(FERRY)
    conversation = window.page.get_by_role("region", name="Join the conversation")
    berit = conversation.get_by_role("listitem").filter(has_text="one lane at the quarry").first
    assert berit.get_by_role("listitem").filter(has_text="the gangway goes up at ten past").count() == 1
    assert conversation.get_by_text("older than 1987, I am sure").count() == 1
    words = window.page.content()
    assert not [text for text in SPUN if text[:60] in words]
    assert "@readers.example" not in words
    assert "198.51.100.7" not in words


def test_reading_asks_nobody_else_sets_no_cookie_and_breaks_no_policy(visit: Open, house: House) -> None:
    window = visit(javascript=True)
    response = window.open(FERRY)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert {url.split("/")[2] for url in window.requests} == {house.url.split("/")[2]}
    assert window.context.cookies() == []
    assert window.complaints == []


def test_the_way_in_leads_from_the_front_page_by_the_section_to_the_article(visit: Open) -> None:
    window = visit()
    window.open("/")
    window.page.get_by_role("navigation", name="Sections").get_by_role("link", name="Crossings").click()
    window.page.get_by_role("link", name="The ferry that waits").first.click()
    assert window.page.url.endswith(FERRY)
