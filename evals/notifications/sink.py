"""A mail server in a process of its own that takes every mail and counts: aiosmtpd as it is, or Postfix' smtp-sink."""

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

SMTP_SINK = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin:/sbin:/bin")


@contextmanager
def running_sink(kind: str) -> Iterator[int]:
    """`kind`: "aiosmtpd" or "smtp-sink". Gives its port on 127.0.0.1."""
    port = free_port()
    if kind == "smtp-sink":
        assert SMTP_SINK is not None
        command = [SMTP_SINK, "-u", "nobody", f"127.0.0.1:{port}", "128"]
    else:
        command = [sys.executable, "-m", "evals.notifications.sink", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Return when something listens there."""
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


class Ended:
    """Use as a context manager: the process ends with it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        self._process.wait()


async def _serve(port: int) -> None:
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import SMTP

    handler = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    asyncio.run(_serve(parser.parse_args().port))
