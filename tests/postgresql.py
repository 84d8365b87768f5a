"""A real PostgreSQL for the tests: started by the first process of the run, found by the others, ended with the run."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

RUNNING = "TESTS_POSTGRES_SOCKET"


def running_server() -> str:
    """The folder of the server's socket; starts the server when this run has none yet."""
    if RUNNING not in os.environ:
        os.environ[RUNNING] = _start()
    return os.environ[RUNNING]


def _start() -> str:
    folder = Path(tempfile.mkdtemp(prefix="parley-pg-", dir="/dev/shm"))  # a short path: sockets allow 107 characters
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run(["initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D", str(data)])
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c max_connections=60"
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
