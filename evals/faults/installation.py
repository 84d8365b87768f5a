"""A real installation that is ill-treated: `parley serve` with its worker, in processes of their own, on a real disk.

Readers post over HTTP as a browser does. What was acknowledged (303) is remembered; the database and the public files
are read from outside, past the program.
"""

import contextlib
import gzip
import hashlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pysqlite3
from evals.conversation.threads import Talk
from evals.notifications.sink import free_port

UNLIMITED = {
    "PARLEY_FLOOD_BRAKE": "0",
    "PARLEY_SLOW_MODE_FROM": "0",
    "PARLEY_COMMENT_RATE": "1000000",
    "PARLEY_ADDRESS_RATE": "1000000",
}
"""Limits that a storm of honest comments from one machine would meet."""

COPIED_ENVIRONMENT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "OPENBLAS_NUM_THREADS")
ARTICLE = """
import django; django.setup()
from evals.conversation.threads import new_thread
from parley.publication.actions import open_section
from parley.materializer.actions import materialize_all_dirty, reconcile
open_section(title="Opinion")
print(new_thread("A page that must stay whole").pk)
reconcile(); materialize_all_dirty()
"""


@dataclass(frozen=True)
class Answer:
    """Of a post: its status (0: none came), where it leads, and the page."""

    status: int
    location: str = ""
    body: str = ""
    seconds: float = 0.0

    def keeps(self, words: str) -> bool:
        """Whether the words stand in the form that came back."""
        return words in re.sub(r"\s+", " ", self.body.partition("<textarea")[2].partition("</textarea>")[0])


@dataclass
class Installation:
    """One publication with one article. `prefix` stands before each command (faketime, strace); `settings` are the
    environment's."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="parley-faults-")))
    settings: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    mail: str = "mailbox:"
    options: tuple[str, ...] = ()
    """Of `parley serve`."""
    port: int = field(default_factory=free_port)
    thread: int = 0
    server: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    def found(self) -> None:
        """Make the folder, the publication and its article."""
        self.folder.mkdir(exist_ok=True)
        url = f"http://127.0.0.1:{self.port}"
        self.parley(
            "init",
            "--name",
            "The Faults",
            "--language",
            "en",
            "--editor",
            "",
            "--base-url",
            url,
            "--launched",
            "--no-sample",
            "--email-url",
            self.mail,
        )
        done = subprocess.run(
            [sys.executable, "-c", ARTICLE], env=self.environment(), check=True, capture_output=True, text=True
        )
        self.thread = int(done.stdout.split()[-1])

    def parley(self, *arguments: str) -> str:
        """Run a command to its end."""
        command = [sys.executable, "-m", "parley", "--data", str(self.data), *arguments]
        return subprocess.run(command, env=self.environment(), check=True, capture_output=True, text=True).stdout

    def run(self, module: str, *arguments: str) -> str:
        """Run a module beside the server, on the same data."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, within: float = 90) -> float:
        """Serve, and return the seconds until a form is answered by the program."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "parley", "--data", str(self.data), "serve"]
            self.server = subprocess.Popen(
                [*self.prefix, *command, "--listen", f"127.0.0.1:{self.port}", *self.options],
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.get(f"/conversation/write/{self.thread}/").status == 200, within, self.log)
        return time.monotonic() - began

    def processes(self) -> dict[int, str]:
        """Process id → "serve", "answers" or "worker" of all that live of this installation."""
        found: dict[int, str] = {}
        parents: dict[int, int] = {}
        for each in Path("/proc").iterdir():
            if not each.name.isdigit():
                continue
            with contextlib.suppress(OSError, ValueError):
                if f"PARLEY_DATA={self.data}\0".encode() not in (each / "environ").read_bytes() + b"\0":
                    continue
                words = (each / "cmdline").read_bytes().decode(errors="replace").split("\0")
                state, parent = (each / "stat").read_text().rpartition(")")[2].split()[:2]
                if state == "Z" or "strace" in words[0]:
                    continue
                found[int(each.name)] = "worker" if "worker" in words else "serve"
                parents[int(each.name)] = int(parent)
        for pid, kind in list(found.items()):
            if kind == "serve" and found.get(parents[pid]) == "serve":
                found[pid] = "answers"
        return found

    def kill(self, kind: str = "") -> int:
        """SIGKILL to every process of the kind, or to all. Returns how many."""
        victims = [pid for pid, name in self.processes().items() if kind in ("", name)]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not kind and self.server is not None:
            self.server.wait(timeout=20)
        return len(victims)

    def stop(self) -> None:
        """End in the ordinary way."""
        if self.server is not None and self.server.poll() is None:
            os.kill(next((p for p, k in self.processes().items() if k == "serve"), self.server.pid), signal.SIGINT)
            try:
                self.server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()

    def remove(self) -> None:
        self.stop()
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def get(self, path: str, timeout: float = 10) -> Answer:
        return self._ask("GET", path, None, timeout)

    def post(self, words: str, *, number: int = 0, timeout: float = 30, **fields: str) -> Answer:
        """Send the form of the article's page as a browser does."""
        typed = {
            "thread": str(self.thread),
            "parent": "",
            "text": words,
            "name": f"Reader {number}",
            "email": f"reader{number}@example.org",
            "website": "",
            "notify": "",
            "subject": "",
        } | fields
        return self._ask("POST", "/conversation/post/", urlencode(typed), timeout)

    def _ask(self, method: str, path: str, body: str | None, timeout: float) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = {"Sec-Fetch-Site": "same-origin"}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            took = time.monotonic() - began
            return Answer(answer.status, answer.getheader("Location", "") or "", text, took)
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - began)
        finally:
            connection.close()

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in COPIED_ENVIRONMENT if name in os.environ}
        paths = os.pathsep.join(path for path in sys.path if path)
        return {
            **kept,
            "PYTHONPATH": paths,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PARLEY_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": "parley.config.settings",
            **UNLIMITED,
            **self.settings,
        }


