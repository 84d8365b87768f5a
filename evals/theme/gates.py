"""The theme's gates, in three engines: `python -m evals.theme.gates --tools FOLDER`.

The demo publication, with threads of 0, 1, 50, 100 and 1,000 comments, is made in a folder of its own and served. Then
every kind of page that readers see is looked at, each part by its name in `--parts`:

* `overlap`: text that overlaps, is covered or cut off, leaves the window; targets under 24 px. Six widths, each plain,
  from right to left, with text of 200 %, with WCAG's text spacing, in the dark.
* `axe`: rules of accessibility, light and dark. `vnu`: HTML of each page, and the style sheet.
* `weight`: bytes as sent and the number of requests. `type`: size of the text and characters a line.
* `print`: what stands in the PDF and what does not. `lighthouse`: four marks of an article with 100 comments.

FOLDER holds `engines.py`, `overlap.js`, `typo.py`, `printing.py`, and axe-core, vnu-jar and lighthouse under
`npm/node_modules`. `--quick` looks at the main kinds of pages only, at three widths: for continuous integration.
"""

import argparse
import ast
import contextlib
import gzip
import importlib
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.conversation.engines import Look
from evals.filter.recording import Recording
from tests.folders import temporary_folder
from tests.journeys.house import clean_environment, free_port, status_of
from tests.journeys.patience import until

RESULTS = Path(__file__).with_name("results")
WIDTHS = "320,375,768,1024,1440,1920"
VARIANTS = "plain,rtl,zoom200,spacing,dark"
PARTS = "weight,vnu,type,print,axe,overlap,lighthouse"
QUICK = ("front", "section", "article", "100 comments", "form", "error 404")

ARTICLE = "/world/river-three-countries-measure/"
ERRORS = (403, 404, 410, 429, 500, 503)

CSS, JS, LONG_PAGE, ERROR_PAGE, THOUSAND, REQUESTS = 10_000, 6_000, 25_000, 10_000, 60_000, 4
"""Bytes, compressed, and requests of one page without its pictures."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--tools", type=Path, required=True, help="folder of the engines and the detectors")
    options.add_argument("--engines", default="chromium,firefox,webkit")
    options.add_argument("--widths", default=WIDTHS)
    options.add_argument("--variants", default=VARIANTS)
    options.add_argument("--parts", default=PARTS)
    options.add_argument("--pages", default="", help="only pages whose names hold one of these, parted by commas")
    options.add_argument("--theme", default="default")
    options.add_argument("--quick", action="store_true", help="the main kinds of pages, at three widths")
    options.add_argument("--pictures", type=Path, help="folder for a picture of each page at 375 and 1440 px")
    options.add_argument("--standing", type=Path, help="a file with url and made of an installation that stands")
    wanted = options.parse_args()
    if wanted.quick:
        wanted.widths = "320,768,1440"
    sys.path.insert(0, str(wanted.tools))
    engines = importlib.import_module("engines").ENGINES
    recording = Recording("gates", f"The theme {wanted.theme} in three engines", engine="-", remarks=REMARKS)
    faults = 0
    with demo(wanted.standing, wanted.theme) as (url, made):
        pages = {name: url + path for name, path in pages_of(made).items() if is_wanted(name, wanted)}
        for title, rows in gates(url, pages, engines, wanted):
            print(title, *(" | ".join(row) for row in rows), sep="\n    ", flush=True)
            faults += sum(bool(row[-1]) for row in rows)
            recording.add(title, ("check", "looked at", "faults"), rows)
    if not (wanted.pages or wanted.standing or wanted.quick):
        recording.keep(RESULTS)
    print(f"{faults} checks failed" if faults else "all gates passed")
    sys.exit(1 if faults else 0)


REMARKS = [__doc__.split("\n\n")[1].replace("\n", " ")]


def is_wanted(name: str, wanted: argparse.Namespace) -> bool:
    if wanted.quick:
        return name in QUICK
    return any(part in name for part in wanted.pages.split(","))


def pages_of(made: dict[str, Any]) -> dict[str, str]:
    """Name → path."""
    threads = made["threads"]
    return {
        "front": "/",
        "section": "/world/",
        "author": "/authors/adaeze-merrowby/",
        "topic": "/topics/rivers/",
        "archive": "/archive/",
        "archive of a month": "/archive/2026/11/",
        "article": ARTICLE,
        "changes": f"{ARTICLE}changes/",
        "100 comments": made["ordinary"],
        **{f"thread {length}": path for length, path in threads.items()},
        "page 2": threads["1000"] + "conversation/2/",
        "branch": threads["1000"] + f"conversation/{made['branch']}/2/",
        "form": f"/conversation/reply/{made['comment']}/",
        "report": f"/conversation/report/{made['comment']}/",
        "status": f"/conversation/status/{made['waiting']}/",
        "edit": f"/conversation/status/{made['waiting']}/edit/",
        "search": "/search/?q=river",
        "nothing found": "/search/?q=" + "donaudampfschiff" * 6,
        "my page": "/my/",
        "my mails": "/notifications/mails/",
        "follow": "/notifications/articles/?of=/",
        "newsletter": "/newsletter/",
        "feeds": "/feeds/",
        **{f"error {status}": f"/errors/{status}/" for status in ERRORS},
    }


@contextmanager
def demo(standing: Path | None, theme: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The demo publication, served, with hostile threads: its address and what was made."""
    if standing:
        known = json.loads(standing.read_text(encoding="utf-8"))
        yield known["url"], known["made"]
        return
    folder = temporary_folder("parley-gates-")
    data, port = folder / "data", free_port()
    paths = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PARLEY_NEWSLETTER__IS_OFFERED": "true"}
    environment = clean_environment(PARLEY_DATA=str(data), PARLEY_THEME=theme, **paths)
    parley = [sys.executable, "-m", "parley", "--data", str(data)]
    listen = ("--listen", f"127.0.0.1:{port}")
    server = None
    try:
        subprocess.run([*parley, "demo", *listen], env=environment, check=True, stdout=subprocess.DEVNULL)
        made_file = folder / "made.json"
        command = [sys.executable, "-m", "evals.conversation.hostile", str(made_file)]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        with (folder / "serve.log").open("wb") as log:
            server = subprocess.Popen(
                [*parley, "serve", *listen, "--threads", "4"], env=environment, stdout=log, stderr=log
            )
        until(lambda: status_of(port, "/search/") == 200, "the demo answers", within=90)
        yield f"http://localhost:{port}", json.loads(made_file.read_text(encoding="utf-8"))
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


