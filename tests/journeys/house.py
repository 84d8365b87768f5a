"""A publication as its owner has it: a data folder of its own, `parley serve` with its worker, and a mail server."""

import contextlib
import functools
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.folders import temporary_folder
from tests.journeys.export import write_export
from tests.journeys.patience import until
from tests.notifications.post_office import PostOffice
from tests.postgresql import running_server

PASSWORD = "the heron stands still"
GRANIAN = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "2", "--no-access-log")


def keep_one(items: list[pytest.Item], folder: Path) -> list[pytest.Item]:
    """The first test of a folder that is left out, so that one line says why; the others are dropped from `items`."""
    here = [item for item in items if folder in item.path.parents]
    items[:] = [item for item in items if item not in here[1:]]
    return here[1:]


def leave_out(why: str) -> None:
    """Skip, saying what is left out and how to have it; where nothing may be left out, fail."""
    if os.environ.get("TESTS_NOTHING_LEFT_OUT"):
        pytest.fail(why)
    pytest.skip(why)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment without any setting of Parley's or of the tests'."""
    ours = ("PARLEY_", "DJANGO_", "DATABASE_URL", "EMAIL_URL", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONUNBUFFERED": "1"} | settings


class House:
    """Ann edits, Ben moderates. Readers come with a browser."""

    def __init__(self) -> None:
        self.folder = temporary_folder("parley-journeys-")
        self.data = self.folder / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.office = PostOffice()
        self._settings = _database_settings()
        self._open = contextlib.ExitStack()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._open.enter_context(self.office)
        mail = f"smtp://127.0.0.1:{self.office.port}"
        names = ("--name", "The Shore Review", "--tagline", "Ferries and other certainties", "--language", "en")
        self.parley(
            "init", *names, "--editor", "", "--launched", "--no-sample", "--base-url", self.url, "--email-url", mail
        )
        self.parley("createuser", "ann", "--name", "Ann", "--role", "editor", "--password-stdin", typed=PASSWORD)
        self.parley("createuser", "ben", "--name", "Ben", "--role", "moderator", "--password-stdin", typed=PASSWORD)
        self._serve()
        self.parley("import", "wordpress", str(write_export(self.folder / "shore.xml")))
        until(self._has_articles, "the worker has written the imported articles", within=30)

    def stop(self) -> None:
        self._stop_serving()
        self._open.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def parley(self, *arguments: str, typed: str = "", **settings: str) -> str:
        """Run a command of the program; its standard output. Fails with what it said when it refuses."""
        done = subprocess.run(
            [*self._command(), *arguments],
            env=clean_environment(**(self._settings | settings)),
            input=typed,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0, f"parley {arguments[0]}: {done.stdout}{done.stderr}"
        return done.stdout

    def run(self, module: str, *arguments: str) -> None:
        """Run a module of the checkout beside the server, on the same data."""
        settings = {"PARLEY_DATA": str(self.data), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        environment = clean_environment(**(self._settings | settings))
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, env=environment, check=True, timeout=180)

    def log(self) -> str:
        file = self.folder / "serve.log"
        return file.read_text(encoding="utf-8", errors="replace")[-3000:] if file.exists() else ""

    def file(self, path: str) -> Path:
        """The stored file of a page's address."""
        return self.data / "public" / f"{path.strip('/')}/index.html.gz".lstrip("/")

    @contextmanager
    def started_again_with(self, **settings: str) -> Iterator[None]:
        """The same house, stopped and started with other settings; started once more without them afterwards."""
        self._stop_serving()
        self._serve(**settings)
        try:
            yield
        finally:
            self._stop_serving()
            self._serve()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Nobody answers at the house's address; afterwards the server runs again."""
        self._stop_serving()
        try:
            yield
        finally:
            self._serve()

    @contextmanager
    def without_program(self, **settings: str) -> Iterator[str]:
        """The same folder behind a gate whose program cannot start, since its database does not answer. Its address."""
        port = free_port()
        broken = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
        with (self.folder / "gate.log").open("wb") as log:
            gate = subprocess.Popen(
                [sys.executable, "-m", "granian", *GRANIAN, "--port", str(port), "parley.config.wsgi:application"],
                env=clean_environment(PARLEY_DATA=str(self.data), DATABASE_URL=broken, **settings),
                stdout=log,
                stderr=log,
            )
        try:
            until(lambda: status_of(port, "/") == 200, "the gate answers without its program", within=30)
            yield f"http://127.0.0.1:{port}"
        finally:
            gate.send_signal(signal.SIGINT)
            gate.wait(timeout=30)

    def _serve(self, **settings: str) -> None:
        with (self.folder / "serve.log").open("wb") as log:
            self._server = subprocess.Popen(
                [*self._command(), "serve", "--listen", f"127.0.0.1:{self.port}", "--threads", "4"],
                env=clean_environment(**(self._settings | settings)),
                stdout=log,
                stderr=log,
            )
        until(self._answers, f"the server answers; it said: {self.log()}", within=60)

    def _stop_serving(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=30)

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "parley", "--data", str(self.data)]

    def _answers(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, f"the server ended: {self.log()}"
        return status_of(self.port, "/editors/login/") == 200

    def _has_articles(self) -> bool:
        return self.file("/2024/05/the-ferry-that-waits/").exists() and self.file("/crossings/").exists()


def _database_settings() -> dict[str, str]:
    """SQLite in the data folder; a database of the tests' own PostgreSQL where the run is on that."""
    if os.environ.get("TESTS_DATABASE") != "postgresql":
        return {}
    server, name = running_server(), f"journeys_{os.getpid()}"
    with psycopg.connect(f"host={server} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"DATABASE_URL": f"postgresql://postgres@/{name}?host={server}"}


def status_of(port: int, path: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


@functools.cache
def standing_house() -> House:
    """One house for all journeys of this process: starting it takes half a minute."""
    house = House()
    try:
        house.start()
    except BaseException:
        house.stop()
        raise
    return house