class Writers:
    """Readers who post one comment after the other, and remember what was acknowledged."""

    def __init__(self, house: Installation, count: int, seed: int = 1) -> None:
        self.house = house
        self.acknowledged: dict[str, float] = {}
        self.refused: dict[str, Answer] = {}
        self.unanswered = 0
        self._count, self._seed = count, seed
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._talks = [Talk(seed * 1000 + number) for number in range(count)]
        self._numbers = [0] * count

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """They write as long as the block lasts."""
        self._stop.clear()
        threads = [threading.Thread(target=self._write, args=(number,)) for number in range(self._count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _write(self, writer: int) -> None:
        while not self._stop.is_set():
            self._numbers[writer] += 1
            token = f"tok{self._seed}w{writer}n{self._numbers[writer]}x"
            words = self._talks[writer].comment()
            answer = self.house.post(f"{words}\n\n{token}", number=writer * 1000 + self._numbers[writer] % 40)
            with self._lock:
                if answer.status == 303:
                    self.acknowledged[token] = time.monotonic()
                elif answer.status:
                    self.refused[token] = answer
                else:
                    self.unanswered += 1
            if not answer.status:
                self._stop.wait(0.05)


def stored_tokens(database: Path) -> dict[str, str]:
    """Token → status of every comment in a database file."""
    with contextlib.closing(pysqlite3.connect(database, timeout=20)) as connection:
        rows = connection.execute("select source, status from conversation_comment").fetchall()
    return {found[0]: status for source, status in rows if (found := re.findall(r"tok\w+x", source))}


def integrity(database: Path) -> str:
    """ "ok", or what SQLite finds wrong."""
    try:
        with contextlib.closing(pysqlite3.connect(database, timeout=20)) as connection:
            return str(connection.execute("pragma integrity_check").fetchone()[0])
    except pysqlite3.DatabaseError as error:
        return str(error)


def torn_pages(public: Path) -> list[str]:
    """Public files that are not whole: gzip ends with a checksum and a length, a page with its last tag."""
    torn = []
    for file in public.rglob("*.gz"):
        if file.name.startswith(".new-"):
            continue
        try:
            text = gzip.decompress(file.read_bytes())
        except FileNotFoundError:  # replaced or withdrawn while we looked
            continue
        except (OSError, EOFError, ValueError):
            torn.append(str(file.relative_to(public)))
            continue
        if file.name == "index.html.gz" and not text.rstrip().endswith(b"</html>"):
            torn.append(str(file.relative_to(public)))
    return torn


def differences(data: Path) -> list[str]:
    """In which ways the public files do not show what the database holds; empty: page = database."""
    with contextlib.closing(pysqlite3.connect(data / "parley.sqlite3", timeout=20)) as connection:
        outputs = connection.execute("select path, digest, made >= wanted from materializer_output").fetchall()
        approved = connection.execute("select id from conversation_comment where status = 'approved'").fetchall()
        open_receipts = connection.execute(
            "select count(*) from outbox_receipt where consumer = 'materializer' and state not in ('done', 'failed')"
        ).fetchone()[0]
    found = [f"{path} waits" for path, _digest, is_made in outputs if not is_made]
    found += [f"{open_receipts} events wait"] if open_receipts else []
    shown: set[int] = set()
    for path, digest, _made in outputs:
        name = f"{path.lstrip('/')}index.html.gz" if path.endswith("/") else f"{path.lstrip('/')}.gz"
        try:
            text = gzip.decompress((data / "public" / name).read_bytes())
        except (OSError, EOFError):
            found.append(f"{path} does not stand")
            continue
        if hashlib.sha256(text).hexdigest() != digest:
            found.append(f"{path} is not the one that was noted")
        shown.update(
            int(number) for number in re.findall(rb'<li id="c(\d+)"', text) + re.findall(rb'id="c(\d+)"', text)
        )
    missing = {number for (number,) in approved} - shown
    return found + ([f"{len(missing)} published comments stand nowhere"] if missing else [])


def wait_until(condition: Callable[[], bool], within: float, log: Path | None = None) -> float:
    """Seconds until it was so. Raises AssertionError with the end of the log when it never was."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within:
            said = log.read_text(errors="replace")[-3000:] if log is not None and log.exists() else ""
            raise AssertionError(f"not within {within} s. {said}")
        time.sleep(0.1)
    return time.monotonic() - began
