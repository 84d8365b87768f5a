"""The walks of readers and moderators, for any engine with `open`, `click`, `type`, `js`."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.journeys.house import PASSWORD

FERRY = "/2024/05/the-ferry-that-waits/"
WORDS = "The gangway goes up at ten past, and the conductor rings the bell for the ferry twice: engine {}."


@dataclass(frozen=True)
class Walk:
    name: str
    go: Callable[..., None]
    scripts: bool = True


def until(browser: Any, condition: str, within: float = 15) -> None:
    """Until the condition holds in whatever page stands then."""
    deadline = time.monotonic() + within
    while True:
        try:
            if browser.js(condition):
                return
        except Exception:  # noqa: BLE001 - between two pages there is nothing to ask
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {condition}, at {browser.js('location.pathname')}")
        time.sleep(0.05)


def sign_in(browser: Any, url: str) -> None:
    browser.open(f"{url}/moderation/")
    browser.type("#sign-in-name", "ben")
    browser.type("#sign-in-password", PASSWORD)
    browser.click("main form .button")
    until(browser, "!location.pathname.includes('sign-in') && !!document.querySelector('main')")


def read(browser: Any, url: str, _thread: str) -> None:
    """Orders are links, a date leads to its comment, which has the focus; a branch folds."""
    browser.open(url + FERRY)
    browser.click(".orders a:nth-of-type(2)")
    until(browser, "location.pathname.endsWith('/conversation/newest/')")
    browser.click(".comments > li .permalink")
    until(browser, f"location.pathname==={FERRY!r} && !!document.querySelector(':target')")
    until(browser, "(r=>r.top>=0 && r.top<innerHeight)(document.querySelector(':target').getBoundingClientRect())")
    until(browser, "document.activeElement===document.querySelector(':target')")
    browser.click(".replies > summary")
    until(browser, "!document.querySelector('.replies').open")


def vote(browser: Any, url: str, _thread: str) -> None:
    """A vote counts in place; Report leads to its page."""
    browser.open(url + FERRY)
    browser.click(".comments > li:nth-child(2) .useful")
    pressed = "document.querySelector('.comments > li:nth-child(2) .useful').getAttribute('aria-pressed')"
    until(browser, f"{pressed}==='true'")
    browser.click(".comments > li:nth-child(2) .useful")
    until(browser, f"{pressed}==='false'")
    browser.click(".comments > li:nth-child(2) a.act:last-of-type")
    until(browser, "location.pathname.startsWith('/conversation/report/')")


def reply(browser: Any, url: str, _thread: str) -> None:
    """The form comes to the comment, has the focus, and Escape sends it home."""
    browser.open(url + FERRY)
    browser.click(".comments > li .reply")
    until(browser, "!!document.querySelector('.comments #comment-form')")
    until(browser, "document.activeElement.id==='comment-text'")
    browser.keys("ESCAPE")
    until(browser, "!document.querySelector('.comments #comment-form')")


def draft(browser: Any, url: str, _thread: str) -> None:
    """Words survive leaving the page."""
    browser.open(url + FERRY)
    browser.type("#comment-text", "half a thought")
    browser.open(f"{url}/")
    browser.open(url + FERRY)
    until(browser, "document.querySelector('#comment-text').value==='half a thought'")


def write(browser: Any, url: str, thread: str) -> None:
    """Post without scripts, at 320 px; the private page says what became of it; change it, take it away."""
    browser.width(320)
    browser.open(thread)
    browser.type("#comment-text", WORDS.format(browser.name))
    browser.type("#comment-name", f"Walker {browser.name}")
    browser.type("#comment-email", f"{browser.name}@example.org")
    browser.click("#comment-form .button")
    until(browser, "location.pathname.startsWith('/conversation/status/')")
    browser.click(".your-comment a[href$='/edit/']")
    until(browser, "location.pathname.endsWith('/edit/')")
    browser.type("textarea", " Changed.")
    browser.click("main form .button")
    until(browser, "document.querySelector('.your-comment .words').textContent.includes('Changed.')")
    browser.click(".your-comment a[href$='/delete/']")
    until(browser, "location.pathname.endsWith('/delete/')")
    browser.click("main form .button")
    until(browser, "!!document.querySelector('form[action$=\"/restore/\"]')")


def moderate(browser: Any, url: str, _thread: str) -> None:
    """Approve by the button without scripts, then undo."""
    sign_in(browser, url)
    browser.open(f"{url}/moderation/pending/")
    item = browser.js("document.querySelector('.item').id")
    browser.click(f"#{item} .approve")
    until(browser, f"!document.getElementById('{item}') && !!document.querySelector('#said form')")
    browser.click("#said form button")
    until(browser, f"!!document.getElementById('{item}')")


def moderate_by_keys(browser: Any, url: str, _thread: str) -> None:
    """j, s, z: moved, decided, undone, without a reload."""
    sign_in(browser, url)
    browser.open(f"{url}/moderation/pending/")
    browser.run("window.same=true;return 1")
    browser.keys("j")
    until(browser, "document.activeElement.matches('.item')")
    item = browser.js("document.activeElement.id")
    browser.keys("s")
    until(browser, f"document.getElementById('{item}').matches('.decided:not(.sending)')")
    browser.keys("z")
    until(browser, f"!document.getElementById('{item}').matches('.decided')")
    until(browser, "window.same===true")


WALKS = (
    Walk("reading, with scripts", read),
    Walk("reading, without", read, scripts=False),
    Walk("vote in place, report", vote),
    Walk("reply in place, Escape", reply),
    Walk("draft", draft),
    Walk("writing, changing, deleting, without scripts at 320 px", write, scripts=False),
    Walk("approving and undoing, without scripts", moderate, scripts=False),
    Walk("deciding and undoing by keys", moderate_by_keys),
)
