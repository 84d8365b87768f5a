"""What readers say without words, and what is new: votes, reports, unread marks, the button of new comments."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

FERRY = "/2024/05/the-ferry-that-waits/"
BREAD = "/2024/05/bread-at-four/"


def test_a_vote_counts_in_place_once_and_can_be_taken_back(visit: Open) -> None:
    window = visit(javascript=True)
    window.open(FERRY)
    page = window.page
    useful = page.locator(".comments .useful").last
    before = " ".join(useful.inner_text().split())
    votes = int(before.removeprefix("Useful") or 0)  # other journeys vote here too
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(useful).to_have_text(f"Useful {votes + 1}")
    assert page.locator(".comments #comment-form").count() == 0, "the form stays where it is"
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "false")
    expect(useful).to_have_text(before)
    assert page.url.endswith(FERRY)
    assert window.complaints == []


def test_a_vote_without_scripts_is_answered_by_a_page_that_leads_back(visit: Open) -> None:
    page = visit().page
    page.goto(FERRY)
    useful = page.locator(".comments .useful").last  # the first is voted for by the test above, in whatever order
    anchor = useful.locator("xpath=ancestor::li[1]").get_attribute("id")
    useful.click()
    back = page.get_by_role("link", name="Back to the comment")
    assert page.get_by_role("button", name="Take it back").count() == 1
    back.click()
    assert page.url.endswith(f"{FERRY}#{anchor}")


@pytest.mark.parametrize("javascript", [False, True])
def test_report_leads_to_its_page(visit: Open, javascript: bool) -> None:
    page = visit(javascript=javascript, width=320).page
    page.goto(FERRY)
    page.locator(".comments").get_by_role("link", name="Report").first.click()
    page.wait_for_url("**/conversation/report/*/")
    assert page.get_by_role("button").count() >= 1


def test_new_comments_are_offered_never_push_the_text_and_are_marked(visit: Open, house: House) -> None:
    writing = visit()
    reading = visit(javascript=True)

    def post(name: str, text: str) -> None:
        writing.open(BREAD)
        writing.comment(text, name=name)
        writing.post()

    post("Tove", "The rye is gone at ten to four; the boat crew buys the first twelve loaves every day.")
    until(lambda: house.file(BREAD).with_name("index.html.gz").exists(), "the page stands")
    reading.page.clock.install()
    reading.open(BREAD)
    page = reading.page
    comments = page.locator(".comments .comment")
    before = comments.count()  # other journeys write here too
    assert before >= 1
    assert page.locator(".unread").count() == 0, "nothing is new to who comes for the first time"
    loaded = time.time()
    until(lambda: time.time() > loaded + 1.1, "a second later: the marks know no smaller time")
    post("Ragnhild", "On Fridays the queue reaches the bridge, and the baker counts loaves aloud for it.")
    height = page.evaluate("document.documentElement.scrollHeight")
    button = page.get_by_role("status").get_by_role("button", name="Show new comments (1)")

    def offered() -> bool:
        page.clock.run_for(61_000)
        return button.is_visible()

    until(offered, "the new comment is offered")
    expect(comments).to_have_count(before)
    assert page.evaluate("document.documentElement.scrollHeight") == height
    button.click()
    expect(comments).to_have_count(before + 1)
    expect(page.locator(".unread")).to_have_count(1)
    expect(page.locator(".unread")).to_contain_text("counts loaves aloud")
    assert re.search(r"#c\d+$", page.url)
    expect(page.locator(":target")).to_contain_text("counts loaves aloud")
