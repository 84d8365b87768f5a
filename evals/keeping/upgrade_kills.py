"""Kill an upgrade at many points, start it again, and see whether a row is lost and pages are served throughout.

    python -m evals.keeping.upgrade_kills [--comments 100000] [--points 20] [--database-url postgresql://…]

An installation is taken back to an older form of its database and filled with comments. Then `upgrade` runs in
processes that kill themselves (SIGKILL) before one of their SQL statements, at points spread over all of them; each
is followed by one that runs to its end. Meanwhile the gate serves the public files. There are no older releases yet:
the older form is that of ROUND, several migrations back.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")
ROUND = {
    "conversation": "0008_console",
    "accounts": "0002_readers_sign_in",
    "notifications": "0002_mail_without_subscription",
}
"""The newest migration of these rooms in the older form."""

AGE = """
import sys, django
django.setup()
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from parley.config.cli.init import prepare_database
prepare_database()
executor = MigrationExecutor(connection)
wanted = [(app, name) for app, name in {round!r}.items() if (app, name) in executor.loader.disk_migrations]
executor.migrate(wanted)
executor = MigrationExecutor(connection)
state = executor._create_project_state(with_applied_migrations=True)
Thread, Comment = (state.apps.get_model("conversation", name) for name in ("Thread", "Comment"))
now = datetime.now(UTC)
thread = Thread.objects.create(url="/a/", title="A", created_at=now)
for start in range(0, {comments}, 5000):
    Comment.objects.bulk_create(
        Comment(thread=thread, author_name="Reader", source=f"Words {{n}}", html=f"<p>Words {{n}}</p>",
                status="approved", posted_at=now, received_at=now, private_key=f"k{{n}}", submission_key=f"s{{n}}")
        for n in range(start, min(start + 5000, {comments})))
connection.close()
"""
UPGRADE = """
import os, signal, sys, django
django.setup()
from django.db import connection
from parley.keeping.upgrade import upgrade
point, count = int(sys.argv[1]), 0
def kill_at_the_point(execute, sql, params, many, context):
    global count
    count += 1
    if count == point:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(kill_at_the_point):
    upgrade()
print(count)
"""
LOOK = """
import json, hashlib, django
django.setup()
from django.db import connection
from parley.keeping.upgrade import is_unfinished
with connection.cursor() as cursor:
    cursor.execute("SELECT id, source, author_name, private_key FROM conversation_comment ORDER BY id")
    digest, count = hashlib.sha256(), 0
    for row in cursor.fetchall():
        digest.update(repr(row).encode())
        count += 1
    answer = "ok"
    if connection.vendor == "sqlite":
        answer = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        answer = answer if not cursor.execute("PRAGMA foreign_key_check").fetchall() else "foreign keys"
