"""The real nginx, with the configuration that `parley deploy nginx` prints, in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys.house import House, clean_environment, free_port, status_of
from tests.journeys.patience import until

MISSING = (
    "the comparison of nginx with the gate is left out: there is no nginx; `apt-get install nginx-light` brings it"
)
AROUND = """
{user}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/parley.conf;
}}
"""


def installed_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def nginx_before(house: House, *, listen: str, **settings: str) -> Iterator[int]:
    """nginx in front of a program that listens, or does not, on `listen`. Its port."""
    program = installed_nginx()
    assert program is not None
    port = free_port()
    folder = house.folder / f"nginx-{port}"
    folder.mkdir()
    printed = house.parley("deploy", "nginx", "--port", str(port), PARLEY_LISTEN=listen, **settings)
    (folder / "parley.conf").write_text(printed, encoding="utf-8")
    # Workers of a server that root starts would run as nobody, who may not read a test's folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    with (folder / "out.log").open("wb") as log:
        server = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(folder / "nginx.conf")],
            env=clean_environment(),
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: server.poll() is not None or status_of(port, "/") == 200, "nginx answers", within=15)
        assert server.poll() is None, (folder / "out.log").read_text() + (folder / "error.log").read_text()
        yield port
    finally:
        server.terminate()
        server.wait(timeout=15)
