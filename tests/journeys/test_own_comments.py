"""Writers see, change, delete and defend what they wrote: with JavaScript and without."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.visits import SIDEWAYS, Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

BEANS = "/2024/05/the-drawer-of-beans/"
ACTIVE = "document.activeElement.id || document.activeElement.className"
SignIn = Callable[[Visit, str], Page]
both = pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])


def stored_words(house: House) -> str:
    return gzip.decompress(house.file(BEANS).read_bytes()).decode()


def posted(visit: Open, words: str, name: str, *, javascript: bool = False, width: int = 1024) -> Visit:
    """A window on the private page of a comment that was just published."""
    window = visit(javascript=javascript, width=width)
    window.open(BEANS)
    window.comment(words, name=name)
    window.page.get_by_role("button", name="Post comment").click()
    if javascript:
        window.page.get_by_role("link", name="Change or delete it").click()
    window.page.wait_for_url("**/conversation/status/*/")
    return window


@both
def test_a_comment_is_looked_at_first_and_then_posted(visit: Open, house: House, javascript: bool) -> None:
    window = visit(javascript=javascript, width=320)
    window.open(BEANS)
    words = f"The *librarian* keeps the beans by year, {'with' if javascript else 'without'} a number on the drawer."
    window.comment(words, name="Tora")
    window.page.get_by_role("button", name="Preview").click()
    preview = window.page.get_by_role("region", name="Preview")
    assert preview.locator("em").inner_text() == "librarian"
    assert window.page.evaluate(ACTIVE) == "preview"
    assert window.page.evaluate(SIDEWAYS) <= 0
    assert window.page.get_by_label("Comment *").input_value() == words
    assert window.page.get_by_label("Name *").input_value() == "Tora"
    window.post()
    expect(window.page.locator(":target").first).to_contain_text("keeps the beans by year")
    assert "<em>librarian</em> keeps the beans by year" in stored_words(house)
    assert window.complaints == []


def test_with_javascript_the_place_in_the_page_says_that_it_is_published(visit: Open) -> None:
    window = visit(javascript=True)
    window.open(BEANS)
    window.comment("My neighbour has borrowed runner beans from that drawer since it was opened.", name="Una")
    window.post()
    status = window.page.get_by_role("status").filter(has_text="Your comment is published.")
    expect(status.get_by_role("link", name="Change or delete it")).to_be_visible()
    assert re.search(r"/the-drawer-of-beans/#c\d+$", window.page.url), "the key stays in no address bar"
    assert window.page.locator("li:target").count() == 1
    assert window.complaints == []


@both
def test_a_comment_is_changed_and_everybody_sees_that_it_was(visit: Open, house: House, javascript: bool) -> None:
    kind = "brown" if javascript else "white"
    window = posted(visit, f"We returned two envelopes of {kind} beans in autumn.", "Signe", javascript=javascript)
    window.page.get_by_role("link", name="Change it").click()
    window.page.get_by_label("Comment *").fill(f"We returned three envelopes of {kind} beans in the autumn.")
    window.page.get_by_role("button", name="Preview").click()
    assert window.page.get_by_role("region", name="Preview").inner_text().count("three envelopes") == 1
    window.page.get_by_role("button", name="Save the new words").click()
    window.page.wait_for_url("**/conversation/status/*/")
    assert f"three envelopes of {kind}" in stored_words(house)
    assert f"two envelopes of {kind}" not in stored_words(house)
    window.page.get_by_role("link", name="See it in its place").click()
    assert "edited" in window.page.locator("li:target > .comment h3").inner_text()
    assert window.complaints == []


@both
def test_a_comment_is_deleted_and_brought_back(visit: Open, house: House, javascript: bool) -> None:
    kind = "Monday" if javascript else "Tuesday"
    words = f"The library opens the bean drawer on {kind} at nine, as it has since the spring."
    window = posted(visit, words, "Runa", javascript=javascript, width=320)
    window.page.get_by_role("link", name="Delete it").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Delete your comment?"
    assert window.page.evaluate(SIDEWAYS) <= 0
    window.page.get_by_role("button", name="Delete it").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("You deleted your comment")
    assert words not in stored_words(house)
    window.page.get_by_role("button", name="Take the deletion back").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    assert words in stored_words(house)
    assert window.page.evaluate(SIDEWAYS) <= 0


@both
def test_a_refused_comment_is_defended_and_published(
    visit: Open, house: House, sign_in: SignIn, javascript: bool
) -> None:
    kind = "speckled" if javascript else "climbing"
    words = f"Ask the librarian for the {kind} beans in the second drawer, they are the oldest."
    window = posted(visit, words, "Torunn", javascript=javascript, width=320)
    console = sign_in(visit(), "ben")
    console.goto("/moderation/approved/")
    item = console.locator("article.item").filter(has_text=words)
    item.get_by_text("Remove …").click()
    item.get_by_role("button", name="Remove it").click()
    assert words not in stored_words(house)

    window.page.reload()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Your comment was removed"
    window.page.get_by_label("Why it should be published").fill("I am the librarian, and these are the beans.")
    assert window.page.evaluate(SIDEWAYS) <= 0
    window.page.get_by_role("button", name="Ask for another look").click()
    expect(window.page.get_by_role("heading", name="You asked for another look")).to_be_visible()

    queues = console.get_by_role("navigation", name="Queues")
    queues.get_by_role("link", name="Appealed").click()
    item = console.locator("article.item").filter(has_text=words)
    assert "I am the librarian" in item.inner_text()
    item.get_by_label("Answer to the writer").fill("So you are. Thank you.")
    item.get_by_role("button", name="Publish the comment").click()
    assert words in stored_words(house)
    window.page.reload()
    assert "So you are. Thank you." in window.page.locator("main").inner_text()


def test_the_link_quotes_a_comment_without_javascript(visit: Open, house: House) -> None:
    window = posted(visit, "Which of the beans in the drawer climbs highest in a wet year?", "Yrsa", width=320)
    window.see_in_place()
    window.page.locator("li:target").get_by_role("link", name="Quote Yrsa").click()
    field = window.page.get_by_label("Comment *")
    assert field.input_value() == "> Which of the beans in the drawer climbs highest in a wet year?\n\n"
    window.comment(field.input_value() + "The one from the vicarage, by the length of an arm.", name="Zita")
    window.page.get_by_role("button", name="Post reply").click()
    window.see_in_place()
    answer = window.page.locator("li:target")
    assert answer.locator("blockquote").inner_text() == "Which of the beans in the drawer climbs highest in a wet year?"


def test_with_javascript_the_form_comes_to_the_comment_and_quotes_what_is_selected(visit: Open, house: House) -> None:
    window = posted(visit, "The envelopes are old. The beans in them are older still.", "Vigga", javascript=True)
    window.page.get_by_role("link", name="See it in its place").click()
    page, comment = window.page, window.page.locator("li:target")
    page.evaluate(
        """() => {
            const words = document.querySelector("li:target .words p").firstChild;
            getSelection().setBaseAndExtent(words, 0, words, 21);
        }"""
    )
    comment.get_by_role("link", name="Reply to Vigga", exact=True).click()
    field = page.get_by_label("Comment *")
    expect(field).to_be_focused()
    assert field.input_value() == "> The envelopes are old\n\n"
    assert comment.locator("#comment-form").count() == 1
    assert page.get_by_role("heading", name="Reply to Vigga").count() == 1
    page.keyboard.press("Escape")
    assert comment.locator("#comment-form").count() == 0
    assert field.input_value() == ""
    expect(comment.get_by_role("link", name="Reply to Vigga", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    assert field.input_value() == "> The envelopes are old\n\n", "the draft of this reply"
    page.keyboard.type("Older than the library?")
    page.get_by_label("Name *").fill("Wiebke")
    page.get_by_label("Email *").fill("wiebke@example.org")
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_role("status").filter(has_text="Your comment is published.")).to_be_visible()
    assert "Older than the library?" in page.locator("li:target").inner_text()
    assert window.complaints == []


def test_a_draft_and_the_writers_name_survive_closing_the_window(visit: Open) -> None:
    window = visit(javascript=True)
    window.open(BEANS)
    window.page.get_by_label("Comment *").press_sequentially("The beans that nobody")
    window.page.close()
    window.page = window.context.new_page()
    window.open(BEANS)
    field = window.page.get_by_label("Comment *")
    assert field.input_value() == "The beans that nobody"
    expect(window.page.get_by_text("Your draft from before stands here again.")).to_be_visible()
    window.comment("The beans that nobody borrowed were sown behind the library in May.", name="Xenia")
    window.post()
    expect(window.page.get_by_role("status").filter(has_text="is published")).to_be_visible()
    window.page.close()
    window.page = window.context.new_page()
    window.open(BEANS)
    assert window.page.get_by_label("Comment *").input_value() == "", "what was posted is no draft"
    assert window.page.get_by_label("Name *").input_value() == "Xenia"
    assert window.page.get_by_label("Email *").input_value() == "xenia@example.org"


def test_the_draft_of_a_comment_that_waits_is_done_with_too(visit: Open) -> None:
    window = visit(javascript=True)
    window.open(BEANS)
    link = "https://cheap-pills.example/buy"  # waits whatever the filter has learned from other journeys
    window.comment(f"Nice article, thanks for sharing. Keep up the good work! {link}", name="Ylva")
    window.page.get_by_role("button", name="Post comment").click()
    window.page.wait_for_url("**/conversation/status/*/")
    window.open(BEANS)
    assert window.page.get_by_label("Comment *").input_value() == ""
