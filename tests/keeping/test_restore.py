"""Restoring: nothing is replaced before all is found well; killed at any point, it is the old or the new."""

import json
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from pysqlite3 import dbapi2 as sqlite

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader, Suppression
from parley.config.cli.start import Refused, finish_interrupted_restore
from parley.conversation.actions.erasing import Words, lift_suppression
from parley.conversation.models import Comment
from parley.keeping.erasures import Erasure, erase_again, note_erasures, read_erasures, write_erasures
from parley.keeping.errors import BackupUnusable, RestoreRefused
from parley.keeping.restore import DECIDED, WORK, finish_restore, restore
from parley.keeping.restoring import known_migrations, restore_installation
from parley.readers.actions import erase
from tests.config.test_commands import run
from tests.conftest import Cast
from tests.keeping.magazines import back_up, contents, database_of, make_magazine
from tests.posting import write

SOURCE = Path(__file__).parents[2] / "src"
POINTS = 24
"""Kills of the short form; `make evals-backup` kills at every point."""


def all_bytes(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file() and "run" not in p.parts}


def test_it_brings_back_everything_and_keeps_what_it_replaced(tmp_path: Path) -> None:
    old = make_magazine(tmp_path / "old")
    made = back_up(old, tmp_path / "safe")
    standing = make_magazine(tmp_path / "new", name="new", events=7)
    (standing / "public").mkdir()
    (standing / "public" / "index.html.gz").write_text("a page of the new one")
    before = contents(standing)
    done = restore(made.path, standing, known=known_migrations())
    assert contents(standing) == contents(old)
    assert contents(standing)[0] == ("old", 20)
    assert not (standing / "public").exists(), "a page of what was replaced is no page of what stands"
    assert done.aside is not None
    assert contents(done.aside) == before
    assert not (standing / WORK).exists()
    assert (standing / "secret.key").stat().st_mode & 0o077 == 0


def test_it_makes_a_folder_that_was_not_there(tmp_path: Path) -> None:
    old = make_magazine(tmp_path / "old")
    done = restore(back_up(old, tmp_path / "safe").path, tmp_path / "new", known=known_migrations())
    assert (done.aside, contents(tmp_path / "new")) == (None, contents(old))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def _text(path: Path) -> None:
    path.write_text("this is no backup")


def _packed_anew(path: Path, change: Callable[[Path], None], link: bool = False) -> None:
    """What somebody makes who takes the backup apart and puts it together with common tools."""
    folder = path.parent / "apart"
    folder.mkdir()
    with (
        path.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        tar.extractall(folder, filter="data")
    change(folder)
    with (
        path.open("wb") as file,
        zstandard.ZstdCompressor().stream_writer(file) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for place in sorted(folder.rglob("*")):
            if place.is_file():
                tar.add(place, str(place.relative_to(folder)))
        if link:
            info = tarfile.TarInfo("folder/media")
            info.type, info.linkname = tarfile.SYMTYPE, "/etc"
            tar.addfile(info)


def _without_manifest(path: Path) -> None:
    _packed_anew(path, lambda folder: (folder / "manifest.json").unlink())


def _with_link(path: Path) -> None:
    _packed_anew(path, lambda _folder: None, link=True)


def _with_another_picture(path: Path) -> None:
    _packed_anew(path, lambda folder: (folder / "folder" / "media" / "original" / "old-1.webp").write_text("another"))


def _manifest_of(folder: Path, **changes: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def _newer_form(path: Path) -> None:
    _packed_anew(path, lambda folder: _manifest_of(folder, format=99, parley="9.0"))


def _newer_database(path: Path) -> None:
    def change(folder: Path) -> None:
        found = json.loads((folder / "manifest.json").read_text())["migrations"]
        _manifest_of(folder, migrations=[*found, "conversation.9999_of_next_year"])

    _packed_anew(path, change)


def _other_counts(path: Path) -> None:
    _packed_anew(path, lambda folder: _manifest_of(folder, counts={"outbox_event": 21}))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_cut, "damaged"),
        (_flip, "damaged"),
        (_text, "damaged or no backup"),
        (_without_manifest, "ends too early"),
        (_with_link, "no Parley writes"),
        (_with_another_picture, "old-1.webp is not as it was saved"),
        (_newer_form, "Install that Parley or a later one"),
        (_newer_database, "comes from a newer Parley"),
        (_other_counts, "not the one that was counted"),
        (Path.unlink, "no file at"),
    ],
)
def test_what_is_not_well_replaces_nothing(tmp_path: Path, spoil: Callable[[Path], None], words: str) -> None:
    made = back_up(make_magazine(tmp_path / "old"), tmp_path / "safe")
    spoil(made.path)
    standing = make_magazine(tmp_path / "new", name="new")
    before = all_bytes(standing)
    with pytest.raises(BackupUnusable, match=words):
        restore(made.path, standing, known=known_migrations())
    assert all_bytes(standing) == before


