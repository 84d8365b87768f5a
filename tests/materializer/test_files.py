"""Public files are whole, old or new, and never outside their folder."""

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parley.materializer.files import file_of, remove_public_file, stands, write_public_file


@pytest.fixture(autouse=True)
def public(tmp_path: Path, settings: Any) -> Path:
    """A folder of public files of the test's own."""
    settings.PUBLIC_ROOT = tmp_path / "public"
    return tmp_path / "public"


def stored(path: str) -> str:
    return gzip.decompress(file_of(path).read_bytes()).decode()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html.gz"),
        ("/opinion/river/", "opinion/river/index.html.gz"),
        ("/feed.xml", "feed.xml.gz"),
        ("/café/", "café/index.html.gz"),
    ],
)
def test_each_address_has_its_file(public: Path, path: str, name: str) -> None:
    assert file_of(path) == public / name


@pytest.mark.parametrize("path", ["/../secret.key", "/a/../../b/", "/%2e%2e/%2e%2e/etc/", "/a\\..\\b/", "/a\0b/"])
def test_no_address_leaves_the_folder(path: str) -> None:
    for action in (file_of, stands, remove_public_file, lambda p: write_public_file(p, "x")):
        with pytest.raises(ValueError, match="not a page's path"):
            action(path)  # type: ignore[operator]


def test_a_written_file_is_what_was_given(public: Path) -> None:
    write_public_file("/a/", "<p>Grüße</p>")
    assert stored("/a/") == "<p>Grüße</p>"
    assert file_of("/a/").stat().st_mode & 0o777 == 0o644


def test_the_same_text_gives_the_same_bytes() -> None:
    write_public_file("/a/", "text")
    before = file_of("/a/").read_bytes()
    write_public_file("/a/", "text")
    assert file_of("/a/").read_bytes() == before


def test_each_version_is_at_least_a_second_younger() -> None:
    times = []
    for number in range(4):
        write_public_file("/a/", f"version {number}")
        times.append(int(file_of("/a/").stat().st_mtime))
    assert all(later > earlier for earlier, later in zip(times, times[1:], strict=False))


def test_a_file_from_the_future_is_still_replaced_by_a_younger_one() -> None:
    write_public_file("/a/", "old")
    ahead = int(file_of("/a/").stat().st_mtime) + 86_400
    os.utime(file_of("/a/"), (ahead, ahead))
    write_public_file("/a/", "new")
    assert int(file_of("/a/").stat().st_mtime) == ahead + 1


WRITER = """
import os, signal, sys
from pathlib import Path
from django.conf import settings
settings.configure(PUBLIC_ROOT=Path(sys.argv[1]))
from parley.materializer import files
def die(self, target):
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = die
files.write_public_file("/a/", "new " * 100_000)
"""


def test_a_writer_that_is_killed_before_the_rename_leaves_the_old_file(public: Path) -> None:
    write_public_file("/a/", "old")
    source = str(Path(__file__).parents[2] / "src")
    ended = subprocess.run(
        [sys.executable, "-c", WRITER, str(public)], env={"PYTHONPATH": source}, check=False, timeout=60
    )
    assert ended.returncode == -signal.SIGKILL
    assert stored("/a/") == "old"
    write_public_file("/a/", "new")
    assert stored("/a/") == "new"


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_public_file("/a/", "old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_public_file("/a/", "new")
    assert stored("/a/") == "old"
    assert [p.name for p in (public / "a").iterdir()] == ["index.html.gz"]


def test_a_removed_file_takes_its_empty_folders_along(public: Path) -> None:
    write_public_file("/a/b/", "x")
    write_public_file("/a/", "y")
    remove_public_file("/a/b/")
    assert not (public / "a" / "b").exists()
    assert stands("/a/")
    remove_public_file("/a/")
    assert public.is_dir()


def test_removing_what_is_not_there_is_no_error() -> None:
    remove_public_file("/nowhere/")
