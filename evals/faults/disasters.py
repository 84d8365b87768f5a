"""The machine fails while readers write: disk full or read-only, no file handle left, mail server dead or slow, clock a
day wrong. In each a comment is stored, or refused with its words kept in the form; pages stay whole; and once the
fault is over everything works again without anybody's help."""

import contextlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evals.conversation.threads import Talk
from evals.faults.installation import (
    Installation,
    differences,
    integrity,
    stored_tokens,
    torn_pages,
    wait_until,
)

WITHIN = 60.0
"""Seconds after the end of a fault in which everything must work again (goal 10)."""

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


@dataclass
class Suffered:
    """What readers met during a fault, and how long it took afterwards."""

    name: str
    answers: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    words_lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    recovered: float | None = None
    why_not: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.words_lost or self.torn or self.damaged) and self.recovered is not None

    def row(self) -> list[str]:
        """For a table."""
        answers = ", ".join(f"{kind}: {count}" for kind, count in self.answers.most_common())
        took = f"{self.recovered:.1f}" if self.recovered is not None else f"no: {' '.join(self.why_not.split())[:120]}"
        wrong = [len(self.lost), len(self.words_lost), len(self.torn), len(self.damaged)]
        return [self.name, answers, *(str(count) for count in wrong), took]


HEAD = [
    "Fault",
    "Answers to comments",
    "acknowledged and lost",
    "refused without the words",
    "half pages",
    "damaged databases",
    "seconds until all was well",
]


class Sufferer:
    """Posts during a fault, and looks whether all is well after it."""

    def __init__(self, name: str, house: Installation) -> None:
        self.house, self.found, self.acknowledged = house, Suffered(name), set[str]()
        self._talk, self._number = Talk(len(name)), 0

    def post(self, count: int, timeout: float = 15) -> None:
        """Post comments, and note what became of each."""
        for _ in range(count):
            self._number += 1
            token = f"tok{self._number}z{len(self.found.name)}x"
            answer = self.house.post(f"{self._talk.comment()}\n\n{token}", number=self._number, timeout=timeout)
            if answer.status == 303:
                self.acknowledged.add(token)
                self.found.answers["stored"] += 1
            elif answer.status == 0:  # nothing replaces the page in the browser: the words stand in its form
                self.found.answers["no answer"] += 1
            elif answer.keeps(token):
                self.found.answers[f"refused with the words kept ({answer.status})"] += 1
            else:
                self.found.answers[f"refused without them ({answer.status})"] += 1
                self.found.words_lost.append(f"{answer.status}: {answer.body[:80]}")
        self.found.torn += torn_pages(self.house.data / "public")

    def recover(self) -> Suffered:
        """The fault is over: wait until a comment is stored again and the pages show the database."""
        began = time.monotonic()
        try:
            wait_until(self._is_well, WITHIN, self.house.log)
            self.found.recovered = time.monotonic() - began
        except AssertionError as error:
            self.found.why_not = "; ".join(differences(self.house.data)[:3]) + re.sub(r"\s+", " ", str(error))[-150:]
        database = self.house.data / "parley.sqlite3"
        self.found.lost = sorted(self.acknowledged - set(stored_tokens(database)))
        if (answer := integrity(database)) != "ok":
            self.found.damaged.append(answer)
        self.found.torn += torn_pages(self.house.data / "public")
        return self.found

    def _is_well(self) -> bool:
        self._number += 1
        token = f"tok{self._number}z{len(self.found.name)}x"
        if self.house.post(f"{self._talk.comment()}\n\n{token}", number=self._number, timeout=5).status != 303:
            return False
        self.acknowledged.add(token)
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not differences(self.house.data), 8)
            return True
        return False


def full_disk(posts: int = 12) -> Suffered:
    """A small file system of its own (tmpfs) fills to the last byte while Parley runs."""
    with _small_disk("24m") as house:
        sufferer = Sufferer("disk full", house)
        sufferer.post(2)
        filling = house.folder / "filling"
        _fill(filling)
        sufferer.post(posts)
        _fill(filling)  # what was left by files that were given up
        sufferer.post(posts)
        filling.unlink()
        return sufferer.recover()


def read_only_disk(posts: int = 10) -> Suffered:
    """The file system turns read-only, as ext4 does by itself after an error.

    Without a worker: it keeps the database open for writing, and then the kernel refuses to remount.
    """
    with _small_disk("48m", options=("--no-worker",)) as house:
        sufferer = Sufferer("disk read-only", house)
        sufferer.post(2)
        _remount(house.folder, "ro")
        sufferer.post(posts)
        _remount(house.folder, "rw")
        return sufferer.recover()


