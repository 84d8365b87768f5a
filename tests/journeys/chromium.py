"""Debian's Chromium, started once for all journeys. Each journey talks to it by a connection of its own."""

import functools
import shutil
import subprocess

from tests.folders import temporary_folder
from tests.journeys.patience import until

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
)
MISSING = (
    "the journeys (import, read, write, moderate, be told once, edit, small screens) are left out: there is no "
    "Chromium; `apt-get install chromium` brings it"
)


class Chromium:
    """The browser's process."""

    def __init__(self, program: str) -> None:
        self.folder = temporary_folder("parley-chromium-")
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = self.folder / "DevToolsActivePort"
        until(lambda: port_file.exists() and port_file.read_text().count("\n"), "Chromium listens", within=30)
        self.address = f"http://127.0.0.1:{port_file.read_text().split()[0]}"

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def installed_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@functools.cache
def running_chromium(program: str) -> Chromium:
    return Chromium(program)