Rows = list[tuple[str, str, str]]


def gates(
    url: str, pages: dict[str, str], engines: dict[str, Any], wanted: argparse.Namespace
) -> Iterator[tuple[str, Rows]]:
    parts = wanted.parts.split(",")
    whole = {name: address for name, address in pages.items() if fetch(address)[0] != 404}
    missing = sorted(set(pages) - set(whole))
    if missing:
        print("no such page here:", ", ".join(missing))
    pages = whole
    if "weight" in parts:
        yield "Weight", weights(url, pages)
    if "vnu" in parts:
        yield "vnu", [("vnu --Werror", str(len(pages)), "; ".join(validate(url, pages, wanted.tools))[:400])]
    if "type" in parts:
        yield "Type", typography(url, wanted.tools)
    if "print" in parts:
        yield "Print", printing(url, wanted.tools)
    for name in wanted.engines.split(","):
        look = Watch(engines[name], url, pages, wanted)
        rows = [(what, str(number), "; ".join(found)[:900]) for what, number, found in look.all()]
        if rows:
            yield f"{name} {look.version}", rows
    if "lighthouse" in parts:
        yield "Lighthouse", lighthouse(url, wanted.tools)


class Watch(Look):
    """The checks in one engine, without anybody signed in."""

    def all(self) -> Iterator[tuple[str, int, list[str]]]:
        parts, widths = self.wanted.parts.split(","), [int(width) for width in self.wanted.widths.split(",")]
        for dark in (False, True):
            mine = [variant for variant in self.wanted.variants.split(",") if (variant == "dark") == dark]
            if not mine:
                continue
            with self.engine(dark=dark, reduced_motion=True) as browser:
                self.version = browser.version
                if "axe" in parts:
                    yield f"axe, {'dark' if dark else 'light'}", len(self.pages), list(self.ask_axe(browser))
                if "overlap" in parts:
                    for variant in mine:
                        found = list(self.overlap(browser, widths, variant))
                        yield f"overlap, {variant}", len(self.pages) * len(widths), found
                if self.wanted.pictures:
                    self.take_pictures(browser, "dark" if dark else "light")


