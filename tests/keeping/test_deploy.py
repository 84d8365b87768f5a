"""What `parley deploy` prints is taken by the programs that it is for."""

import gzip
import http.client
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_commands import run
from tests.journeys.house import free_port

PAGE = "<p>A page that stands as a file.</p>"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a few public files; no program runs."""
    folder = tmp_path / "data"
    for name in ("index.html", "opinion/talks/index.html", "feed.xml", "errors/503/index.html", "assets/site.1.css"):
        file = folder / "public" / f"{name}.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(f"{PAGE} {name}".encode()))
    (folder / "parley.toml").write_text('base_url = "https://magazine.example"\nbackup_folder = "/srv/backups"\n')
    return folder


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="apt-get install systemd")
def test_the_units_are_well_formed_and_hardened(data: Path) -> None:
    folder = data.parent / "units"
    folder.mkdir()
    written = run(data, "deploy", "systemd", "--write", str(folder), "--user", "root")
    assert written.returncode == 0, written.stderr
    units = [str(folder / f"parley-{name}.service") for name in ("web", "worker")]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    for unit in units:
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
        judged = subprocess.run(command, capture_output=True, text=True, check=False)
        assert judged.returncode == 0, judged.stdout[-300:]


def test_the_units_may_write_to_data_and_backups_only(data: Path) -> None:
    printed = run(data, "deploy", "systemd").stdout
    assert printed.count(f"ReadWritePaths={data} /srv/backups\n") == 2
    assert printed.count("serve --no-worker") == 1
    assert f"Environment=PARLEY_DATA={data}\n" in printed


@pytest.fixture
def caddy(data: Path) -> Iterator[http.client.HTTPConnection]:
    """The real Caddy before a program that is stopped."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("apt-get install caddy")
    port, silent, folder = free_port(), free_port(), data.parent
    (data / "parley.toml").write_text(f'base_url = "http://localhost:{port}"\nlisten = "127.0.0.1:{silent}"\n')
    printed = run(data, "deploy", "caddy").stdout
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + printed)
    environment = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        command = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        connection = http.client.HTTPConnection("localhost", port, timeout=10)
        for _ in range(200):
            try:
                connection.connect()
                break
            except OSError:
                assert server.poll() is None, (folder / "caddy.log").read_text()
                time.sleep(0.05)
        yield connection
        connection.close()
    finally:
        server.terminate()
        server.wait(timeout=15)


def test_caddy_serves_pages_while_parley_is_stopped(caddy: http.client.HTTPConnection) -> None:
    kinds = {"/": "text/html", "/opinion/talks/": "text/html", "/feed.xml": "application/atom+xml"}
    for path, kind in kinds.items():
        caddy.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = caddy.getresponse()
        assert PAGE in gzip.decompress(answer.read()).decode()
        assert (answer.status, answer.getheader("Content-Encoding")) == (200, "gzip")
        assert answer.getheader("Content-Type") == f"{kind}; charset=utf-8"
        assert answer.getheader("Cache-Control") == "public, max-age=0, must-revalidate"
        assert "default-src 'none'" in str(answer.getheader("Content-Security-Policy"))
        tag = answer.getheader("ETag")
        assert tag
        caddy.request("GET", path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        again = caddy.getresponse()
        assert (again.status, again.read()) == (304, b"")


def test_caddy_says_for_ever_of_what_never_changes(caddy: http.client.HTTPConnection) -> None:
    caddy.request("GET", "/assets/site.1.css", headers={"Accept-Encoding": "gzip"})
    answer = caddy.getresponse()
    answer.read()
    found = (answer.status, answer.getheader("Cache-Control"), answer.getheader("Content-Type"))
    assert found == (200, "public, max-age=31536000, immutable", "text/css; charset=utf-8")


@pytest.mark.parametrize("path", ["/conversation/post/", "/nowhere/", "/moderation/", "/index.html", "/../parley.toml"])
def test_caddy_says_that_parley_is_stopped(caddy: http.client.HTTPConnection, path: str) -> None:
    caddy.request("POST" if "post" in path else "GET", path, headers={"Accept-Encoding": "gzip"})
    answer = caddy.getresponse()
    body = answer.read()
    assert (answer.status, answer.getheader("Retry-After")) == (503, "60")
    assert "errors/503" in gzip.decompress(body).decode()


def test_the_container_file_names_what_is_there() -> None:
    root = Path(__file__).parents[2]
    text = (root / "Containerfile").read_text()
    assert (root / "requirements" / "run.txt").is_file()
    assert "--require-hashes" in text
    assert "USER 10001" in text
    assert text.count("FROM ") == 2
