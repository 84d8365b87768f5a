"""Proof of the ledger: ten thousand mails, a server that misbehaves, workers that are killed, clocks that leap.

    python -m evals.notifications.ledger [--trials 10000] [--database postgresql] [--faulty-server FILE]

A trial is one mail that one reader is to get about one comment, with a history of its own: what the server does to it
(in turn, by a script in its address), which worker is killed, stopped or out of time while it is under way, which
events come twice. Three real worker processes send at once; afterwards every mail is accounted for (`reckoning.py`).

The server is smtp_faults.py, which is no part of this project: a path to it is asked for.
"""

import argparse
import atexit
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from evals.conversation.threads import new_thread, open_installation
from evals.filter.recording import Recording
from evals.notifications import victims
from evals.notifications.fate import Fate
from evals.notifications.followers import follow, publish
from evals.notifications.reckoning import Account, reckon
from evals.notifications.sink import Ended, free_port, wait_for
from tests.folders import temporary_folder
from tests.postgresql import running_server

RESULTS = Path(__file__).with_name("results")
READERS, DECOYS, WORKERS, HANG, CHAOS = 250, 8, 3, 1.2, 8.0

TEMPORARY = ("rcpt_450", "rcpt_452", "data_cmd_451", "drop_before_354", "drop_in_data")
TEMPORARY_AFTER_TEXT = ("data_421", "data_451", "data_452")
FINAL = ("rcpt_550", "data_550", "data_552", "data_554")
UNCLEAR = ("drop_after_dot_stored", "drop_after_dot_lost", "garbage")
SLOW = ("hang_before_354", "hang_after_dot_stored", "hang_after_dot_lost", "slow")
OF_A_SESSION = ("banner_421", "banner_drop", "banner_hang", "ehlo_drop", "mail_451", "mail_550")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--faulty-server", type=Path, required=True, help="smtp_faults.py")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder for the results")
    chosen = parser.parse_args()
    if chosen.database == "postgresql":
        os.environ["DATABASE_URL"] = f"postgresql://postgres@/parley_main?host={running_server()}"
    # Processes are killed, the machine is not: memory keeps what they committed, and costs less than a shared disk.
    tempfile.tempdir = str(temporary_folder("parley-proof-"))
    atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
    open_installation()
    from parley.outbox import consumers

    consumers._consumers.pop("materializer")  # pages have proofs of their own, and cost ten times what a mail does
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    proof = Proof(chosen.faulty_server, chosen.seed)
    recording = Recording(
        name=f"ledger_{chosen.database}",
        title="Each mail at most once, none lost: the proof",
        engine=f"Parley on {chosen.database}",
        remarks=[
            "A trial is one mail to one reader about one comment, with its own script of faults, among workers that "
            "are killed, stopped and out of time. Pauses and leases are shortened, the ledger is the product's."
        ],
    )
    with proof.server():
        while proof.account.trials < chosen.trials:
            proof.round()
            account = proof.account
            print(f"{account.trials} trials, {proof.told['killed']} kills, clean: {account.is_clean}", flush=True)
    proof.report(recording)
    for path in recording.keep(chosen.keep):
        print(path)
    sys.exit(0 if proof.account.is_clean else 1)


