"""The form's trap, as a real browser gives it to assistive technology, to the keyboard and to the eye."""

from typing import Any

import pytest

from tests.journeys.conftest import Open
from tests.journeys.visits import Visit

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

BREAD = "/2024/05/bread-at-four/"
TRAP = "[name=subject]"


@pytest.fixture(params=["styled", "without its style sheet"])
def window(visit: Open, request: pytest.FixtureRequest) -> Visit:
    opened = visit()
    if request.param != "styled":
        opened.page.route("**/*.css", lambda route: route.abort())
    opened.open(BREAD)
    return opened


def names_for_assistive_technology(window: Visit) -> set[str]:
    """The name of everything in the browser's accessibility tree."""
    session = window.context.new_cdp_session(window.page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return {node["name"]["value"] for node in nodes if not node["ignored"] and "name" in node}


def test_a_screen_reader_does_not_meet_it(window: Visit) -> None:
    names = names_for_assistive_technology(window)
    assert {"Comment", "Name", "Email", "Website"} <= names
    assert [name for name in names if "empty" in name.lower()] == []


def test_the_keyboard_passes_it_by(window: Visit) -> None:
    window.page.get_by_label("Comment *").focus()
    met = []
    while not met or met[-1] != "BUTTON":
        window.page.keyboard.press("Tab")
        met.append(window.page.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert met == ["name", "email", "website", "notify", "BUTTON"]


def test_a_click_cannot_reach_it(window: Visit) -> None:
    box = window.page.locator(TRAP).bounding_box()
    if box is not None:
        window.page.mouse.click(box["x"] + 5, box["y"] + 5)
        window.page.keyboard.type("caught")
    assert window.page.locator(TRAP).input_value() == ""


def test_a_program_that_fills_every_field_is_caught(visit: Open) -> None:
    window = visit()
    window.open(BREAD)
    window.comment("Bread is good and this article about bread is good for all who like bread.", name="Robo")
    fields = window.page.evaluate("Object.fromEntries(new FormData(document.getElementById('comment-form')))")
    answer = window.page.request.post("/conversation/post/", form=fields | {"subject": "bread"})
    assert "Your comment is not published" in answer.text()


PROFILE = {
    "NAME_FULL": "Cleo Reader",
    "EMAIL_ADDRESS": "cleo@example.org",
    "COMPANY_NAME": "Water Board",
    "PHONE_HOME_WHOLE_NUMBER": "+49 30 1234567",
    "ADDRESS_HOME_LINE1": "Bridge Street 1",
    "ADDRESS_HOME_CITY": "Lindau",
    "ADDRESS_HOME_ZIP": "88131",
}
"""What a browser remembers of its owner."""


def test_the_browsers_own_filling_in_leaves_it_empty(window: Visit) -> None:
    session = window.context.new_cdp_session(window.page)
    address = {"fields": [{"name": name, "value": value} for name, value in PROFILE.items()]}
    session.send("Autofill.enable")
    session.send("Autofill.setAddresses", {"addresses": [address]})
    found = session.send("Runtime.evaluate", {"expression": "document.getElementById('comment-name')"})
    field = session.send("DOM.describeNode", {"objectId": found["result"]["objectId"]})["node"]["backendNodeId"]
    window.page.get_by_label("Name *").click()
    session.send("Autofill.trigger", {"fieldId": field, "address": address})
    window.page.wait_for_function("document.getElementById('comment-email').value !== ''")
    assert window.page.get_by_label("Name *").input_value() == "Cleo Reader"
    assert window.page.locator(TRAP).input_value() == ""
