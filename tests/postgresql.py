"""A real PostgreSQL for the tests: started by the first process of the run, found by the others, ended with the run."""

import atexit
import os
import shutil
import subprocess
from pathlib import Path

from tests.folders import temporary_folder

RUNNING = "TESTS_POSTGRES_SOCKET"
FOR_SPEED = (
    "listen_addresses=",
    "max_connections=60",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
)


def running_server() -> str:
    """The folder of the server's socket; starts the server when this run has none yet."""
    if RUNNING not in os.environ:
        os.environ[RUNNING] = _start()
    return os.environ[RUNNING]


def _start() -> str:
    folder = temporary_folder("parley-pg-")
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run(["initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", str(data)])
    options = " ".join(f"-c {setting}" for setting in (*FOR_SPEED, f"unix_socket_directories={folder}"))
    _run(["pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"])
    atexit.register(_stop, folder, data, os.getpid())
    _run(["createdb", "-h", str(folder), "-U", "postgres", "parley_main"])
    return str(folder)


def _stop(folder: Path, data: Path, owner: int) -> None:
    if os.getpid() == owner:
        _run(["pg_ctl", "-D", str(data), "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    tool = shutil.which(command[0]) or _debian_tool(command[0])
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_owner, tool, *command[1:]], check=True, capture_output=True, cwd="/")


def _debian_tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql (or run the tests on SQLite only)")
    return str(found[-1])
