"""The conversation in three engines: `python -m evals.conversation.engines --tools FOLDER`.

* Threads of 0, 1, 50 and 1,000 hostile comments, the forms, the private pages and the console, looked at in Chromium,
  Firefox and WebKit: does text overlap, leave the window, get covered or clipped; what does axe find; what vnu.
* The walks of reading, writing, moderating and undoing, in each engine.

FOLDER holds `engines.py` (the three engines behind one interface), `overlap.js` (the detector), and axe-core and
vnu-jar under `npm/node_modules`.
"""

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.conversation.walks import WALKS, sign_in, until
from evals.filter.recording import Recording
from tests.journeys.house import House

RESULTS = Path(__file__).with_name("results")
WIDTHS = (320, 375, 768, 1440)
VARIANTS = ("plain", "rtl", "zoom200", "spacing", "dark")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# Styles are adopted, not written into the page: its policy forbids that, and would leave the variant out silently.
ADOPT = "var put=function(t){var s=new CSSStyleSheet();s.replaceSync(t);document.adoptedStyleSheets.push(s)};"
SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-block-end:2em!important}"
)
CHANGE = {
    "rtl": "document.documentElement.dir='rtl';",
    "zoom200": "put('html{font-size:200%!important}');",
    "spacing": f"put({json.dumps(SPACING)});",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--tools", type=Path, required=True, help="folder of the engines and the detectors")
    options.add_argument("--engines", default="chromium,firefox,webkit")
    options.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    options.add_argument("--variants", default=",".join(VARIANTS))
    options.add_argument("--pages", default="", help="only pages whose names hold one of these, parted by commas")
    options.add_argument("--parts", default="vnu,axe,overlap,walks")
    options.add_argument("--pictures", type=Path, help="folder for a picture of each page at 375 and 1440 px")
    options.add_argument("--standing", type=Path, help="a file with url and pages of an installation that stands")
    wanted = options.parse_args()
    sys.path.insert(0, str(wanted.tools))
    engines = importlib.import_module("engines").ENGINES
    recording = Recording(
        "engines", "The conversation in three engines", engine="-", remarks=[__doc__.split("\n\n")[1]]
    )
    faults = 0
    with house_or(wanted.standing) as (url, made):
        pages = {name: url + path for name, path in pages_of(made).items() if any_of(wanted.pages, name)}
        for name in wanted.engines.split(","):
            look = Look(engines[name], url, pages, wanted)
            look.writable = url + made["threads"]["1"]
            rows = []
            for what, number, found in look.all():
                print(f"{name}: {what}: {len(found)} faults in {number}", *found, sep="\n    ", flush=True)
                rows.append((what, str(number), "; ".join(found)[:400]))
            faults += sum(bool(row[2]) for row in rows)
            recording.add(f"{name} {look.version}", ("check", "looked at", "faults"), rows)
    if not (wanted.pages or wanted.standing):
        recording.keep(RESULTS)
    sys.exit(1 if faults else 0)


@contextmanager
def house_or(standing: Path | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """An installation filled with hostile threads: address and what was made."""
    if standing:
        known = json.loads(standing.read_text(encoding="utf-8"))
        yield known["url"], known["made"]
        return
    house = House()
    try:
        house.start()
        made_file = house.folder / "made.json"
        house.run("evals.conversation.hostile", str(made_file))
        yield house.url, json.loads(made_file.read_text(encoding="utf-8"))
    finally:
        house.stop()


def any_of(wanted: str, name: str) -> bool:
    return any(part in name for part in wanted.split(","))


def pages_of(made: dict[str, Any]) -> dict[str, str]:
    """Name → path. Names that start with `console` need somebody signed in."""
    threads = made["threads"]
    return {
        **{f"thread {length}": path for length, path in threads.items()},
        "newest": threads["50"] + "conversation/newest/",
        "best": threads["1000"] + "conversation/best/",
        "page 2": threads["1000"] + "conversation/2/",
        "branch": threads["1000"] + f"conversation/{made['branch']}/2/",
        "form": f"/conversation/reply/{made['comment']}/",
        "report": f"/conversation/report/{made['comment']}/",
        "status": f"/conversation/status/{made['waiting']}/",
        "edit": f"/conversation/status/{made['waiting']}/edit/",
        "delete": f"/conversation/status/{made['waiting']}/delete/",
        "my page": "/my/",
        "notice": "/conversation/notice/",
        "console queue": "/moderation/pending/",
        "console recent": "/moderation/approved/",
        "console campaigns": "/moderation/campaigns/",
        "console log": "/moderation/log/",
        "console policies": "/moderation/policies/",
        "console rules": "/moderation/rules/",
        "console replies": "/moderation/replies/",
        "console notices": "/moderation/notices/",
        "console reader": f"/moderation/reader/{made['reader']}/",
        "console thread": f"/moderation/thread/{made['thread']}/",
    }


class Look:
    """All checks in one engine."""

    def __init__(self, engine: Callable[..., Any], url: str, pages: dict[str, str], wanted: argparse.Namespace) -> None:
        self.engine, self.url, self.pages, self.wanted = engine, url, pages, wanted
        self.version = self.writable = ""
        modules = wanted.tools / "npm/node_modules"
        self.axe = (modules / "axe-core/axe.min.js").read_text(encoding="utf-8")
        self.vnu = next(modules.glob("vnu-jar/**/vnu.jar"), None)
        detector = (wanted.tools / "overlap.js").read_text(encoding="utf-8")
        settings = {"ignore": "", "targets": 24, "max": 3000}
        given = f"var OPT={json.dumps(settings)};{ADOPT}\n"
        self.detector = given + detector.replace("document.head.appendChild(st);", "put(st.textContent);", 1)

    def all(self) -> Iterator[tuple[str, int, list[str]]]:
        parts = self.wanted.parts.split(",")
        widths = [int(width) for width in self.wanted.widths.split(",")]
        variants = self.wanted.variants.split(",")
        if "walks" in parts:
            for walk in WALKS:
                with self.engine(no_js=not walk.scripts) as browser:
                    self.version = browser.version
                    browser.width(1024)
                    try:
                        walk.go(browser, self.url, self.writable)
                        found = []
                    except Exception as error:  # noqa: BLE001 - what it is belongs into the table
                        found = [f"{type(error).__name__}: {error}"]
                    yield f"walk: {walk.name}", 1, found
        for dark in (False, True):
            mine = [variant for variant in variants if (variant == "dark") == dark]
            if not mine:
                continue
            with self.engine(dark=dark, reduced_motion=True) as browser:
                self.version = browser.version
                sign_in(browser, self.url)
                if "vnu" in parts and not dark:
                    yield "vnu --Werror", len(self.pages), list(self.validate(browser))
                if "axe" in parts:
                    yield f"axe, {'dark' if dark else 'light'}", len(self.pages), list(self.ask_axe(browser))
                if "overlap" in parts:
                    for variant in mine:
                        found = list(self.overlap(browser, widths, variant))
                        yield f"overlap, {variant}", len(self.pages) * len(widths), found
                if self.wanted.pictures:
                    self.take_pictures(browser, "dark" if dark else "light")

    def overlap(self, browser: Any, widths: list[int], variant: str) -> Iterator[str]:
        for name, address in self.pages.items():
            for width in widths:
                browser.width(width)
                browser.open(address)
                browser.run(f"{ADOPT}{CHANGE.get(variant, '')}return 1;")
                found = browser.run(self.detector)["faults"]
                for kind, where in sorted({(one["kind"], f"{one['a']} {one.get('b', '')}") for one in found}):
                    yield f"{name} {width}: {kind} {where.strip()}"

    def ask_axe(self, browser: Any) -> Iterator[str]:
        browser.width(1024)
        rules = json.dumps({"runOnly": {"type": "tag", "values": TAGS}})
        for name, address in self.pages.items():
            browser.open(address)
            browser.run(
                f"{self.axe};window.found=null;window.axe.run(document,{rules}).then(r=>{{window.found=r}},"
                "e=>{window.found={violations:[{id:String(e),nodes:[]}]}});return 1"
            )
            until(browser, "!!window.found", within=60)
            for rule, number, where in browser.js(
                "window.found.violations.map(v=>[v.id,v.nodes.length,v.nodes.length?v.nodes[0].target.join(' '):''])"
            ):
                yield f"{name}: {rule} ×{number} {where}"

    def validate(self, browser: Any) -> Iterator[str]:
        """The page as it was sent, fetched with the session of whoever is signed in."""
        folder = Path(self.wanted.tools) / "vnu-pages"
        folder.mkdir(exist_ok=True)
        files = []
        for name, address in self.pages.items():
            browser.open(address)
            browser.run("window.sent=null;fetch(location.href).then(r=>r.text()).then(t=>{window.sent=t});return 1")
            until(browser, "window.sent!==null", within=20)
            files.append(folder / f"{name.replace(' ', '-')}.html")
            files[-1].write_text(browser.js("window.sent"), encoding="utf-8")
        command = ["java", "-Xss4m", "-jar", str(self.vnu), "--Werror", "--format", "json", *map(str, files)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        for message in json.loads(said or '{"messages": []}')["messages"]:
            yield f"{Path(message.get('url', '')).stem}: {message['message']}"

    def take_pictures(self, browser: Any, light: str) -> None:
        self.wanted.pictures.mkdir(parents=True, exist_ok=True)
        for name, address in self.pages.items():
            for width in (375, 1440):
                browser.width(width)
                browser.open(address)
                file = self.wanted.pictures / f"{browser.name}-{name.replace(' ', '-')}-{width}-{light}.png"
                browser.shot(str(file))


if __name__ == "__main__":
    main()
