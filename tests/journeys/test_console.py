"""Ben empties the queue with the keyboard, beside Ann; and what happens when something goes wrong."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until
from tests.journeys.visits import SIDEWAYS, Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

SignIn = Callable[[Visit, str], Page]
QUEUE = "/moderation/pending/?q=Writer"
FOCUSED = ".item:focus"
OPEN = ".item:not(.decided)"


@pytest.fixture
def held(house: House) -> Iterator[House]:
    """Sixty comments wait; what is left of them does not wait for the other journeys."""
    house.run("evals.conversation.filling", "held", "60")
    yield house
    house.run("evals.conversation.filling", "clear", "0")


@pytest.fixture
def console(visit: Open, sign_in: SignIn, held: House) -> Page:
    """Ben's console with its script."""
    window = visit(javascript=True)
    page = sign_in(window, "ben")
    page.goto(QUEUE)
    page.evaluate("window.isTheSamePage = true")
    return page


def count(page: Page, queue: str) -> int:
    return int(page.locator(f"[data-count={queue}]").inner_text())


def settled(page: Page) -> None:
    expect(page.locator(".sending")).to_have_count(0)


def said(page: Page) -> Locator:
    return page.get_by_role("status")


def test_fifty_are_decided_with_the_keyboard_alone_and_without_a_reload(console: Page) -> None:
    waiting, trash = count(console, "pending"), count(console, "trash")
    console.keyboard.press("j")
    for place in range(50):
        expect(console.locator(f"{FOCUSED}:not(.decided)")).to_have_count(1)
        for key in ("f", "s", "d2")[place % 3]:
            console.keyboard.press(key)
        settled(console)
    assert console.evaluate("window.isTheSamePage")
    assert console.locator(".field-error").count() == 0
    assert (count(console, "pending"), count(console, "trash")) == (waiting - 50, trash + 16)
    expect(said(console)).to_contain_text("is spam now")

    console.keyboard.press("z")
    expect(said(console)).to_contain_text("Taken back: 1 comment.")
    console.keyboard.press("z")
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting - 48))
    assert console.locator(FOCUSED).count() == 1


def test_what_another_moderator_decided_is_told_and_stays(console: Page, visit: Open, sign_in: SignIn) -> None:
    ann = sign_in(visit(javascript=True), "ann")
    ann.goto(QUEUE)
    ann.keyboard.press("j")
    ann.keyboard.press("s")
    settled(ann)

    console.keyboard.press("j")
    console.keyboard.press("f")
    settled(console)
    expect(console.locator(".by-other")).to_contain_text("Decided by Ann a moment ago: spam.")
    expect(said(console)).to_contain_text("Left as it is.")

    ann.keyboard.press("s")
    settled(ann)
    console.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(console.locator(".by-other")).to_have_count(2)
    assert console.locator(f"{FOCUSED}:not(.decided)").count() == 1


def test_a_lost_connection_loses_nothing(console: Page) -> None:
    waiting = count(console, "pending")
    console.keyboard.press("j")
    first = console.locator(FOCUSED).get_attribute("id")
    console.context.set_offline(True)
    console.keyboard.press("f")
    expect(said(console)).to_contain_text("did not reach the server")
    card = console.locator(f"#{first}")
    assert "decided" not in (card.get_attribute("class") or "")
    console.context.set_offline(False)
    card.get_by_role("button", name="Try again").click()
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting - 1))
    assert card.locator(".field-error").count() == 0


def test_after_signing_in_again_elsewhere_the_open_page_still_decides(console: Page) -> None:
    waiting = count(console, "pending")
    console.context.clear_cookies()
    console.keyboard.press("j")
    console.keyboard.press("f")
    expect(said(console)).to_contain_text("You are signed out.")
    other = console.context.new_page()
    other.goto("/moderation/")
    other.fill("[name=username]", "ben")
    other.fill("[name=password]", "the heron stands still")
    other.get_by_role("button", name="Sign in").click()
    console.get_by_role("button", name="Try again").click()
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting - 1))