def fetch(address: str) -> tuple[int, bytes]:
    """Status and body, as it comes over the wire to one who takes gzip."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def text_of(address: str) -> str:
    body = fetch(address)[1]
    with contextlib.suppress(gzip.BadGzipFile):
        body = gzip.decompress(body)
    return body.decode()


def weights(url: str, pages: dict[str, str]) -> Rows:
    """What is sent for each page, pictures apart."""
    rows: Rows = []
    for name, address in pages.items():
        body, html = fetch(address)[1], text_of(address)
        found = dict.fromkeys(
            re.findall(r'(?:<link rel="(?:stylesheet|icon)"[^>]*href|<script[^>]*src)="([^"]+)"', html)
        )
        styles = sum(len(fetch(url + path)[1]) for path in found if path.endswith(".css"))
        scripts = sum(len(fetch(url + path)[1]) for path in found if path.endswith(".js"))
        most = ERROR_PAGE if name.startswith("error") else LONG_PAGE if name != "thread 1000" else THOUSAND
        limits = {"html": (len(body), most if "thread 50" not in name else THOUSAND), "css": (styles, CSS)}
        limits |= {"js": (scripts, JS), "requests": (1 + len(found), 1 if name.startswith("error") else REQUESTS)}
        over = [f"{what} {number} > {limit}" for what, (number, limit) in limits.items() if number > limit]
        foreign = [address for address in found if "//" in address]
        sizes = ", ".join(f"{what} {number:,}" for what, (number, _limit) in limits.items())
        rows.append((f"weight: {name}", sizes, "; ".join(over + foreign)))
    return rows


def validate(url: str, pages: dict[str, str], tools: Path) -> Iterator[str]:
    folder = temporary_folder("parley-vnu-")
    files = []
    for name, address in pages.items():
        files.append(folder / f"{name.replace(' ', '-')}.html")
        files[-1].write_text(text_of(address), encoding="utf-8")
    style = re.search(r'rel="stylesheet" href="([^"]+)"', files[0].read_text(encoding="utf-8"))
    sheets = [folder / "site.css"] if style else []
    for sheet in sheets:
        sheet.write_text(text_of(url + str(style and style[1])), encoding="utf-8")
    vnu = next((tools / "npm/node_modules").glob("vnu-jar/**/vnu.jar"))
    for kind, some in (("--html", files), ("--css", sheets)):
        command = ["java", "-Xss4m", "-jar", str(vnu), "--Werror", kind, "--format", "json", *map(str, some)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr if some else ""
        for message in json.loads(said or '{"messages": []}')["messages"]:
            if message["type"] != "info" or message.get("subType") == "warning":
                yield f"{Path(message.get('url', '')).stem}: {message['message']}"
    shutil.rmtree(folder, ignore_errors=True)


def typography(url: str, tools: Path) -> Rows:
    """Size of the text, and characters a line: 55 to 75 where there is room, 28 at 320 px."""
    rows: Rows = []
    for line in said_by(tools / "typo.py", url + ARTICLE, "--sel", ".body > p"):
        _engine, width, found = line.split(" ", 2)
        seen = json.loads(found)
        least, most = (55, 75) if int(width) >= 768 else (28, 75)
        is_sound = seen["size"] >= 18 and 1.5 <= seen["leading"] <= 1.7 and least <= seen["cpl_median"] <= most
        is_sound = is_sound and seen["cpl_p95"] <= 80 and seen["contrast"] >= 7
        told = f"{seen['size']} px / {seen['leading']}, {seen['cpl_median']} characters, {seen['contrast']}:1"
        rows.append((f"type at {width}", told, "" if is_sound else f"p95 {seen['cpl_p95']}"))
    return rows


WITH, WITHOUT = (
    ("three countries", "CC BY 4.0", ARTICLE, "Sources", "conversation"),
    ("Read next", "My mails"),
)


def printing(url: str, tools: Path) -> Rows:
    """Article, credit, address and conversation are in the PDF; menu and form are not. WebKit's driver cannot print."""
    rows: Rows = []
    for line in said_by(tools / "printing.py", url + ARTICLE, *WITH, *WITHOUT):
        if "no print:" in line:
            continue
        found = ast.literal_eval(line[line.index("{") :])
        wrong = [word for word in found if found[word] != (word in WITH)]
        rows.append((f"print: {line.split()[0]}", line[: line.index("{")], ", ".join(wrong)))
    return rows


def said_by(script: Path, *arguments: str) -> list[str]:
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=script.parent).stdout.splitlines()


def lighthouse(url: str, tools: Path) -> Rows:
    """The median of three runs."""
    runs = []
    for number in range(3):
        file = tools / f"lighthouse-{number}.json"
        command = [str(tools / "npm/node_modules/.bin/lighthouse"), url + "/world/two-thousand-words/", "--quiet"]
        command += ["--output=json", f"--output-path={file}", "--chrome-flags=--headless=new --no-sandbox"]
        subprocess.run(command, env=clean_environment(CHROME_PATH="/usr/bin/chromium"), check=True)
        runs.append(json.loads(file.read_text(encoding="utf-8")))
    runs.sort(key=lambda run: run["categories"]["performance"]["score"])
    middle = runs[1]
    marks = {name: category["score"] for name, category in middle["categories"].items()}
    metrics = {
        "LCP ms": (middle["audits"]["largest-contentful-paint"]["numericValue"], 1200),
        "CLS": (middle["audits"]["cumulative-layout-shift"]["numericValue"], 0.002),
        "TBT ms": (middle["audits"]["total-blocking-time"]["numericValue"], 50),
    }
    rows = [
        (f"Lighthouse: {name}", f"{mark:.2f}", "" if mark >= (0.99 if name == "performance" else 1) else "too low")
        for name, mark in marks.items()
    ]
    return rows + [
        (f"Lighthouse: {name}", f"{number:.3f}", "" if number <= limit else f"> {limit}")
        for name, (number, limit) in metrics.items()
    ]


if __name__ == "__main__":
    main()
