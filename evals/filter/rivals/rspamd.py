"""rspamd's Bayes classifier (OSB), as Debian packages it: one worker on the loopback address, no network modules."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from evals.filter.rivals.mails import write_mails
from evals.filter.rivals.rival import Rival, log_odds

from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores

_ENDINGS = Path("/usr/share/rspamd/effective_tld_names.dat")
# The symbol's weight gives the answer its decimal places: rspamd prints six of them.
_WEIGHT = 1_000_000_000
_SETTINGS = """
options {{
  filters = ""; rrd = ""; disable_monitoring = true;
  pidfile = "{folder}/pid"; tempdir = "{folder}"; hs_cache_dir = "{folder}"; url_tld = "{folder}/endings";
  local_addrs = [127.0.0.1];
  dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 0; }}
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "error"; }}
modules {{ path = "{folder}/modules"; }}
worker "controller" {{ bind_socket = "127.0.0.1:{port}"; count = 1; secure_ip = "127.0.0.1"; }}
classifier "bayes" {{
  tokenizer {{ name = "osb"; }}
  min_tokens = 1; min_learns = 1; backend = "sqlite3";
  cache {{ path = "{folder}/learned.sqlite"; }}
  statfile {{ symbol = "BAYES_HAM"; path = "{folder}/ham.sqlite"; spam = false; }}
  statfile {{ symbol = "BAYES_SPAM"; path = "{folder}/spam.sqlite"; spam = true; }}
}}
metric {{
  name = "default"; actions {{ reject = 1e12; }}
  group "statistics" {{ symbol "BAYES_SPAM" {{ weight = {weight}; }} symbol "BAYES_HAM" {{ weight = -{weight}; }} }}
}}
"""


class Rspamd(Rival):
    """`rspamc learn_spam` and `learn_ham` learn, `rspamc symbols` judges."""

    name = "rspamd (Bayes)"
    how = "mails through `rspamc` to a worker on 127.0.0.1; ranked by the Bayes probability, its rules left out"

    def missing(self) -> str:
        """Return the Debian package when it is not installed."""
        there = shutil.which("rspamd") and shutil.which("rspamc") and _ENDINGS.exists()
        return "" if there else "rspamd (Debian: apt-get install rspamd)"

    def start(self) -> None:
        """Begin with empty databases and a worker of its own."""
        self._calls = 0
        self._port = _free_port()
        (self.folder / "modules").mkdir()
        # With the whole list of second-level endings rspamd compiles patterns for eleven seconds.
        endings = [line for line in _ENDINGS.read_text(encoding="utf-8").splitlines() if not set(line) & set("./ ")]
        (self.folder / "endings").write_text("\n".join(endings), encoding="utf-8")
        settings = self.folder / "rspamd.conf"
        settings.write_text(_SETTINGS.format(folder=self.folder, port=self._port, weight=_WEIGHT))
        as_root = ["-i"] if os.geteuid() == 0 else []
        self._server = subprocess.Popen(
            ["rspamd", "-f", *as_root, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.at_end.callback(self._end)
        self._wait()

    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Learn each label in one call; the same text twice is learned once, as rspamd does it."""
        for command, spam in (("learn_spam", True), ("learn_ham", False)):
            chosen = [comment for comment in comments if comment.spam is spam]
            if chosen:
                self._call(command, chosen)

    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """A decision is one more mail."""
        self.learn(comments)

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the log-odds of the Bayes probability, 0 where rspamd gave none."""
        margins = np.full(len(comments), np.nan)
        for line in self._call("symbols", comments).splitlines():
            if line.startswith("{"):
                answer = json.loads(line)
                margins[int(Path(answer["filename"]).stem)] = _margin(answer["symbols"])
        if np.isnan(margins).any():
            raise RuntimeError(f"rspamd judged {int((~np.isnan(margins)).sum())} of {len(comments)} comments.")
        return log_odds(0.5 + margins / 2)

    def cpu_seconds(self) -> float:
        """Return the CPU used so far by the worker."""
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(sum(map(int, _stat(pid)[13:15])) for pid in _children(self._server.pid)) / ticks

    def _call(self, command: str, comments: Sequence[LabelledComment]) -> str:
        self._calls += 1
        mails = self.folder / f"mails-{self._calls}"
        write_mails(comments, mails)
        address = f"127.0.0.1:{self._port}"
        call = ["rspamc", "-h", address, "-n", "1", "-t", "60", "--compact", command, str(mails)]
        return subprocess.run(call, capture_output=True, text=True, check=False).stdout

    def _end(self) -> None:
        self._server.terminate()
        self._server.wait(timeout=30)

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return
            time.sleep(0.2)
        raise TimeoutError("rspamd did not start.")


def _margin(symbols: dict[str, dict[str, float]]) -> float:
    """Return how far from one half the probability is, from -1 to 1."""
    return sum(symbols[name]["score"] for name in ("BAYES_SPAM", "BAYES_HAM") if name in symbols) / _WEIGHT


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat; the name, which may hold spaces, counts as one."""
    before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    return [*before.split(" ", 1), *after.split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
