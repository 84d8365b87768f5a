"""How quick the console is, in a real browser against a real server: `python -m evals.conversation.console_speed`.

* 50 comments decided with the keyboard alone, in one page, without a reload. From the key to the moment at which the
  server's answer is on the screen; and to the moment at which the next comment has the focus.
* 500 spam, half of it public: how many actions, and how long until the answer is there and no page shows it.
* How many bytes the page takes, with its style sheets and its script.
"""

import argparse
import gzip
import os
import sys
import time
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from evals.filter.recording import Recording
from playwright.sync_api import Page, sync_playwright
from tests.journeys.chromium import Chromium, installed_chromium
from tests.journeys.house import PASSWORD, House

RESULTS = Path(__file__).with_name("results")
HELD, SPAM = 60, 500
DECIDED = 50
KEYS = ["f", "s", "d1", "f", "s", "f", "d3", "f", "s", "f"]
"""What a moderator presses, again and again: mostly approvals, now and then a rejection with its reason."""

WATCH = """() => {
  window.measured = [];
  addEventListener("keydown", (event) => {
    const card = document.activeElement.closest(".item");
    if (card && !(event.key === "d")) {
      const mine = { focused: null, answered: null };
      const start = performance.now();
      const watched = card;
      const look = () => {
        const now = performance.now() - start;
        const here = document.activeElement.closest(".item");
        if (mine.focused === null && here !== watched) mine.focused = now;
        if (mine.answered === null && watched.matches(".decided:not(.sending)")) mine.answered = now;
        if (mine.answered === null || mine.focused === null) requestAnimationFrame(look);
        else window.measured.push(mine);
      };
      look();
    }
  }, true);
}"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--screenshots", type=Path, help="a folder for pictures of the pages that were measured")
    arguments = options.parse_args()
    program = installed_chromium()
    if program is None:
        sys.exit("This needs Chromium: apt-get install chromium")
    recording = Recording(
        "console_speed", "The moderators' console: speed", engine="-", remarks=[__doc__.split("\n\n")[1]]
    )
    house, chromium = House(), None
    try:
        house.start()
        chromium = Chromium(program)
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(chromium.address)
            page = browser.new_context(base_url=house.url, viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(60_000)
            sign_in(page)
            measure_keyboard(house, page, recording, arguments.screenshots)
            measure_mass(house, page, recording, arguments.screenshots)
            browser.close()
    finally:
        if chromium is not None:
            chromium.stop()
        house.stop()
    print(*recording.keep(RESULTS), sep="\n")


def sign_in(page: Page) -> None:
    page.goto("/moderation/")
    page.fill("[name=username]", "ben")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def measure_keyboard(house: House, page: Page, recording: Recording, pictures: Path | None) -> None:
    fill(house, "held", HELD)
    page.goto("/moderation/pending/")
    picture(page, pictures, "held")
    recording.add("Bytes of the page of 40 held comments", ("part", "gzip"), weights(house, page))
    page.evaluate("window.isTheSamePage = true")
    page.evaluate(WATCH)
    page.keyboard.press("j")
    for place in range(DECIDED):
        until(page, "document.activeElement.matches('.item:not(.decided)')")
        before = page.evaluate("window.measured.length")
        for key in KEYS[place % len(KEYS)]:
            page.keyboard.press(key)
        until(page, f"window.measured.length > {before}")
    assert page.evaluate("window.isTheSamePage"), "the page was loaded anew"
    measured = page.evaluate("window.measured")
    assert len(measured) == DECIDED, len(measured)
    rows = [
        (name, *(f"{value:.0f} ms" for value in spread([one[key] for one in measured])))
        for name, key in (("answer of the server on the screen", "answered"), ("next comment has the focus", "focused"))
    ]
    load = f"Load of the machine while measuring: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    recording.add(
        f"{DECIDED} comments decided by keyboard, no reload", ("until", "median", "p95", "slowest"), rows, load
    )
    picture(page, pictures, "decided")


def until(page: Page, condition: str) -> None:
    """Playwright's own waiting evaluates strings in the page, which the console's policy forbids."""
    for _ in range(3000):
        if page.evaluate(condition):
            return
        time.sleep(0.01)
    sys.exit(f"never: {condition}")


def measure_mass(house: House, page: Page, recording: Recording, pictures: Path | None) -> None:
    rows = []
    fill(house, "spam", SPAM)
    page.goto("/moderation/pending/")
    page.locator(".item .more a", has_text="pills.example").first.click()
    assert f"{SPAM} comments" in page.locator(".narrowed").inner_text()
    picture(page, pictures, "found")
    rows.append(
        (
            f"{SPAM} with a link to one host",
            "2: the host, “Spam, all”",
            *press_and_wait(house, page, f"Spam, all {SPAM}"),
        )
    )
    rows.append(("the same, undone", "1: “Undo”", *press_and_wait(house, page, "Undo")))
    press_and_wait(house, page, f"Spam, all {SPAM}")
    fill(house, "campaign", SPAM)
    page.goto("/moderation/campaigns/")
    picture(page, pictures, "campaigns")
    rows.append((f"campaign of {SPAM}", "1: “Spam, all”", *press_and_wait(house, page, f"Spam, all {SPAM}")))
    recording.add(
        f"{SPAM} spam, half of it public", ("what", "actions", "until the answer", "until no page shows it"), rows
    )


def press_and_wait(house: House, page: Page, name: str) -> tuple[str, str]:
    """How long until the answer is shown, and until every page shows it."""
    start = time.monotonic()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name=name).first.click()
    assert answer.value.ok, answer.value.status
    answered = time.monotonic() - start
    while int(waiting(house)):
        time.sleep(0.1)
    shown = time.monotonic() - start
    page.wait_for_timeout(500)
    return f"{answered * 1000:.0f} ms", f"{shown:.1f} s"


def waiting(house: House) -> int:
    """Public files of articles and conversations that do not show yet what they should."""
    import sqlite3

    connection = sqlite3.connect(house.data / "parley.sqlite3", timeout=10)
    try:
        query = "SELECT count(*) FROM materializer_output WHERE made < wanted AND recipe IN ('article', 'conversation')"
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def weights(house: House, page: Page) -> list[tuple[str, str]]:
    sizes = {"page": len(gzip.compress(page.content().encode()))}
    for element in page.query_selector_all("link[rel=stylesheet], script[src]"):
        address = element.get_attribute("href") or element.get_attribute("src") or ""
        with urlopen(house.url + address) as response:
            sizes[address.rsplit("/", 1)[1].split("-")[0] + address[address.rindex(".") :]] = len(
                gzip.compress(response.read())
            )
    return [(name, f"{size:,}") for name, size in sizes.items()] + [("all", f"{sum(sizes.values()):,}")]


def spread(values: list[float]) -> tuple[float, float, float]:
    ordered = sorted(values)
    return median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1]


def fill(house: House, kind: str, number: int) -> None:
    house.run("evals.conversation.filling", kind, str(number))


def picture(page: Page, folder: Path | None, name: str) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main()
