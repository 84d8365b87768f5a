"""A real Postfix of the tests' own: its configuration, queue and ports are in a temporary folder and on loopback."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.folders import temporary_folder

PROGRAM = shutil.which("postfix", path="/usr/sbin:/usr/bin")
CAN_RUN = PROGRAM is not None and os.geteuid() == 0
WHY_NOT = "Postfix is missing (apt-get install postfix), or the tests do not run as root"

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
local_recipient_maps =
alias_maps =
relayhost = [127.0.0.1]:{next_port}
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions =
    check_recipient_access
    inline:{{ {{ gone@example.org = 550 5.1.1 nobody here }}, {{ later@example.org = 451 4.3.0 later }} }}
    permit_mynetworks reject
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Use as a context manager. Relays to `next_port` whatever comes to `port`; refuses gone@example.org for good and
    later@example.org for now."""

    def __init__(self, next_port: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._next_port = next_port

    def __enter__(self) -> Self:
        assert PROGRAM is not None
        self._folder = temporary_folder("parley-postfix-")
        self._folder.chmod(0o755)
        for name in ("queue", "data", "conf"):
            (self._folder / name).mkdir(mode=0o755)
        shutil.chown(self._folder / "data", "postfix")
        conf = self._folder / "conf"
        (conf / "main.cf").write_text(_MAIN.format(folder=self._folder, next_port=self._next_port))
        (conf / "master.cf").write_text(_MASTER.format(port=self.port))
        self._process = subprocess.Popen(
            [PROGRAM, "-c", str(conf), "start-fg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )
        self._wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def log(self) -> str:
        """What it says of itself, for a test that fails."""
        log: Path = self._folder / "log"
        return log.read_text() if log.exists() else ""

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as session:
                    if session.recv(64).startswith(b"220"):
                        return
            except OSError:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"Postfix does not start: {self.log}") from None
            time.sleep(0.05)