class Proof:
    """Rounds against one server."""

    def __init__(self, faulty_server: Path, seed: int) -> None:
        self.faulty_server, self.seed = faulty_server, seed
        self.chance = random.Random(seed)
        self.folder = Path(os.environ["PARLEY_DATA"])
        self.log, self.tally, self.fate = (self.folder / name for name in ("server.jsonl", "deaths", "fate.json"))
        self.account = Account()
        self.told: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self._read = 0
        self._workers: set[int] = set()
        self._alarms: list[subprocess.Popen[bytes]] = []
        self._rounds = 0

    def server(self) -> Any:
        """The faulty server as a process of its own, to be used as a context manager."""
        self.port = free_port()
        command = [sys.executable, str(self.faulty_server), "serve", "--port", str(self.port), "--log", str(self.log)]
        command += [
            "--random",
            "0.04",
            "--seed",
            str(self.seed),
            "--faults",
            ",".join(OF_A_SESSION),
            "--hang",
            str(HANG),
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        return Ended(process)

    def round(self) -> None:
        """A thread, its followers and others, two comments; misfortunes; the end of them; the reckoning."""
        self._rounds += 1
        thread = new_thread(f"Proof {self._rounds}")
        wanted = [self._address(number) for number in range(READERS)]
        followers = follow(thread, wanted)
        others = [f"r{self._rounds}.other{number}@x.example" for number in range(DECOYS * 3)]
        follow(thread, others[:DECOYS], state="ended")
        follow(thread, others[DECOYS : 2 * DECOYS], state="unconfirmed")
        follow(thread, others[2 * DECOYS :], kind="replies")
        (writer,) = follow(thread, [f"r{self._rounds}.writer@x.example"])
        first = publish(thread, "The gauge reads low.", writer)
        second = publish(thread, "It reads high.", writer, parent=publish(thread, "Which one?", followers[0]))
        comments = [first, second]
        stopped, paused = self._let_it_happen(comments, followers)
        self._let_it_end()
        number_of_third = second.parent_id
        expected = {(comment.pk, address) for comment in comments for address in wanted}
        expected |= {(number_of_third, address) for address in wanted[1:]} | {
            (number_of_third, f"r{self._rounds}.writer@x.example")
        }
        reckon(self.account, self._new_mails(), expected, stopped, paused)

    def _address(self, number: int) -> str:
        """An address whose script the server plays, one word for each attempt; then it accepts."""
        draw, script = self.chance.random(), []
        if draw < 0.42:
            script = self.chance.choices((*TEMPORARY, *TEMPORARY_AFTER_TEXT), k=self.chance.randint(1, 2))
        if draw < 0.06 or 0.42 < draw < 0.46:
            script.append(self.chance.choice(FINAL))
        elif draw < 0.14 or 0.46 < draw < 0.50:
            script.append(self.chance.choice(UNCLEAR))
        elif 0.50 < draw < 0.53:
            script.append(self.chance.choice(SLOW))
        elif 0.53 < draw < 0.56:
            script.append("ack_then_drop")
        name = f"r{self._rounds}.{number}"
        while len(".".join([f"{name}+f", *script])) > 64:
            script.pop(0)
        return f"{'.'.join([f'{name}+f', *script]) if script else name}@x.example"

    def _let_it_happen(self, comments: list[Any], followers: list[Any]) -> tuple[set[str], set[str]]:
        """Eight seconds in which everything goes wrong. Returns the addresses that may go without, as Fate tells."""
        fate = self._start_fate(comments, followers)
        end = time.monotonic() + CHAOS
        while time.monotonic() < end:
            self._fill_up()
            time.sleep(self.chance.uniform(0.1, 0.5))
            self._strike()
        for worker in list(self._workers):  # one that is held may hold the lock that fate waits for
            os.kill(worker, signal.SIGKILL)
            self._bury(worker, os.waitpid(worker, 0)[1])
        assert os.waitpid(fate, 0)[1] == 0, "the other process failed"
        told, stopped, paused = json.loads(self.fate.read_text(encoding="utf-8"))
        self.told.update(told)
        return set(stopped), set(paused)

    def _start_fate(self, comments: list[Any], followers: list[Any]) -> int:
        """Readers, moderators and the outbox have a process of their own: it waits for locks, killing does not."""
        from django.db import connections

        connections.close_all()
        seed = self.chance.getrandbits(32)
        child = os.fork()
        if child:
            return child
        status = 1
        try:
            self.fate.write_text(json.dumps(Fate(random.Random(seed), comments, followers).run()), encoding="utf-8")
            status = 0
        finally:
            os._exit(status)

    def _fill_up(self) -> None:
        """As many workers as there should be; who died is followed by another."""
        for worker in list(self._workers):
            ended, status = os.waitpid(worker, os.WNOHANG)
            if ended:
                self._bury(worker, status)
        while len(self._workers) < WORKERS:
            plan = victims.Plan(
                seed=self.chance.getrandbits(32), kill_chance=0.006, leap_chance=0.15, tally=self.tally, lasting=5
            )
            self._workers.add(victims.start_worker(plan, self.port))
            self.told["started"] += 1

    def _strike(self) -> None:
        """Kill a worker wherever it is, or hold it for longer than its lease and let it go on."""
        worker = self.chance.choice(sorted(self._workers))
        if self.chance.random() < 0.9:
            os.kill(worker, signal.SIGKILL)
            self._bury(worker, os.waitpid(worker, 0)[1])
        else:
            os.kill(worker, signal.SIGSTOP)
            # Another process wakes it: it may hold the lock that this one is about to wait for.
            self._alarms.append(
                subprocess.Popen(["sh", "-c", f"sleep {victims.LEASE + 0.6}; kill -CONT {worker} 2>/dev/null"])
            )
            self.told["held longer than its lease"] += 1

    def _bury(self, worker: int, status: int) -> None:
        self._workers.discard(worker)
        self.told["killed" if os.WIFSIGNALED(status) else "ended by itself"] += 1
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.told["failed"] += 1

    def _let_it_end(self) -> None:
        """Nobody is killed any more, and the clock is two days on: what can be sent is."""
        for alarm in self._alarms:
            alarm.wait()
        self._alarms.clear()
        plans = [
            victims.Plan(seed=self.chance.getrandbits(32), ahead=2 * victims.DAY, lasting=300, until_quiet=True)
            for _ in range(2)
        ]
        for worker in [victims.start_worker(plan, self.port) for plan in plans]:
            if os.waitpid(worker, 0)[1]:
                raise RuntimeError("a worker that nobody killed has failed: the proof says nothing")

    def _new_mails(self) -> list[dict[str, Any]]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        mails = [json.loads(line) for line in lines[self._read :]]
        self._read = len(lines)
        self.faults.update(mail["fault"] for mail in mails)
        return mails

    def report(self, recording: Recording) -> None:
        account = self.account
        rows = [
            ["trials", f"{account.trials:,}"],
            ["accepted twice (must be 0)", str(len(account.repeated))],
            ["lost though the server never had it (must be 0)", str(len(account.lost))],
            ["stored, and neither SENT nor listed as UNKNOWN (must be 0)", str(len(account.unlisted))],
            ["recipients whom nobody expected (must be 0)", str(len(account.unexpected))],
            ["stored by the server without an answer to us", str(account.stored_unanswered)],
            ["listed as UNKNOWN: the server has it", str(account.unknown_stored)],
            ["listed as UNKNOWN: the server does not have it", str(account.unknown_not_stored)],
            *([state.upper(), f"{count:,}"] for state, count in account.states.most_common()),
        ]
        recording.add("Accounts", ["What", "Count"], rows)
        recording.add("What happened", ["What", "Count"], [[n, f"{c:,}"] for n, c in self.told.most_common()])
        deaths = Counter(self.tally.read_text().split("\n")[:-1]) if self.tally.exists() else Counter()
        recording.add("Points at which workers killed themselves", ["Point", "Count"], _rows(deaths))
        recording.add("What the server did, by its own log", ["Fault", "Count"], _rows(self.faults))
        wrong = [*account.repeated, *account.lost, *account.unlisted, *account.unexpected]
        if wrong:
            recording.add("What went wrong", ["Delivery"], [[line] for line in wrong[:200]])


def _rows(counts: Counter[str]) -> list[list[str]]:
    return [[name, f"{count:,}"] for name, count in counts.most_common()]


if __name__ == "__main__":
    main()
