"""A reader without JavaScript takes part."""

import gzip
import re

import pytest

from tests.journeys.conftest import Open
from tests.journeys.export import SPUN
from tests.journeys.house import House
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

BREAD = "/2024/05/bread-at-four/"


def stored_words(house: House) -> str:
    return gzip.decompress(house.file(BREAD).read_bytes()).decode()


def at_the_form(visit: Open) -> Visit:
    window = visit()
    window.open(BREAD)
    return window


def test_a_posted_comment_stands_in_the_file_and_in_the_page_that_answers(visit: Open, house: House) -> None:
    window = at_the_form(visit)
    window.comment("Marta gave the crew rye on credit in the storm of 2019. The oven never went out.", name="Cleo")
    window.post()
    assert "on credit in the storm of 2019" in stored_words(house)
    assert re.search(r"/bread-at-four/#c\d+$", window.page.url)
    target = window.page.locator(":target")
    assert "The oven never went out." in target.inner_text()
    assert "Cleo" in target.inner_text()
    assert "cleo@example.org" not in stored_words(house)


def test_a_reply_stands_under_the_comment_that_it_answers(visit: Open) -> None:
    window = at_the_form(visit)
    window.comment("Does the mill at Torp sell its rye flour to anybody who walks up with a bag?", name="Gro")
    window.post()
    window.page.get_by_role("link", name="Reply to Gro").first.click()
    window.comment("It does, on Fridays, and the miller at Torp weighs the flour in the doorway.", name="Hauk")
    window.page.get_by_role("button", name="Post reply").click()
    window.see_in_place()
    thread = window.page.get_by_role("listitem").filter(has_text="walks up with a bag").first
    assert thread.get_by_role("listitem").filter(has_text="weighs the flour in the doorway").count() == 1


def test_two_clicks_make_one_comment(visit: Open, house: House) -> None:
    window = at_the_form(visit)
    window.comment("My father drove flour from Torp with a horse, before the mill was repaired.", name="Dag")
    window.page.get_by_role("button", name="Post comment").dblclick()
    window.page.wait_for_url("**/conversation/status/*/")
    window.open(BREAD)
    assert window.page.get_by_text("with a horse, before the mill").count() == 1
    assert stored_words(house).count("with a horse, before the mill") == 1


def test_an_error_keeps_every_word_and_names_the_field(visit: Open) -> None:
    window = at_the_form(visit)
    words = "First line about the rye.\n\n> A quotation of the mill\n\nLast line."
    window.comment(words, name="Eli", email="eli@nowhere", notify="When somebody replies to me")
    window.page.get_by_label("Website").fill("not a website")
    window.post()
    page = window.page
    assert "Your words are all here" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    assert page.get_by_label("Comment *").input_value() == words
    assert page.get_by_label("Name *").input_value() == "Eli"
    assert page.get_by_label("Email *").input_value() == "eli@nowhere"
    assert page.get_by_label("Website").input_value() == "not a website"
    assert page.get_by_label("When somebody replies to me").is_checked()
    assert page.get_by_label("Email *").get_attribute("aria-invalid") == "true"
    page.get_by_label("Email *").fill("eli@example.org")
    page.get_by_label("Website").fill("")
    window.post()
    assert "A quotation of the mill" in page.locator(":target").inner_text()


def test_a_held_comment_is_shown_to_its_writer_alone(visit: Open, house: House) -> None:
    window = at_the_form(visit)
    window.comment(SPUN[1].replace("excellent", "outstanding"), name="Rudolph")
    window.post()
    assert "/conversation/status/" in window.page.url
    heading = window.page.get_by_role("heading", level=1).inner_text()
    assert "waits for a moderator" in heading or "is not published" in heading
    assert window.page.get_by_text("outstanding site").count() == 1
    assert "outstanding site" not in stored_words(house)
