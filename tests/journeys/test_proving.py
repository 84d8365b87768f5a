"""A publisher asks browsers for a proof of work; people notice nothing, or wait for a moderator."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

BREAD = "/2024/05/bread-at-four/"


def stored_page(house: House) -> str:
    return gzip.decompress(house.file(BREAD).read_bytes()).decode()


@pytest.fixture(scope="module")
def asking_house(house: House) -> Iterator[House]:
    """The house, started again with the setting on: its worker makes the pages anew."""
    with house.started_again_with(PARLEY_PROOF_OF_WORK="unknown"):
        until(lambda: "data-challenge" in stored_page(house), "the page asks for a proof of work", within=60)
        yield house


def at_the_form(visit: Open, *, javascript: bool) -> Visit:
    window = visit(javascript=javascript)
    window.open(BREAD)
    return window


def scripts_and_challenges(window: Visit) -> list[str]:
    """What the browser fetched for the proof, in order."""
    names = ("comment-form-", "/conversation/challenge/", "/assets/solver-")
    return [next(n for n in names if n in r).strip("/-") for r in window.requests if any(n in r for n in names)]


def test_a_reader_with_javascript_notices_nothing(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    assert scripts_and_challenges(window) == ["comment-form"]
    window.comment("The oven on the quay was lit by my aunt, at three, all through that winter.", name="Turid")
    window.post()
    window.page.wait_for_url("**/bread-at-four/#c*")
    assert "lit by my aunt" in stored_page(asking_house)
    assert scripts_and_challenges(window)[:3] == ["comment-form", "conversation/challenge", "assets/solver"]
    assert window.complaints == []


def test_a_click_before_the_proof_is_ready_waits_for_it(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    window.page.evaluate(
        """() => {
            const fields = document.getElementById("comment-form").elements;
            fields.text.value = "Flour from Torp is darker in the years after a wet harvest, my mother says.";
            fields.name.value = "Sunniva";
            fields.email.value = "sunniva@example.org";
        }"""
    )
    window.post()  # the click is the first that touches the form
    window.page.wait_for_url("**/bread-at-four/#c*")
    assert "after a wet harvest" in stored_page(asking_house)


def test_two_clicks_make_one_comment_that_is_published(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    window.comment("Marta's rye needs a day in the cloth before it can be cut at all.", name="Borghild")
    window.page.get_by_role("button", name="Post comment").dblclick()
    window.page.wait_for_url("**/bread-at-four/#c*")
    assert stored_page(asking_house).count("a day in the cloth") == 1


def test_going_back_and_writing_again_proves_anew(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    for words in ("The baker at the quay had two apprentices then.", "One of the two went to sea at sixteen."):
        window.comment(words, name="Oddny")
        window.post()
        window.page.wait_for_url("**/bread-at-four/#c*")
        assert words in stored_page(asking_house)
        window.page.go_back(wait_until="commit")  # from the browser's memory: nothing is loaded
        window.page.get_by_label("Comment *").wait_for()


def test_a_reader_without_javascript_is_held_and_told_why(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=False)
    window.comment("I carried that flour up the hill as a boy, two sacks a day, for Marta's oven.", name="Peder")
    window.post()
    assert "waits for a moderator" in window.page.get_by_role("heading", level=1).inner_text()
    assert window.page.get_by_text("your browser sent no proof of work").is_visible()
    assert window.page.get_by_text("two sacks a day").is_visible()
    assert "two sacks a day" not in stored_page(asking_house)


def test_once_a_moderator_approved_the_reader_needs_no_javascript(
    visit: Open, asking_house: House, sign_in: Callable[[Visit, str], Page]
) -> None:
    window = at_the_form(visit, javascript=False)
    window.comment("The bell over the bakery door came from a ferry that was broken up at Torp.", name="Ragna")
    window.post()
    console = sign_in(visit(), "ben")
    item = console.get_by_role("article").filter(has_text="The bell over the bakery door")
    assert "The browser sent no proof of work." in item.inner_text()
    item.get_by_role("button", name="Approve").click()
    window.open(BREAD)
    window.comment("The bell is in the museum now, beside the ferry's lantern and her name board.", name="Ragna")
    window.post()
    assert "beside the ferry's lantern" in window.page.locator(":target").inner_text()


def test_a_browser_whose_challenge_fails_still_sends_the_words(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    window.page.route("**/conversation/challenge/", lambda route: route.abort())
    window.comment("We bought the burnt loaves for the hens, a penny for a sackful, on Saturdays.", name="Jorunn")
    window.post()
    window.page.wait_for_url("**/conversation/status/*/")
    assert window.page.get_by_text("your browser sent no proof of work").is_visible()


def test_a_proof_that_was_sent_before_is_held(visit: Open, asking_house: House) -> None:
    window = at_the_form(visit, javascript=True)
    posted: list[Request] = []
    window.page.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    window.comment("The crew paid for their bread in dried cod when the bank was closed in March.", name="Hilda")
    window.post()
    window.page.wait_for_url("**/bread-at-four/#c*")
    sent = posted[0].post_data_json
    again = window.page.request.post(
        "/conversation/post/",
        form=sent | {"text": "The cod was sold on in the town by the baker.", "name": "Vigdis", "email": "v@x.org"},
    )
    assert sent["proof"]
    assert "had been used for another comment" in again.text()
