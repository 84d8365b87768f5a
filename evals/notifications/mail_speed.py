"""How fast mails leave, beside plain smtplib on one connection to the same server, and in how much memory.

    python -m evals.notifications.mail_speed [--mails 2000] [--recipients 10000 100000] [--database-url postgresql://…]

Plain smtplib is given finished messages and does nothing but `sendmail`. Ours reads the ledger, renders, writes each
step durably and hands over. Both in turn, several times, in one process; the server is another one.
"""

import argparse
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evals.conversation.threads import Talk, new_thread, open_installation
from evals.filter.recording import Recording
from evals.notifications.followers import follow_in_numbers, publish
from evals.notifications.sink import SMTP_SINK, running_sink

RESULTS = Path(__file__).with_name("results")
LEAST_RATIO, MOST_GROWTH = 0.7, 1.10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=300, help="recipients of the comment in each round")
    parser.add_argument(
        "--runs", type=int, default=9, help="rounds; short ones in turn, since others share the machine"
    )
    parser.add_argument("--recipients", type=int, nargs=2, default=(10_000, 100_000), help="for memory; 0 0: skip it")
    parser.add_argument("--database-url", default="", help="PostgreSQL; empty: SQLite")
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder for the results")
    parser.add_argument("--alone", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.database_url:
        os.environ["DATABASE_URL"] = chosen.database_url
    open_installation()
    from django.db import connection

    if chosen.alone:
        print(*_memory(chosen.alone))
        return
    recording = Recording(
        name=f"mail_speed_{connection.vendor}",
        title="How fast mails leave, and in how much memory",
        engine=f"Parley on {connection.vendor}",
        remarks=[
            "Both senders in turn on one connection to the same server. The median of the rounds counts. "
            f"One small write that is on the disk when it returns takes {1000 * _durable_write():.2f} ms here: "
            "Parley makes one for each mail, plain smtplib none."
        ],
    )
    rows = [_compared(sink, chosen.mails, chosen.runs) for sink in ("aiosmtpd", *(["smtp-sink"] if SMTP_SINK else []))]
    head = ["Server", "Mails a run", "Plain smtplib, mails/s", "Parley, mails/s"]
    head += ["Plain, CPU ms a mail", "Parley, CPU ms a mail", "Ratio", f"At least {LEAST_RATIO}"]
    recording.add("Speed", head, rows)
    if all(chosen.recipients):
        recording.add(*_memory_table(chosen.recipients))
    for path in recording.keep(chosen.keep):
        print(path)


def _compared(sink: str, mails: int, runs: int) -> list[str]:
    from parley.notifications.models import Delivery
    from parley.outbox.actions import deal_with_waiting_events

    thread, talk = new_thread(f"Speed, {sink}"), Talk(3)
    follow_in_numbers(thread, mails)
    plain, ours, costs = [], [], []
    with running_sink(sink) as port:
        for _ in range(runs):
            publish(thread, talk.comment())
            deal_with_waiting_events()
            messages = _messages()
            before = _processor_time()
            plain.append(mails / _send_plainly(port, messages))
            between = _processor_time()
            ours.append(mails / _send_ours(port, mails))
            costs.append(((between - before) / mails, (_processor_time() - between) / mails))
            assert not Delivery.objects.exclude(state="sent").exists()
        Delivery.objects.all().delete()
    ratio = statistics.median(o / p for o, p in zip(ours, plain, strict=True))
    return [
        sink,
        f"{mails:,}",
        f"{statistics.median(plain):,.0f}",
        f"{statistics.median(ours):,.0f}",
        *(f"{1000 * statistics.median(cost):.2f}" for cost in zip(*costs, strict=True)),
        f"{ratio:.2f}",
        "yes" if ratio >= LEAST_RATIO else "NO",
    ]


def _processor_time() -> float:
    """Seconds of this process, the system's work for it included."""
    times = os.times()
    return times.user + times.system


def _durable_write(times: int = 200) -> float:
    """Seconds that 4 kB take to be on the disk on which the database lies: the median of `times`."""
    taken = []
    with tempfile.TemporaryFile(dir=os.environ["PARLEY_DATA"]) as file:
        for _ in range(times):
            started = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _messages() -> list[tuple[str, str, bytes]]:
    """What ours is about to send, finished."""
    from parley.notifications import ledger
    from parley.notifications.mail.message import message_bytes
    from parley.notifications.purposes import Correspondent

    letters = map(Correspondent().letter, ledger.due(100_000))
    return [(letter.sender, letter.recipient, message_bytes(letter)) for letter in letters]


def _send_plainly(port: int, messages: list[tuple[str, str, bytes]]) -> float:
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as session:
        for sender, recipient, message in messages:
            session.sendmail(sender, [recipient], message)
    return time.perf_counter() - started


def _send_ours(port: int, mails: int) -> float:
    from parley.notifications.mail.smtp import SmtpServer
    from parley.notifications.sending import send_due

    started, sent = time.perf_counter(), 0
    with Standing(SmtpServer("127.0.0.1", port)) as server:
        while sent < mails:
            sent += send_due(transport=server)
    return time.perf_counter() - started


class Standing:
    """Keeps one connection over several calls of `send_due`, as the one of smtplib is kept."""

    def __init__(self, server: Any) -> None:
        self._server, self._depth = server, 0

    def __enter__(self) -> Any:
        self._depth += 1
        return self if self._depth == 1 else self._server

    def __exit__(self, *exception: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._server.__exit__(*exception)


def _memory_table(numbers: list[int]) -> tuple[str, list[str], list[list[str]]]:
    measured = [_measured_apart(number) for number in numbers]
    growth = measured[1][0] / measured[0][0]
    rows = [
        [f"{number:,}", f"{peak:,.0f}", f"{record:.1f}", f"{number / send:,.0f}"]
        for number, (peak, record, send) in zip(numbers, measured, strict=True)
    ]
    rows.append(["growth", f"{growth:.2f}", f"at most {MOST_GROWTH}", "yes" if growth <= MOST_GROWTH else "NO"])
    return "Memory", ["Recipients of one comment", "Peak, MB", "Recorded in, s", "Sent, mails/s"], rows


def _measured_apart(number: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "evals.notifications.mail_speed", "--alone", str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    peak, record, send = map(float, done.stdout.split()[-3:])
    return peak, record, send


def _memory(number: int) -> tuple[float, float, float]:
    """Peak in MB while `number` deliveries are recorded and sent, and the seconds that each took."""
    from parley.outbox.actions import deal_with_waiting_events

    thread = new_thread("Memory")
    follow_in_numbers(thread, number)
    publish(thread, Talk(4).comment())
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    with running_sink("smtp-sink" if SMTP_SINK else "aiosmtpd") as port:
        started = time.perf_counter()
        deal_with_waiting_events()
        recorded = time.perf_counter()
        sent = _send_ours(port, number)
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return peak / 1024, recorded - started, sent


if __name__ == "__main__":
    main()
