"""A telephone of 320 px in the dark, and a keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Open
from tests.journeys.visits import SIDEWAYS, Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

SEEDS = "/2024/05/the-drawer-of-beans/"
STOPS = "document.querySelectorAll('a[href], button, input, textarea, select, summary').length"
"""At most so many stops has a page for the tab key: each comment that other journeys write adds some."""


@pytest.mark.parametrize("path", ["/", "/crossings/", "/2024/05/the-ferry-that-waits/", "/conversation/reply/1/"])
def test_nothing_for_readers_scrolls_sideways_on_a_small_dark_screen(visit: Open, path: str) -> None:
    window = visit(width=320, color_scheme="dark")
    assert window.open(path).status == 200
    assert window.page.evaluate(SIDEWAYS) <= 0
    dark = window.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in dark.strip("rgba()").split(",")[:3]) < 80


def test_nothing_in_the_console_scrolls_sideways_on_a_small_screen(
    visit: Open, sign_in: Callable[[Visit, str], Page]
) -> None:
    page = sign_in(visit(width=320, color_scheme="dark"), "ben")
    for queue in ("pending", "campaigns", "spam", "approved"):
        page.goto(f"/moderation/{queue}/")
        assert page.evaluate(SIDEWAYS) <= 0, queue


def test_a_form_with_errors_does_not_scroll_sideways(visit: Open) -> None:
    window = visit(width=320)
    window.open(SEEDS)
    window.comment("Beans " + "x" * 300, name="Liv", email="liv@nowhere")
    window.post()
    assert window.page.get_by_role("alert").count() == 1
    assert window.page.evaluate(SIDEWAYS) <= 0


def test_a_comment_is_written_with_the_keyboard_alone(visit: Open) -> None:
    window = visit(width=320)
    window.open(SEEDS)
    page = window.page

    def tab_to(selector: str) -> None:
        for _press in range(page.evaluate(STOPS)):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    tab_to("#comment-text")
    page.keyboard.type("The vicarage beans climbed over our fence; we returned two envelopes to the library.")
    tab_to("#comment-name")
    page.keyboard.type("Kari")
    tab_to("#comment-email")
    page.keyboard.type("kari@example.org")
    tab_to("#comment-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversation/status/*/")
    window.see_in_place()
    assert "two envelopes to the library" in page.locator(":target").inner_text()
