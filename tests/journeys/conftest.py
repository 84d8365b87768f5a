"""The standing house and a browser. Journeys act as people do; they look into no table."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.chromium import MISSING, installed_chromium, running_chromium
from tests.journeys.house import PASSWORD, House, keep_one, leave_out, standing_house
from tests.journeys.visits import Visit

Open = Callable[..., Visit]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the browser is missing, one test remains to say so."""
    if installed_chromium() is None:
        config.hook.pytest_deselected(items=keep_one(items, Path(__file__).parent))


@pytest.fixture(scope="session")
def house(request: pytest.FixtureRequest) -> House:
    """The publication, served; five imported articles."""
    if installed_chromium() is None:
        leave_out(MISSING)
    standing = standing_house()
    request.config.add_cleanup(standing.stop)
    return standing


@pytest.fixture
def chromium(house: House, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A connection to the one Chromium.

    One for each journey: while Playwright is connected its event loop runs in this thread, and Django would refuse
    to touch its database in the tests that come after.
    """
    program = installed_chromium()
    assert program is not None
    process = running_chromium(program)
    request.config.add_cleanup(process.stop)
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(process.address)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Open]:
    """Opens a fresh browser window (no cookie, no cache), JavaScript off unless asked for."""
    opened: list[BrowserContext] = []

    def open_window(*, javascript: bool = False, width: int = 1024, **options: Any) -> Visit:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            base_url=options.pop("base_url", house.url),
            **options,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return Visit(context)

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def sign_in() -> Callable[[Visit, str], Page]:
    """Signs a member of staff in by the log-in page, from wherever it sends them."""

    def fill_in(window: Visit, username: str, start: str = "/moderation/") -> Page:
        window.page.goto(start)
        window.page.locator("[name=username]").fill(username)
        window.page.locator("[name=password]").fill(PASSWORD)
        window.page.get_by_role("button", name="Sign in").click()
        return window.page

    return fill_in
