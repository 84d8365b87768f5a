"""Six faults while a reader writes. After each, every word stands in the form, and the comment can still be sent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

TRAM = "/2024/05/a-tram-without-a-timetable/"
SignIn = Callable[[Visit, str], Page]
both = pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])


def words_about(what: str, javascript: bool) -> str:
    often = "twice" if javascript else "once"
    return f"The tram driver told me about {what}, {often}.\n\n> A timetable?\n\nThere is none."


def writing(visit: Open, words: str, *, javascript: bool, name: str = "Aud", email: str = "aud@example.org") -> Visit:
    window = visit(javascript=javascript)
    window.open(TRAM)
    window.comment(words, name=name, email=email)
    return window


def assert_kept(window: Visit, words: str, name: str = "Aud", email: str = "aud@example.org") -> None:
    fields = (("Comment *", words), ("Name *", name), ("Email *", email))
    for label, typed in fields:
        assert window.page.get_by_label(label).input_value() == typed


def assert_summary_has_the_focus(window: Visit, sentence: str) -> None:
    summary = window.page.get_by_role("alert")
    assert sentence in summary.inner_text()
    expect(summary).to_be_focused()


def assert_can_still_be_sent(window: Visit, words: str) -> None:
    window.page.locator("#comment-form .button").click()
    window.see_in_place()
    expect(window.page.locator("main")).to_contain_text(words.splitlines()[0])
    assert window.page.get_by_role("alert").count() == 0


@both
def test_a_field_is_wrong(visit: Open, javascript: bool) -> None:
    words = words_about("the points", javascript)
    window = writing(visit, words, javascript=javascript, email="aud@nowhere")
    window.post()
    assert_summary_has_the_focus(window, "e-mail address")
    assert_kept(window, words, email="aud@nowhere")
    window.page.get_by_role("alert").get_by_role("link").click()
    expect(window.page.get_by_label("Email *")).to_be_focused()
    assert window.page.get_by_label("Email *").get_attribute("aria-describedby") == "comment-email-error"
    window.page.get_by_label("Email *").fill("aud@example.org")
    assert_can_still_be_sent(window, words)


@both
def test_the_reader_has_sent_too_many(visit: Open, house: House, javascript: bool) -> None:
    words = words_about("the depot", javascript)
    with house.started_again_with(PARLEY_ADDRESS_RATE="1"):
        first = f"The tram rings at the corner of the mill, {'always' if javascript else 'often'}."
        address = f"berit{javascript:d}@example.org"
        writing(visit, first, javascript=javascript, name="Berit", email=address).post()
        window = writing(visit, words, javascript=javascript, name="Berit", email=address)
        window.post()
        assert_summary_has_the_focus(window, "send this one again in")
        assert_kept(window, words, "Berit", address)
    assert_can_still_be_sent(window, words)


@both
def test_the_page_is_old_and_its_token_means_nothing_any_more(visit: Open, javascript: bool) -> None:
    words = words_about("the bell", javascript)
    window = visit(javascript=javascript)
    window.open("/conversation/reply/1/")
    window.page.evaluate("document.querySelector('[name=opened]').value = '1577836800:of-another-key'")
    window.comment(words, name="Aud")
    assert_can_still_be_sent(window, words)


@both
def test_the_server_is_stopped_for_real(visit: Open, house: House, javascript: bool) -> None:
    words = words_about("the winter", javascript)
    window = writing(visit, words, javascript=javascript)
    with house.stopped():
        window.page.get_by_role("button", name="Post comment").click()
        expect(window.page.get_by_label("Comment *"), "the browser shows its own error page").to_have_count(0)
    window.page.go_back(wait_until="commit")
    assert_kept(window, words)
    assert_can_still_be_sent(window, words)


@both
def test_the_conversation_is_closed_meanwhile(visit: Open, sign_in: Callable[..., Page], javascript: bool) -> None:
    words = words_about("the closed stop", javascript)
    window = writing(visit, words, javascript=javascript)
    desk = sign_in(visit(javascript=True, width=1280), "ann", "/editors/pages/search/?q=tram+timetable")
    desk.get_by_role("link", name="A tram without a timetable").first.click()
    _switch_comments(desk, on=False)
    try:
        window.post()
        assert_summary_has_the_focus(window, "This conversation is closed")
        assert_kept(window, words)
    finally:
        _switch_comments(desk, on=True)
    assert_can_still_be_sent(window, words)


def _switch_comments(desk: Page, *, on: bool) -> None:
    desk.locator("#id_takes_comments").evaluate("(box, on) => { box.checked = on; }", on)  # its panel may be folded
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("has been published")).to_be_visible(timeout=15_000)
    desk.go_back()
    desk.reload()


@both
def test_what_is_answered_is_removed_meanwhile(visit: Open, sign_in: SignIn, javascript: bool) -> None:
    question = f"Who has ridden the tram in the {'snow' if javascript else 'fog'} of that year?"
    asking = writing(visit, question, javascript=False, name="Cato", email="cato@example.org")
    asking.post()
    words = words_about("the answer", javascript)
    window = visit(javascript=javascript)
    window.open(asking.page.url)
    window.page.locator("li:target").get_by_role("link", name="Reply to Cato", exact=True).click()
    window.comment(words, name="Aud")

    console = sign_in(visit(), "ben")
    console.goto("/moderation/approved/")
    item = console.locator("article.item").filter(has_text=question)
    item.get_by_text("Remove …").click()
    item.get_by_role("button", name="Remove it").click()

    window.page.get_by_role("button", name="Post reply").click()
    assert_summary_has_the_focus(window, "no longer here")
    assert_kept(window, words)
    assert_can_still_be_sent(window, words)