def no_handles(posts: int = 12) -> Suffered:
    """No process of Parley may open another file: first a few are left, so that it can still answer, then none."""
    with _running() as house:
        sufferer = Sufferer("file handles exhausted", house)
        sufferer.post(3)
        before: dict[int, tuple[int, int]] = {}
        for spare in (3, 1, 0):
            for pid in house.processes():
                with contextlib.suppress(OSError):
                    before.setdefault(pid, resource.prlimit(pid, resource.RLIMIT_NOFILE))
                    limit = max(int(name) for name in names_in(f"/proc/{pid}/fd")) + 1 + spare
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, before[pid][1]))
            sufferer.post(posts // 3, timeout=4)
        for pid, limits in before.items():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        return sufferer.recover()


def dead_mail(posts: int = 6) -> Suffered:
    """Nobody listens where mail goes; then somebody does."""
    from evals.notifications.sink import free_port

    port = free_port()
    with _running(mail=f"smtp://127.0.0.1:{port}") as house:
        sufferer = Sufferer("mail server dead", house)
        _follow(house)
        sufferer.post(posts)
        time.sleep(3)
        return _until_mails(house, sufferer, port)


def slow_mail(posts: int = 6) -> Suffered:
    """The mail server takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[socket.socket] = []
        threading.Thread(target=_hold, args=(silent, held), daemon=True).start()
        port = silent.getsockname()[1]
        with _running(mail=f"smtp://127.0.0.1:{port}") as house:
            sufferer = Sufferer("mail server silent", house)
            _follow(house)
            sufferer.post(posts)
            time.sleep(3)
            silent.shutdown(socket.SHUT_RDWR)  # closing alone does not end an accept that waits
            silent.close()
            for each in held:
                each.close()
            return _until_mails(house, sufferer, port)


def wrong_clock(days: int, posts: int = 5) -> Suffered:
    """The clock leaps by days while Parley runs, and back again."""
    leap = Path(tempfile.mkstemp(prefix="parley-clock-")[1])
    leap.write_text("+0\n")
    settings = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(leap),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    try:
        with _running(settings=settings) as house:
            sufferer = Sufferer(f"clock {days:+d} day", house)
            sufferer.post(2)
            leap.write_text(f"{days:+d}d\n")
            sufferer.post(posts)
            time.sleep(2)
            leap.write_text("+0\n")
            return sufferer.recover()
    finally:
        leap.unlink()


DISASTERS: dict[str, Callable[[], Suffered]] = {
    "full": full_disk,
    "read-only": read_only_disk,
    "handles": no_handles,
    "dead-mail": dead_mail,
    "slow-mail": slow_mail,
    "clock-ahead": lambda: wrong_clock(1),
    "clock-behind": lambda: wrong_clock(-1),
}


def names_in(folder: str) -> list[str]:
    """Names of what a folder holds."""
    return [each.name for each in Path(folder).iterdir()]


def can_mount() -> bool:
    """Whether this user may make file systems."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if made.returncode == 0:
            subprocess.run(["umount", folder], check=False)
        return made.returncode == 0


@contextlib.contextmanager
def _running(**fields: object) -> Iterator[Installation]:
    house = Installation(**fields)  # type: ignore[arg-type]
    try:
        house.found()
        house.start()
        yield house
    finally:
        house.remove()


@contextlib.contextmanager
def _small_disk(size: str, **fields: object) -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="parley-faults-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        with _running(folder=folder, **fields) as house:
            yield house
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _fill(file: Path) -> None:
    with contextlib.suppress(OSError), file.open("ab", buffering=0) as filling:
        while filling.write(b"x" * 65536):
            pass
    with contextlib.suppress(OSError), file.open("ab", buffering=0) as filling:
        while filling.write(b"x"):
            pass


def _remount(folder: Path, how: str) -> None:
    """Refused while a file is open for writing, so it is tried until none is."""

    def remounted() -> bool:
        command = ["mount", "-o", f"remount,{how}", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    wait_until(remounted, 60)


def _follow(house: Installation) -> None:
    code = (
        "import django; django.setup()\n"
        "from evals.notifications.followers import follow\n"
        "from parley.conversation.models import Thread\n"
        "follow(Thread.objects.get(), ['follower@followers.example'])"
    )
    subprocess.run([sys.executable, "-c", code], env=house.environment(), check=True)


def _hold(silent: socket.socket, held: list[socket.socket]) -> None:
    with contextlib.suppress(OSError):
        while True:
            held.append(silent.accept()[0])


def _until_mails(house: Installation, sufferer: Sufferer, port: int) -> Suffered:
    """The mail server is back: every mail that waits must leave in time."""
    import pysqlite3
    from evals.notifications.sink import Ended

    with Ended(subprocess.Popen([sys.executable, "-m", "evals.notifications.sink", str(port)])):
        began = time.monotonic()

        def all_left() -> bool:
            with contextlib.closing(pysqlite3.connect(house.data / "parley.sqlite3", timeout=20)) as connection:
                states = connection.execute("select state, count(*) from notifications_delivery group by state")
                counts = dict(states.fetchall())
            return bool(counts) and set(counts) <= {"sent", "cancelled"}

        found = sufferer.recover()
        try:
            wait_until(all_left, WITHIN - (time.monotonic() - began), house.log)
        except AssertionError as error:
            found.recovered, found.why_not = None, f"mails still wait: {str(error)[-150:]}"
        else:
            found.recovered = time.monotonic() - began
    return found
