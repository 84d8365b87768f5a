"""Ann writes in Wagtail's form and publishes."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

PATIENCE = 15_000
"""Milliseconds for Wagtail's own pages, which a busy machine makes slowly."""


def test_a_published_article_is_a_file_within_two_seconds(
    visit: Open, house: House, sign_in: Callable[[Visit, str, str], Page]
) -> None:
    window = visit(javascript=True, width=1280)
    page = sign_in(window, "ann", "/editors/")
    page.get_by_role("button", name="Pages").click()
    page.get_by_role("link", name="View child pages of 'The Shore Review'").click()
    page.get_by_role("link", name="Crossings", exact=True).click()
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("#id_title").fill("A bell for the fog")
    page.locator("#id_standfirst").fill("The lighthouse gets its bell back.")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").first.click()
    page.locator(".Draftail-Editor [contenteditable=true]").click()
    page.keyboard.type("The bell was cast in 1904 and hung in the school for forty years.")
    # The editor copies what is typed into the form a moment later.
    expect(page.locator("input[name='body-0-value']")).to_have_value(re.compile("forty years"), timeout=PATIENCE)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("created and published")).to_be_visible(timeout=PATIENCE)

    file = house.file("/crossings/a-bell-for-the-fog/")
    until(file.exists, "the article is a file", within=2)
    assert "cast in 1904" in gzip.decompress(file.read_bytes()).decode()
    assert {url.split("/")[2] for url in window.requests if url.startswith("http")} == {house.url.split("/")[2]}
    reader = visit()
    assert reader.open("/crossings/a-bell-for-the-fog/").status == 200
    assert reader.page.get_by_role("heading", level=1).inner_text() == "A bell for the fog"
