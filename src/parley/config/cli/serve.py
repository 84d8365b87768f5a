"""`parley serve` and `parley worker`."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click

from parley.config.cli.start import Refused, finish_interrupted_restore, start_django
from parley.config.configuration import read_configuration
from parley.config.locations import data_folder

STOP_TIMEOUT = 5
"""Seconds that a request may still take after Ctrl-C; Granian's process now and then misses the signal altogether."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0
"""Seconds before a server is begun anew that could not keep a process."""

UPGRADE_POLL = 5.0
"""Seconds between two looks whether the database has the program's form."""

PARENT_POLL = 1.0
"""Seconds between two looks whether the server that started us still lives."""


@click.command()
@click.option("--listen", default=None, help="Host and port; overrides the setting.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run a worker beside the server.")
@click.option("--threads", default=4, show_default=True, help="Threads that answer requests.")
def serve(listen: str | None, with_worker: bool, threads: int) -> None:
    """Serve the publication: pages from files, the rest from the program; with a worker beside it."""
    data = data_folder()
    finish_interrupted_restore(data)
    if not (data / "parley.toml").is_file():
        raise Refused(f"{data} holds no publication yet. Make one with `parley init`, or name another with --data.")
    configuration = read_configuration(data)
    host, _colon, port = (listen or configuration.listen).rpartition(":")
    if not host or not port.isdigit():
        raise Refused("--listen is written as 127.0.0.1:8000")
    refuse_busy_port(host, int(port))
    prepare_start(data)
    helper = _WorkerBeside() if with_worker else None
    click.echo(f"Serving {configuration.base_url} on {host}:{port}. Ctrl-C ends it.")
    try:
        _serve_until_stopped(host, int(port), threads)
    finally:
        if helper is not None:
            helper.end()
    click.echo("Stopped.")


def refuse_busy_port(host: str, port: int) -> None:
    """Refuse in words when something listens there already."""
    import socket  # noqa: PLC0415

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise Refused(f"{host}:{port} cannot be used: {error.strerror}. Name another with --listen.") from error


def prepare_start(data: Path) -> None:
    """What must be in place before the first request: migrations, static files of the editors' side, pages.

    Done in a process of its own, so that the server's does not carry Django's memory before it must.
    """
    result = subprocess.run([sys.executable, "-m", "parley.config.cli.prepare"], env=os.environ, check=False)
    if result.returncode:
        raise Refused("The publication could not be made ready; the lines above say why.")
    if not (data / "public" / "index.html.gz").is_file():
        raise Refused(f"{data} has no front page. Run `parley check`.")


def _serve_until_stopped(host: str, port: int, threads: int) -> None:
    """Granian replaces a process that died, and gives up when its successor dies within five seconds, as it does where
    memory is short. Readers want their pages all the same, so it begins anew, after a pause that grows."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        server = _server(host, port, threads)
        server.serve()
        if server.interrupt_signal:
            return
        pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        click.echo(f"The server's process died twice in a row; it begins anew in {pause:.0f} s.", err=True)
        time.sleep(pause)


def _server(host: str, port: int, threads: int) -> Any:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    return Granian(
        "parley.config.wsgi:application",
        address=host.strip("[]"),
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_TIMEOUT,
        websockets=False,
    )


class _WorkerBeside:
    """A worker in a process of its own, which is followed by another when it dies, killed for want of memory mostly."""

    def __init__(self) -> None:
        self._is_ending = threading.Event()
        self._process = _start_worker()
        threading.Thread(target=self._look_after, name="worker-beside", daemon=True).start()

    def _look_after(self) -> None:
        while not self._is_ending.wait(PARENT_POLL):
            status = self._process.poll()
            if status is not None:
                click.echo(f"The worker has ended ({status}); another begins.", err=True)
                with contextlib.suppress(OSError):  # no handle or no memory just now: tried again in a second
                    self._process = _start_worker()

    def end(self) -> None:
        self._is_ending.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "parley", "worker", "--beside", str(os.getpid())], env=os.environ
    )


@click.command()
@click.option("--beside", type=int, default=0, hidden=True, help="Process id of the server; the worker ends with it.")
def worker(beside: int) -> None:
    """Do what need not happen while somebody waits: mail, pages, schedule, healing. Any number may run."""
    data = start_django()
    from parley.config.worker import run_worker  # noqa: PLC0415
    from parley.keeping.erasures import erase_again  # noqa: PLC0415
    from parley.keeping.running import hold  # noqa: PLC0415

    hold(data)
    _wait_for_upgrade()
    erase_again(data)

    stop = threading.Event()
    if beside:
        threading.Thread(target=_end_with_parent, args=(beside, stop), daemon=True).start()
    run_worker(stop)


def _wait_for_upgrade() -> None:
    """The server upgrades the database when it starts; a worker beside it, or on another machine, waits for that."""
    from parley.keeping.upgrade import is_unfinished  # noqa: PLC0415

    while is_unfinished():
        click.echo("The database is older than the program: waiting for `parley serve` or `parley upgrade`.")
        time.sleep(UPGRADE_POLL)


def _end_with_parent(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_POLL)
    stop.set()