def test_each_flipped_bit_is_found(tmp_path: Path) -> None:
    made = back_up(make_magazine(tmp_path / "old"), tmp_path / "safe")
    whole, chance = made.path.read_bytes(), random.Random(5)
    for _ in range(40):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        made.path.write_bytes(spoiled)
        try:
            restore(made.path, tmp_path / "new", known=known_migrations())
        except BackupUnusable:
            assert [p.name for p in (tmp_path / "new").iterdir()] == ["run"]
        else:  # a bit of padding, of which nothing depends
            assert contents(tmp_path / "new") == contents(tmp_path / "old")
            break


def test_it_waits_for_nobody_who_uses_the_folder(tmp_path: Path) -> None:
    made = back_up(make_magazine(tmp_path / "old"), tmp_path / "safe")
    standing = make_magazine(tmp_path / "new", name="new")
    program = (
        "import sys; from parley.keeping.running import hold; from pathlib import Path; "
        "hold(Path(sys.argv[1])); print(); input()"
    )
    command = [sys.executable, "-c", program, str(standing)]
    child = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SOURCE)},
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert child.stdout is not None
    child.stdout.readline()
    try:
        with pytest.raises(RestoreRefused, match="Stop it"):
            restore(made.path, standing, known=known_migrations())
        assert contents(standing)[0] == ("new", 20)
    finally:
        child.communicate(b"\n")
    restore(made.path, standing, known=known_migrations())
    assert contents(standing)[0] == ("old", 20)


KILLED = """
import os, signal, sys
from pathlib import Path
from parley.keeping import restore
data, backup, point, known = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split()
count = 0
def kill_at_the_point(event, _arguments):
    global count
    if event in {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "open", "os.chmod"}:
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill_at_the_point)
restore.restore(backup, data, known=known)
print(count)
"""