def test_the_keys_are_explained_and_can_be_switched_off_for_good(console: Page) -> None:
    console.keyboard.press("?")
    dialog = console.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Letters work as keys.").uncheck()
    dialog.get_by_role("button", name="Close").click()
    for _ in range(2):
        console.keyboard.press("j")
        console.keyboard.press("s")
        assert console.locator(FOCUSED).count() == 0
        assert console.locator(".decided").count() == 0
        console.reload()
    console.get_by_role("button", name="Keys (?)").click()
    dialog.get_by_label("Letters work as keys.").check()
    dialog.get_by_role("button", name="Close").click()
    console.keyboard.press("j")
    expect(console.locator(FOCUSED)).to_have_count(1)


def test_letters_in_a_field_are_letters(console: Page) -> None:
    console.keyboard.press("j")
    console.keyboard.press("r")
    console.keyboard.type("if so, dad; zoo?")
    assert console.locator("textarea:focus").input_value() == "if so, dad; zoo?"
    assert console.locator(".decided").count() == 0
    console.keyboard.press("Escape")
    expect(console.locator(FOCUSED)).to_have_count(1)


def test_a_reply_by_key_stands_in_the_page(console: Page, house: House, visit: Open) -> None:
    console.keyboard.press("j")
    href = console.locator(f"{FOCUSED} .where a").get_attribute("href")
    console.keyboard.press("r")
    console.keyboard.type("The board answers: it was moved in May.")
    console.locator(".item:focus-within").get_by_role("button", name="Approve and reply").click()
    expect(said(console)).to_contain_text("Your reply is published.")
    reader = visit()
    reader.open(str(href))
    reply = reader.page.get_by_text("The board answers: it was moved in May.")
    assert reply.count() == 1


def test_a_selection_and_all_that_was_found_are_decided_and_taken_back(console: Page) -> None:
    waiting = count(console, "pending")
    for box in console.locator("input[name=comment][type=checkbox]").all()[:3]:
        box.check()
    console.locator("#selection").get_by_role("button", name="Spam").click()
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting - 3))
    said(console).get_by_role("button", name="Undo").click()
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting))
    console.get_by_role("button", name="Spam, all").click()
    expect(console.locator("#empty")).to_be_visible()
    assert count(console, "pending") <= waiting - 60
    said(console).get_by_role("button", name="Undo").click()
    expect(console.locator("[data-count=pending]")).to_have_text(str(waiting))


def test_without_a_script_on_a_telephone_a_rejection_has_its_reason(visit: Open, sign_in: SignIn, held: House) -> None:
    page = sign_in(visit(width=320), "ben")
    page.goto(QUEUE)
    first = page.locator(".item").first
    name = first.locator("h3 bdi").inner_text()
    first.get_by_text("Reject …").click()
    assert page.evaluate(SIDEWAYS) <= 0
    first.get_by_label("Insult").check()
    first.get_by_label("In your own words").fill("Please write to the point.")
    first.get_by_role("button", name="Reject it").click()
    assert "1 comment rejected." in said(page).inner_text()
    page.goto("/moderation/trash/")
    item = page.locator(".item").filter(has_text=name).first
    item.get_by_text("decisions so far").click()
    assert "It attacks a person." in item.inner_text()
    assert "Please write to the point." in item.inner_text()
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_console_says_nothing_in_the_browsers_own_console(visit: Open, sign_in: SignIn, held: House) -> None:
    window = visit(javascript=True)
    page = sign_in(window, "ben")
    for queue in ("pending", "campaigns", "recent", "spam", "trash", "all"):
        page.goto(f"/moderation/{queue}/")
    page.goto(QUEUE)
    page.keyboard.press("j")
    page.keyboard.press("f")
    settled(page)
    until(lambda: "published" in said(page).inner_text(), "the decision is announced")
    assert window.complaints == []
