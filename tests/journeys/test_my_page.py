"""A reader without JavaScript signs in by mail, writes, takes the data along, and erases them."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until
from tests.journeys.visits import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

FERRY = "/2024/05/the-ferry-that-waits/"
ADDRESS = "ragnhild@example.org"


def link_for(house: House, address: str) -> str:
    mails = until(
        lambda: [mail for mail in house.office.to(address) if mail.message["X-Kind"] == "sign-in"],
        "a link to sign in",
        within=20,
    )
    return urlsplit(re.findall(r"http://\S+/my/sign-in/\S+", mails[-1].part("text/plain"))[0]).path


def test_a_reader_signs_in_by_mail_writes_and_leaves_without_a_trace(visit: Open, house: House) -> None:
    first = visit()
    first.open(FERRY)
    first.comment("The ferry waited for my mother in the winter of 1998.", name="Ragnhild", email=ADDRESS)
    first.post()
    first.page.wait_for_url(re.compile("#c|/status/"))

    window = visit(width=320)
    window.open(FERRY)
    assert not window.context.cookies()
    window.page.locator("#comment-form").get_by_role("link", name="Sign in").click()
    window.page.get_by_label("Email").fill(ADDRESS)
    window.page.get_by_role("button", name="Send me a link").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Look into your mail"

    path = link_for(house, ADDRESS)
    scanner = visit()
    for _ in range(3):
        assert scanner.open(path).status == 200
    window.open(path)
    window.page.get_by_role("button", name="Sign in").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "My page"
    assert window.page.evaluate(SIDEWAYS) <= 0
    assert "winter of 1998" in window.page.locator(".my-comments").inner_text()
    (cookie,) = window.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("reader", True, "Lax")
    assert scanner.open(path).status == 410

    window.open(FERRY)
    window.page.get_by_role("link", name=re.compile("^Reply to")).first.click()
    assert window.page.get_by_label("Name *").input_value() == "Ragnhild"
    assert window.page.get_by_label("Email *").input_value() == ADDRESS
    window.page.get_by_label("Comment *").fill(
        "My mother says the same of the ferryman, and she has known three of them."
    )
    window.page.get_by_role("button", name="Post reply").click()
    window.page.wait_for_url(re.compile("#c|/status/"))

    window.open("/my/")
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Download all that is kept about me").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        assert "known three of them" in archive.read("data.json").decode()

    window.page.get_by_role("link", name="Erase my data").click()
    assert window.page.evaluate(SIDEWAYS) <= 0
    window.page.get_by_label("They stay, under").check()
    window.page.get_by_label("I am sure").check()
    window.page.get_by_role("button", name="Erase").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Erased"
    assert not window.context.cookies()

    def shown() -> str:
        window.open(FERRY)
        return window.page.locator("#conversation").inner_text()

    until(lambda: "Ragnhild" not in shown(), "the page no longer names her", within=15)
    assert not any("Ragnhild" in text for text in (shown(), house.parley("config")))


def test_a_name_of_the_house_is_refused_kindly(visit: Open) -> None:
    window = visit()
    window.open(FERRY)
    window.comment("I shall tell you what the rules are here.", name="Вen", email="sam@example.org")
    window.post()
    alert = window.page.get_by_role("alert")
    assert "belongs to somebody who works here" in alert.inner_text()
    assert window.page.get_by_label("Comment *").input_value() == "I shall tell you what the rules are here."
