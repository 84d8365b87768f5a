"""Hostile comments against a real installation: `python -m evals.faults.hostile_comments --attack attack.py`.

The attacker is attack.py, which is no part of this project: a path to it is asked for, and a Python that has what it
needs (selenium, requests, lxml, html5lib). It posts hostile and benign comments, and looks in Chromium at what it is
given to look at. Three rounds: public page and feeds (everything is approved, and a follower gets each comment by
mail), the moderators' queue (everything is held), and the preview.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from evals.faults.installation import Installation
from evals.filter.recording import Recording
from evals.notifications.sink import Ended, free_port, wait_for

RESULTS = Path(__file__).with_name("results")
BATCHES = 70
RUN = """
import sys, time
from pathlib import Path
real = time.time
def fixed():
    caller = sys._getframe(1).f_globals
    return 1.0 if "RECS" in caller and "SIG" not in caller else real()
time.time = fixed
sys.argv = sys.argv[1:]
source = Path(sys.argv[0]).read_text(encoding="utf-8")
faces = "[...e.classList].filter(c=>!/^[fg][0-9]$/.test(c)).sort()"
assert "[...e.classList].sort()" in source
code = compile(source.replace("[...e.classList].sort()", faces), sys.argv[0], "exec")
exec(code, {"__name__": "__main__", "__file__": sys.argv[0]})
"""
"""attack.py numbers its articles by the clock, and ours must be there before it begins. It learns our markup from two
comments, and the pattern that stands for a writer (two classes, see conversation/faces.py) differs with each."""

MARKUP = {
    "form": "form#comment-form",
    "fields": {"name": "name", "email": "email", "url": "website", "text": "text"},
    "honeypots": ["subject"],
    "limit_s": 8,
}
ROUNDS: dict[str, dict[str, Any]] = {
    "page, feeds, JSON, mail": {
        "view_urls": ["/opinion/attack-{b}/"],
        "item": "article.comment",
        "body": ".words",
        "region": ".comments",
        "feeds": ["/opinion/attack-{b}/conversation/feed.xml", "/opinion/attack-{b}/conversation/feed.rss"],
        "texts": ["/opinion/attack-{b}/conversation/feed.json", "/embed/thread.json?url=/opinion/attack-{b}/"],
    },
    "moderation queue": {
        "view_urls": ["!/moderation/"],
        "item": "article.item",
        "body": ".words",
        "region": "main",
    },
    "preview": {
        "action": "/conversation/preview/",
        "view_urls": ["/opinion/attack-{b}/"],
        "item": "article.comment",
        "body": ".words",
        "region": ".comments",
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--attack", type=Path, required=True, help="attack.py, beside dev_attacks.jsonl, smtp_faults.py"
    )
    parser.add_argument("--attacks", type=Path, help="records; the development ones when missing")
    parser.add_argument("--python", default=sys.executable, help="a Python with selenium")
    parser.add_argument("--only", default="", help="regular expression on the records")
    parser.add_argument("--keep", type=Path, default=RESULTS)
    parser.add_argument("--round", action="append", choices=[*ROUNDS])
    chosen = parser.parse_args()
    recording = Recording("hostile_comments", "Hostile comments in a real browser", "Parley on SQLite, Chromium")
    rows, wrong = [], Counter[str]()
    for name in chosen.round or ROUNDS:
        told = attack(name, chosen)
        found = told["stat"]
        wrong.update({f"{name}: {each['kind']} {each['id']} {each['detail'][:140]}": 1 for each in told["findings"]})
        counts = ", ".join(f"{kind} {count}" for kind, count in found["findings"].items()) or "none"
        rows.append([name, str(found["sent"]), str(found["published"]), counts, str(found["controls_ok"])])
    recording.add("Rounds", ["Where", "Sent", "Seen", "Findings", "Controls exact"], rows)
    if wrong:
        recording.add("Findings", ["What"], [[line.replace("|", "¦").replace("\n", " ")] for line in wrong])
    recording.keep(chosen.keep)


def attack(name: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """One round. Returns what attack.py reported."""
    work = Path(tempfile.mkdtemp(prefix="parley-hostile-"))
    port, log = free_port(), work / "mails.jsonl"
    mail = [
        sys.executable,
        str(chosen.attack.parent / "smtp_faults.py"),
        "serve",
        "--port",
        str(port),
        "--log",
        str(log),
    ]
    house = Installation(folder=work / "house", mail=f"smtp://127.0.0.1:{port}")
    house.settings |= {"PARLEY_COMMENTS_PER_PAGE": "200"}
    process = subprocess.Popen(mail, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with Ended(process):
            wait_for(port)
            house.found()
            session = house.run("evals.faults.hostile_target", "prepare", str(BATCHES), name).strip().splitlines()[-1]
            house.start()
            environment = house.environment()
            after = f"{sys.executable} -m evals.faults.hostile_target after '{name}'"
            configuration = (
                MARKUP
                | ROUNDS[name]
                | {
                    "form_url": "/opinion/attack-{b}/",
                    "after": f"cd {Path.cwd()} && env {_as_words(environment)} {after}",
                    "cookies": {"session": session},
                    "mail_log": str(log),
                }
            )
            (work / "parley.json").write_text(json.dumps(configuration), encoding="utf-8")
            records = chosen.attacks or chosen.attack.parent / "dev_attacks.jsonl"
            command = [chosen.python, "-c", RUN, str(chosen.attack), f"http://127.0.0.1:{house.port}"]
            command += ["--attacks", str(records), "--config", str(work / "parley.json"), "--out", str(work / "r.json")]
            command += ["--only", chosen.only] if chosen.only else []
            subprocess.run(command, check=False, env=os.environ | {"HOME": str(work)})
            told: dict[str, Any] = json.loads((work / "r.json").read_text(encoding="utf-8"))
            if name != "preview":
                told["findings"] += json.loads(house.run("evals.faults.hostile_target", "private").splitlines()[-1])
                told["stat"]["findings"] = dict(Counter(each["kind"] for each in told["findings"]))
            return told
    finally:
        house.remove()


def _as_words(environment: dict[str, str]) -> str:
    kept = ("PYTHONPATH", "PARLEY_DATA", "DJANGO_SETTINGS_MODULE")
    return " ".join(
        f"{name}='{environment[name]}'" for name in environment if name in kept or name.startswith("PARLEY_")
    )


if __name__ == "__main__":
    main()
