"""Ben looks after the conversation, without JavaScript."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

TRAM = "/2024/05/a-tram-without-a-timetable/"
WORDS = "What does the notebook say of that?"
SignIn = Callable[[Visit, str], Page]


def stands(house: House) -> bool:
    return WORDS in gzip.decompress(house.file(TRAM).read_bytes()).decode()


def item(page: Page) -> Locator:
    return page.locator("article.item").filter(has_text=WORDS)


def test_a_waiting_comment_is_approved_taken_out_and_brought_back(visit: Open, house: House, sign_in: SignIn) -> None:
    page = sign_in(visit(), "ben")
    assert item(page).locator(".reasons li").count() > 1
    assert "Speaks of the article" in item(page).inner_text()
    assert not stands(house)

    item(page).get_by_role("button", name="Approve").click()
    assert stands(house)
    reader = visit()
    reader.open(TRAM)
    assert reader.page.get_by_text(WORDS).count() == 1

    page.get_by_role("navigation", name="Queues").get_by_role("link", name="Recent").click()
    item(page).get_by_role("button", name="Spam").click()
    assert not stands(house)

    page.get_by_role("button", name="Undo").click()
    assert stands(house)
    reader.open(TRAM)
    assert reader.page.get_by_text(WORDS).count() == 1


def test_spins_of_one_template_are_one_card_with_one_decision(visit: Open, sign_in: SignIn) -> None:
    page = sign_in(visit(), "ben")
    page.get_by_role("navigation", name="Queues").get_by_role("link", name="Campaigns").click()
    card = page.locator("section.campaign").filter(has_text="stumbled upon your")
    assert card.count() == 1
    assert "through a search engine" in card.locator(".skeleton").inner_text()
    assert card.locator(".variants li").filter(has_text="Lorelle").count() == 1
    assert card.locator(".variants li").filter(has_text="Marcus").count() == 1
    assert card.locator(".variant mark").count() >= 4
    assert card.get_by_role("button", name="Spam, all").count() == 1


def test_the_console_is_for_moderators_only(visit: Open) -> None:
    window = visit()
    window.open("/moderation/")
    assert "/moderation/sign-in/" in window.page.url
    assert WORDS not in window.page.content()