def restore_killed_at(point: int, backup: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Restore in a process that kills itself with SIGKILL at its n-th touch of the file system (0: never)."""
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(data), str(backup), str(point), " ".join(known_migrations())],
        env=os.environ | {"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_killed_at_any_point_it_is_the_old_or_the_new(tmp_path: Path) -> None:
    old = make_magazine(tmp_path / "old")
    made = back_up(old, tmp_path / "safe")
    touches = int(restore_killed_at(0, made.path, make_magazine(tmp_path / "whole", name="new")).stdout)
    # The first steps read and unpack; the interesting ones are the last, where things are replaced.
    points = sorted({*range(touches - 18, touches + 1), *random.Random(touches).sample(range(1, touches), POINTS - 19)})
    was, ends = (contents(make_magazine(tmp_path / "same", name="new")), contents(old)), []
    for point in points:
        data = make_magazine(tmp_path / f"at-{point}", name="new")
        assert restore_killed_at(point, made.path, data).returncode == -9
        finish_restore(data)
        ends.append(contents(data))
        assert ends[-1] in was, point
        assert not (data / WORK / DECIDED).exists()
        restore(made.path, data, known=known_migrations())
        assert contents(data) == contents(old)
    assert set(map(str, ends)) == set(map(str, was)), "all kills came on one side of the decision"


def test_a_start_finishes_what_was_decided(tmp_path: Path) -> None:
    made = back_up(make_magazine(tmp_path / "old"), tmp_path / "safe")
    data = make_magazine(tmp_path / "new", name="new")
    touches = int(restore_killed_at(0, made.path, make_magazine(tmp_path / "whole", name="new")).stdout)
    restore_killed_at(touches - 6, made.path, data)
    assert (data / WORK / DECIDED).exists(), "it was killed too early or too late"
    answer = run(data, "config", "--json")
    assert answer.returncode == 0, answer.stderr
    run(data, "check", "--json")
    assert contents(data)[0] == ("old", 20)


def test_a_database_that_was_perhaps_replaced_stops_every_start(tmp_path: Path) -> None:
    (tmp_path / WORK).mkdir()
    (tmp_path / WORK / "database-at-stake").touch()
    with pytest.raises(Refused, match="restore` again"):
        finish_interrupted_restore(tmp_path)


def test_the_restored_installation_does_not_write_to_the_saved_ones_database(tmp_path: Path) -> None:
    old = make_magazine(tmp_path / "old")
    (old / "parley.toml").write_text(f'database_url = "sqlite:///{old}/parley.sqlite3"\nlanguage = "de"\n')
    restore(back_up(old, tmp_path / "safe").path, tmp_path / "new", known=known_migrations())
    assert database_of(tmp_path / "new")["NAME"] == str(tmp_path / "new" / "parley.sqlite3")
    assert 'language = "de"' in (tmp_path / "new" / "parley.toml").read_text()


def test_a_backup_of_postgresql_wants_a_database(tmp_path: Path) -> None:
    made = back_up(make_magazine(tmp_path / "old"), tmp_path / "safe")
    _packed_anew(made.path, lambda folder: _as_postgresql(folder))
    with pytest.raises(RestoreRefused, match="--database-url"):
        restore(made.path, tmp_path / "new", known=known_migrations())


def _as_postgresql(folder: Path) -> None:
    (folder / "database.sqlite3").rename(folder / "database.dump")
    files = json.loads((folder / "manifest.json").read_text())["files"]
    files["database.dump"] = files.pop("database.sqlite3")
    _manifest_of(folder, database="postgresql", files=files)


# Erasures


def test_who_was_erased_after_the_backup_is_erased_again(cast: Cast, tmp_path: Path) -> None:
    for name in ("keeps", "removes", "stays"):
        write(cast.thread, f"Words that {name}.", reader=record_reader(address=f"{name}@example.org", name=name))
    rows = {reader.address: reader for reader in Reader.objects.all()}
    noted = [
        Erasure(rows["keeps@example.org"].address_key, "2036-01-01T00:00:00+00:00", words_removed=False),
        Erasure(rows["removes@example.org"].address_key, "2036-01-01T00:00:00+00:00", is_barred=True),
        Erasure("f" * 32, "2036-01-01T00:00:00+00:00"),
    ]
    write_erasures(tmp_path / "erasures.jsonl", noted)
    assert erase_again(tmp_path) == 2
    assert [r.address for r in Reader.objects.filter(address_key__in=[e.address_key for e in noted])] == []
    assert Reader.objects.filter(name="stays").exists()
    sources = " ".join(Comment.objects.values_list("source", flat=True))
    assert ("Words that keeps." in sources, "Words that removes." in sources) == (True, False)
    assert Suppression.objects.get(address_key=noted[1].address_key).is_barred
    assert Suppression.objects.filter(address_key="f" * 32).exists(), "nothing is ever sent to that address"
    assert erase_again(tmp_path) == 0


def test_who_came_back_after_being_erased_stays(cast: Cast, tmp_path: Path) -> None:
    reader = record_reader(address="again@example.org")
    write_erasures(tmp_path / "erasures.jsonl", [Erasure(reader.address_key, "2020-01-01T00:00:00+00:00", lifted=True)])
    assert erase_again(tmp_path) == 0
    assert Reader.objects.filter(pk=reader.pk).exists()


def test_erasures_are_noted_without_the_address(cast: Cast, tmp_path: Path) -> None:
    reader = record_reader(address="someone@example.org", name="Someone")
    erase(reader=reader, words=Words.KEEP)
    other = tmp_path / "safe"
    other.mkdir()
    assert note_erasures(tmp_path, other) == 1
    (entry,) = read_erasures(other / "erasures.jsonl")
    assert (entry.address_key, entry.words_removed, entry.lifted) == (reader.address_key, False, False)
    assert "omeone" not in (tmp_path / "erasures.jsonl").read_text()
    lift_suppression(address_key=reader.address_key)
    note_erasures(tmp_path, other)
    assert [e.lifted for e in read_erasures(other / "erasures.jsonl")] == [True]


def test_erasures_outlive_the_installation_that_is_replaced(tmp_path: Path) -> None:
    old = make_magazine(tmp_path / "old")
    made = back_up(old, tmp_path / "safe")
    connection = sqlite.connect(str(old / "parley.sqlite3"))
    connection.execute(
        "INSERT INTO accounts_suppression (address_key, suppressed_at, is_barred, words_removed) "
        "VALUES ('k1', '2026-05-01 10:00:00', 0, 0)"
    )
    connection.commit()
    connection.close()
    write_erasures(tmp_path / "safe" / "erasures.jsonl", [Erasure("k2", "2026-04-01T10:00:00+00:00")])
    restore_installation(made.path, old, settings_of=database_of)
    found = read_erasures(old / "erasures.jsonl")
    assert [(e.address_key, e.words_removed) for e in found] == [("k2", True), ("k1", False)]
    assert datetime.fromisoformat(found[1].at) == datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_the_way_of_an_operator(tmp_path: Path) -> None:
    """Saved, encrypted, erased since, restored on another machine, erased there too."""
    data, key = tmp_path / "data", tmp_path / "key"
    answers = ["--name", "X", "--base-url", "http://x.example", "--language", "en", "--email-url", "mailbox:"]
    assert run(data, "init", *answers, "--editor", "").returncode == 0
    public = run(data, "backup", "--make-key", str(key)).stdout.split('"')[1]
    made = run(data, "backup", str(tmp_path / "safe"), "--encrypt-to", public, "--json")
    assert made.returncode == 0, made.stderr
    path = json.loads(made.stdout)["path"]
    refused = run(tmp_path / "other", "restore", path)
    assert (refused.returncode, "--identity FILE" in refused.stderr) == (1, True)
    done = run(tmp_path / "other", "restore", path, "--identity", str(key))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other" / "public" / "index.html.gz").is_file(), "its pages were not written"
    checked = run(tmp_path / "other", "check", "--json")
    assert json.loads(checked.stdout)["ok"] is True
