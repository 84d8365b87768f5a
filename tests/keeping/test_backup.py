"""Backups: whole or not at all, consistent under load, readable by common tools."""

import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
import time_machine
import zstandard
from django.conf import settings
from pysqlite3 import dbapi2 as sqlite

from parley.keeping import schedule
from parley.keeping.archive import make_key, unpack
from parley.keeping.backup import backups_in, forget_old_backups
from parley.keeping.errors import BackupFailed, BackupUnusable
from parley.kit import clock
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.databases import is_postgresql
from tests.keeping.magazines import back_up, make_magazine, write_events

COUNT = "SELECT count(*) FROM outbox_event WHERE kind = ?"
SOURCE = Path(__file__).parents[2] / "src"


def names_in(path: Path) -> list[str]:
    with (
        path.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        return [member.name for member in tar]


def test_it_holds_what_cannot_be_made_anew_and_nothing_else(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    for folder in ("public", "static", "mailbox", "locks", "run", ".restore", "replaced-20260101T000000"):
        (data / folder).mkdir(exist_ok=True)
        (data / folder / "file").write_text("not kept")
    (data / "mail-keys").mkdir()
    (data / "mail-keys" / "private.pem").write_text("a key of which the backup has never heard")
    made = back_up(data, tmp_path / "safe")
    pictures = [f"folder/media/original/old-{number}.webp" for number in range(3)]
    own = ["folder/mail-keys/private.pem", "folder/parley.toml", "folder/secret.key"]
    assert sorted(names_in(made.path)) == sorted(["database.sqlite3", "manifest.json", *own, *pictures])
    assert made.counts["outbox_event"] == 20
    assert made.path.stat().st_mode & 0o077 == 0, "it holds the secret key"
    assert [path.name for path in data.glob(".backup-*")] == []


def test_each_backup_under_load_is_of_one_moment(tmp_path: Path) -> None:
    data, stop = make_magazine(tmp_path / "data"), threading.Event()

    def write_pairs() -> None:
        connection = sqlite.connect(str(data / "parley.sqlite3"), timeout=20, isolation_level=None)
        while not stop.is_set():
            connection.execute("BEGIN IMMEDIATE")
            for kind in ("one", "two"):
                connection.execute(
                    "INSERT INTO outbox_event (kind, subject, payload, happened_at) VALUES (?, 'x', '{}', '2026')",
                    (kind,),
                )
            connection.execute("COMMIT")
        connection.close()

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        counted = []
        for number in range(8):
            unpacked = tmp_path / str(number)
            unpacked.mkdir()
            unpack(back_up(data, tmp_path / "safe").path, unpacked)
            copy = sqlite.connect(str(unpacked / "database.sqlite3"))
            one, two = (copy.execute(COUNT, (kind,)).fetchone()[0] for kind in ("one", "two"))
            copy.close()
            assert one == two
            counted.append(one)
    finally:
        stop.set()
        writer.join()
    assert counted[-1] > counted[0], "nobody wrote meanwhile"


def test_what_is_uploaded_while_the_database_is_copied_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that the copy names may have come after the first look at the folder; one may go before the last."""
    from parley.keeping import backup

    data = make_magazine(tmp_path / "data")
    copy = backup.snapshot_sqlite

    def upload_meanwhile(source: Path, target: Path) -> None:
        (data / "media" / "late.webp").write_bytes(b"late")
        (data / "media" / "original" / "old-1.webp").unlink()
        copy(source, target)

    monkeypatch.setattr(backup, "snapshot_sqlite", upload_meanwhile)
    names = names_in(back_up(data, tmp_path / "safe").path)
    assert {"folder/media/late.webp", "folder/media/original/old-1.webp"} <= set(names)


def test_an_encrypted_backup_opens_with_its_key_only(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    public = make_key(tmp_path / "key")
    make_key(tmp_path / "another")
    made = back_up(data, tmp_path / "safe", encrypt_to=[public])
    assert made.path.name.endswith(".tar.zst.age")
    assert b"secret of old" not in made.path.read_bytes()
    (tmp_path / "out").mkdir()
    for identity, words in ((None, "--identity FILE"), (tmp_path / "another", "cannot be decrypted")):
        with pytest.raises(BackupUnusable, match=words):
            unpack(made.path, tmp_path / "out", identity=identity)
        assert list((tmp_path / "out").iterdir()) == []
    unpack(made.path, tmp_path / "out", identity=tmp_path / "key")
    assert (tmp_path / "out" / "folder" / "secret.key").read_text() == "secret of old"
    assert not (tmp_path / "out" / ".plain").exists()


def test_a_wrong_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    with pytest.raises(BackupFailed, match="no public key of age"):
        back_up(data, tmp_path / "safe", encrypt_to=["age1nonsense"])
    assert not (tmp_path / "safe").exists()


def test_a_damaged_database_is_no_backup(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data", events=4000)
    with (data / "parley.sqlite3").open("r+b") as file:
        for page in range(40, 300):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    with pytest.raises(BackupFailed, match="database"):
        back_up(data, tmp_path / "safe")
    assert backups_in(tmp_path / "safe") == []
    assert list((tmp_path / "safe").iterdir()) == []


def test_a_killed_backup_leaves_none_and_the_next_clears_up(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    (data / "media" / "film").write_bytes(os.urandom(30_000_000))
    program = (
        "import sys; from pathlib import Path; from tests.keeping.magazines import back_up; "
        "print('begin', flush=True); back_up(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = os.environ | {"PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}"}
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(data), str(tmp_path / "safe")], env=environment, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    until = time.monotonic() + 20
    while not list(data.glob(".backup-*/backup")) and time.monotonic() < until:
        time.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert list(data.glob(".backup-*")) != [], "it was killed too late to tell"
    assert backups_in(tmp_path / "safe") == []
    back_up(data, tmp_path / "safe")
    assert list(data.glob(".backup-*")) == []
    assert len(list((tmp_path / "safe").iterdir())) == 1


def test_the_newest_are_kept(tmp_path: Path) -> None:
    names = [f"parley-202601{day:02}T000000.000Z.tar.zst" for day in range(1, 6)]
    for name in [*names, "notes.txt", ".new-parley-20260101T000000.000Z.tar.zst"]:
        (tmp_path / name).touch()
    assert [path.name for path in forget_old_backups(tmp_path, keep=2)] == names[:3]
    forget_old_backups(tmp_path, keep=0)
    assert [path.name for path in backups_in(tmp_path)] == names[4:], "the last one stays whatever is asked"
    assert (tmp_path / "notes.txt").exists()


def test_the_worker_makes_one_a_day_and_forgets_the_oldest(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"backup_folder": str(tmp_path / "safe"), "backup_every": 24, "backup_keep": 2}
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update=changes))
    start = datetime(2026, 3, 5, 8, tzinfo=UTC)
    for hours, makes in ((0, True), (23, False), (24, True), (49, True)):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert (schedule.back_up_when_due() is not None) == makes
    kept = backups_in(tmp_path / "safe")
    assert [path.name[:22] for path in kept] == ["parley-20260306T080000", "parley-20260307T090000"]


def test_a_failed_backup_is_tried_again_later(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    changes = {"backup_folder": str(tmp_path / "file" / "safe")}
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update=changes))
    monkeypatch.setattr(schedule, "_not_before", 0.0)
    assert schedule.back_up_when_due() is None
    monkeypatch.setattr(
        settings, "PARLEY", settings.PARLEY.model_copy(update={"backup_folder": str(tmp_path / "safe")})
    )
    assert schedule.back_up_when_due() is None, "it was tried again at once"
    monkeypatch.setattr(schedule, "_not_before", monotonic() - 1)
    assert schedule.back_up_when_due() is not None


def test_a_clock_that_was_wrong_keeps_no_backup_from_being_made(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update={"backup_folder": str(tmp_path)}))
    monkeypatch.setattr(schedule, "_not_before", 0.0)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        assert schedule.back_up_when_due() is not None
    assert schedule.back_up_when_due() is not None
    assert schedule.back_up_when_due() is None


def test_the_command_says_what_it_made_and_what_is_in_it(cast: Cast, tmp_path: Path) -> None:
    answer = parley("backup", str(tmp_path / "safe"))
    assert answer.exit_code == 0, answer.output
    (made,) = backups_in(tmp_path / "safe")
    assert str(made) in answer.output
    assert "holds secret.key and is not encrypted" in answer.output
    assert ("database.dump" if is_postgresql() else "database.sqlite3") in names_in(made)


def test_without_a_folder_the_command_asks_for_one(cast: Cast) -> None:
    answer = parley("backup")
    assert (answer.exit_code, "set backup_folder" in answer.output) == (1, True)


def test_a_folder_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="cannot be made"):
        back_up(data, tmp_path / "file" / "safe")


def test_events_written_after_a_backup_are_not_in_it(tmp_path: Path) -> None:
    data = make_magazine(tmp_path / "data")
    first = back_up(data, tmp_path / "safe")
    write_events(data, "late", 5)
    assert (first.counts["outbox_event"], back_up(data, tmp_path / "safe").counts["outbox_event"]) == (20, 25)
