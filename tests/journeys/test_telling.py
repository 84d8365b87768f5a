"""Readers are told once, and leave with one click."""

import http.client
import re
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Open
from tests.journeys.house import House
from tests.journeys.patience import until
from tests.notifications.post_office import Mail

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

LAKE = "/2024/05/who-owns-the-ice/"


def say(visit: Open, text: str, *, name: str, notify: str = "No") -> None:
    window = visit()
    window.open(LAKE)
    window.comment(text, name=name, notify=notify)
    window.post()
    assert text[:30] in window.page.locator(":target").inner_text()


def link(mail: Mail, part: str) -> str:
    """The address in the text of a mail that has `part` in its path."""
    found = [url for url in re.findall(r"http://\S+", mail.part("text/plain")) if part in url]
    assert len(found) == 1, mail.part("text/plain")
    return str(found[0])


def mails_with(house: House, address: str, words: str) -> list[Mail]:
    return [mail for mail in house.office.to(address) if words in mail.part("text/plain")]


def told_of(house: House, address: str, words: str) -> Mail:
    """Waits for the one mail to `address` with these words."""
    found = until(lambda: mails_with(house, address, words), f"a mail to {address} with {words!r}", within=20)
    assert len(found) == 1
    return found[0]


def press(url: str, body: str) -> int:
    """A POST as a mail program makes it: no cookie, no browser's headers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=15)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, body=body, headers=kind)
    status = connection.getresponse().status
    connection.close()
    return status


def confirm(visit: Open, house: House, address: str) -> None:
    question = told_of(house, address, "/notifications/confirm/")
    window = visit()
    for _scanner_then_reader in range(2):
        window.open(urlsplit(link(question, "/notifications/confirm/")).path)
        assert window.page.get_by_role("button", name="Yes, write to me").count() == 1
    window.page.get_by_role("button", name="Yes, write to me").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Confirmed"
    window.page.get_by_role("link", name="All my mails").click()
    window.page.get_by_label("How often").first.select_option("each")  # not quiet after the first mail
    window.page.get_by_role("button", name="Save").first.click()
    assert window.page.get_by_label("How often").first.input_value() == "each"


def test_each_reader_is_told_once_and_stops_with_one_click(visit: Open, house: House) -> None:
    every = "For every new comment"
    say(visit, "I drilled at the east shore in January; the ice was two hands.", name="Frida", notify=every)
    say(visit, "The parish rod is kept in the tower, and the anglers never ask for it.", name="Halvor", notify=every)
    frida, halvor = "frida@example.org", "halvor@example.org"
    confirm(visit, house, frida)
    confirm(visit, house, halvor)

    say(visit, "The rescue service fetched my uncle from the lake in February.", name="Inga")
    for address in (frida, halvor):
        told_of(house, address, "fetched my uncle")
    say(visit, "Does the rescue service measure the ice with a rod of its own?", name="Frida")
    mail = told_of(house, halvor, "with a rod of its own")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    stop = mail.message["List-Unsubscribe"].strip("<>")
    looker = visit()
    looker.open(urlsplit(stop).path)
    assert looker.page.get_by_role("heading", level=1).inner_text() == "Stop these mails?"
    assert press(stop, "List-Unsubscribe=One-Click") == 200

    for text in ("The east shore was open water this morning.", "And the anglers drill all the same, out on the ice."):
        say(visit, text, name="Inga")
        told_of(house, frida, text)  # by the second mail to Frida, one to Halvor about the first had long been sent
    assert not mails_with(house, halvor, "open water this morning")
    assert not mails_with(house, frida, "with a rod of its own")
    assert not house.office.to("inga@example.org")
    for address in (frida, halvor):
        assert len(mails_with(house, address, "fetched my uncle")) == 1
