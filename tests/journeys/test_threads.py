"""A long conversation, read without JavaScript: orders, folding, permanent links."""

import pytest

from tests.journeys.conftest import Open
from tests.journeys.visits import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

FERRY = "/2024/05/the-ferry-that-waits/"


@pytest.mark.parametrize("javascript", [False, True])
def test_a_conversation_is_read_in_three_orders_and_every_date_leads_home(visit: Open, javascript: bool) -> None:
    window = visit(javascript=javascript, width=320)
    window.open(FERRY)
    page = window.page
    orders = page.get_by_role("navigation", name="Order of the comments")
    assert orders.get_by_role("link", name="Oldest first").get_attribute("aria-current") == "page"
    oldest = page.locator(".comments > li").evaluate_all("found => found.map(e => e.id)")
    orders.get_by_role("link", name="Newest first").click()
    assert page.url.endswith(f"{FERRY}conversation/newest/#conversation")
    assert page.locator(".comments > li").evaluate_all("found => found.map(e => e.id)") == oldest[::-1]
    orders.get_by_role("link", name="Best first").click()
    assert page.url.endswith(f"{FERRY}conversation/best/#conversation")
    assert orders.get_by_role("link", name="Best first").get_attribute("aria-current") == "page"
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator(".permalink").last.click()
    assert page.url.partition("#")[0].endswith(FERRY)
    assert page.locator(":target").bounding_box() is not None
    assert page.evaluate("document.activeElement.id") == page.url.partition("#")[2]


def test_a_branch_folds_and_says_how_many_replies_it_holds(visit: Open) -> None:
    page = visit().page
    page.goto(FERRY)
    replies = page.locator("details.replies").first
    label = replies.locator("summary").first
    assert label.inner_text() in {f"{n} repl{'y' if n == 1 else 'ies'}" for n in [replies.locator("article").count()]}
    label.click()
    assert not replies.locator("article").first.is_visible()
    label.click()
    assert replies.locator("article").first.is_visible()