print(json.dumps([count, digest.hexdigest(), answer, is_unfinished()]))
"""


class Installation:
    """A data folder with an old database; on PostgreSQL, the database of `url`, which is made anew."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "parley.toml").write_text('base_url = "http://localhost:8000"\n')

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        source = str(Path(__file__).parents[2] / "src")
        kept = {
            n: v
            for n, v in os.environ.items()
            if not n.startswith("PARLEY_") and n not in ("DATABASE_URL", "EMAIL_URL")
        }
        own = {
            "PARLEY_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "parley.config.settings",
            "PYTHONPATH": source,
        }
        database = {"DATABASE_URL": self.url} if self.url else {}
        return subprocess.run([sys.executable, "-c", program, *arguments], env=kept | own | database,
                              capture_output=True, text=True, check=False)  # fmt: skip

    def make_old(self, comments: int) -> None:
        if self.url:
            self._server("DROP DATABASE IF EXISTS {0} WITH (FORCE)", "CREATE DATABASE {0}")
        done = self.run(AGE.format(round=ROUND, comments=comments))
        assert done.returncode == 0, done.stderr
        pages = self.folder / "public"
        pages.mkdir(exist_ok=True)
        (pages / "index.html.gz").write_bytes(b"\x1f\x8b a page")

    def keep(self) -> None:
        """Remember this state, for `go_back`."""
        if self.url:
            self._server("DROP DATABASE IF EXISTS {0}_old WITH (FORCE)", "CREATE DATABASE {0}_old TEMPLATE {0}")
        else:
            shutil.copyfile(self.folder / "parley.sqlite3", self.folder / "old")

    def go_back(self) -> None:
        (self.folder / "run" / "upgrading").unlink(missing_ok=True)
        if self.url:
            self._server("DROP DATABASE {0} WITH (FORCE)", "CREATE DATABASE {0} TEMPLATE {0}_old")
            return
        for ending in ("-wal", "-shm"):
            (self.folder / f"parley.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / "old", self.folder / "parley.sqlite3")

    def look(self) -> list[Any]:
        """[comments, digest of their words, integrity, whether something is left to upgrade]."""
        seen = self.run(LOOK)
        assert seen.returncode == 0, seen.stderr
        found: list[Any] = json.loads(seen.stdout.splitlines()[-1])
        return found

    def _server(self, *statements: str) -> None:
        import psycopg

        name = urlsplit(self.url).path.lstrip("/")
        with psycopg.connect(self.url.replace(f"/{name}", "/postgres", 1), autocommit=True) as server:
            for statement in statements:
                server.execute(statement.format(f'"{name}"').replace('"_old', '_old"'))


def kill_at_points(installation: Installation, points: int) -> list[dict[str, Any]]:
    """One line for each kill: the statement, whether it was killed, and what stands after the next start."""
    installation.keep()
    before = installation.look()
    assert before[2:] == ["ok", True], before
    statements = int(installation.run(UPGRADE, "0").stdout.splitlines()[-1])
    found = []
    for number in range(points):
        installation.go_back()
        point = 1 + (statements - 1) * number // max(points - 1, 1)
        killed = installation.run(UPGRADE, str(point))
        started = time.monotonic()
        again = installation.run(UPGRADE, "0")
        after = installation.look()
        found.append(
            {
                "statement": point,
                "killed": killed.returncode == -9,
                "finished": again.returncode == 0,
                "seconds": round(time.monotonic() - started, 1),
                "whole": after == [*before[:2], "ok", False],
                "error": again.stderr[-300:],
            }
        )
    return found


class Readers:
    """Read a page through the gate, again and again; `failed` counts answers that are no page."""

    def __init__(self, public: Path) -> None:
        from parley.config.gate import Gate

        self.read = self.failed = 0
        self._gate = Gate(public, {}, lambda: None)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        while not self._stop.is_set():
            said: list[str] = []
            request = {"PATH_INFO": "/", "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "gzip"}
            body = b"".join(self._gate(request, lambda status, _headers: said.append(status)))  # noqa: B023
            self.read += 1
            self.failed += (said, body) != (["200 OK"], b"\x1f\x8b a page")
            self._stop.wait(0.01)

    def __enter__(self) -> "Readers":
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stop.set()
        self._thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--database-url", default="", help="PostgreSQL, a database that may be thrown away")
    parser.add_argument("--keep", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    installation = Installation(Path(tempfile.mkdtemp(prefix="parley-upgrade-")), chosen.database_url)
    installation.make_old(chosen.comments)
    with Readers(installation.folder / "public") as readers:
        found = kill_at_points(installation, chosen.points)
    kind = "postgresql" if chosen.database_url else "sqlite"
    recording = Recording(name=f"upgrade_kills_{kind}", title="Upgrades that are killed", engine=f"Parley on {kind}")
    killed, finished, whole = (str(sum(f[key] for f in found)) for key in ("killed", "finished", "whole"))
    longest = str(max(f["seconds"] for f in found))
    recording.add(
        f"{chosen.comments:,} comments",
        ["Kills", "Finished at next start", "No row lost, integrity ok", "Longest restart, s", "Pages read", "Failed"],
        [[killed, finished, whole, longest, str(readers.read), str(readers.failed)]],
    )
    for line in found:
        if line["error"]:
            print(line)
    for path in recording.keep(chosen.keep):
        print(path)
    shutil.rmtree(installation.folder)


if __name__ == "__main__":
    main()
