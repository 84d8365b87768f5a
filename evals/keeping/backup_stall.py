"""How long writers wait while a backup is made, and whether every backup comes back whole.

    python -m evals.keeping.backup_stall [--megabytes 100] [--restores 100]

A publication is filled to the given size. Then a process of its own posts comments without a pause, each through the
whole action, and notes how long each took; first alone, then while backups are made one after another. A commit is
all that a reader waits for, so that is also measured apart: a row, written through to the disk. At last a smaller
publication, under the same load, is saved and restored again and again: each restored database is examined in full
and counted.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from evals.conversation.threads import Talk, new_thread, open_installation
from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")
LONGEST_PAUSE, LONGEST_BACKUP = 0.150, 2.0
"""Seconds, for 100 MB."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--backups", type=int, default=10)
    parser.add_argument("--restores", type=int, default=100)
    parser.add_argument("--keep", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    open_installation()
    recording = Recording(
        name="backup_stall",
        title="Backups under load",
        engine="Parley on SQLite",
        remarks=[
            "Texts are generated. A shared machine: the column without a backup says what the machine does alone."
        ],
    )
    _stalls(recording, chosen.megabytes, chosen.backups)
    _round_trips(recording, chosen.restores)
    for path in recording.keep(chosen.keep):
        print(path)


def _stalls(recording: Recording, megabytes: int, backups: int) -> None:
    from django.conf import settings

    from parley.keeping.schedule import back_up_now

    data = Path(settings.DATA)
    (data / "parley.toml").write_text('base_url = "http://localhost:8000"\n')
    (data / "secret.key").write_text(settings.SECRET_KEY)
    thread = new_thread("A long conversation")
    _fill(thread, megabytes)
    size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    safe = Path(tempfile.mkdtemp(prefix="parley-backups-"))
    rows, durations = [], []
    for writer in (_commits, _posts):
        alone = _while(writer, thread.pk, lambda: time.sleep(10))
        durations.clear()
        during = _while(
            writer, thread.pk, lambda: [durations.append(back_up_now(safe).seconds) for _ in range(backups)]
        )
        for name, waits in (("alone", alone), ("during backups", during)):
            rows.append([writer.__doc__ or "", name, str(len(waits)), *(f"{1000 * x:.0f}" for x in _spread(waits))])
    recording.add(
        f"Waits of a writer, {size / 1e6:.0f} MB",
        ["Writer", "", "Writes", "Median, ms", "p99, ms", "Longest, ms"],
        rows,
        note=f"{backups} backups: {statistics.median(durations):.2f} s in the median, longest {max(durations):.2f} s.",
    )
    shutil.rmtree(safe)


def _while(writer: Any, thread: int, do: Any) -> list[float]:
    """Seconds of each write of a process of its own, while something is done here."""
    folder = Path(tempfile.mkdtemp(prefix="parley-writer-"))
    process = multiprocessing.get_context("spawn").Process(target=_write_until, args=(writer, thread, str(folder)))
    process.start()
    while not (folder / "begun").exists():
        time.sleep(0.05)
    do()
    (folder / "stop").touch()
    process.join()
    waits: list[float] = json.loads((folder / "waits").read_text())
    shutil.rmtree(folder)
    return waits


def _write_until(writer: Any, thread: int, folder: str) -> None:
    import django

    django.setup()
    place, waits, write = Path(folder), [], writer(thread)
    for number in range(20):  # what is loaded and learned at the first post is no pause
        write(-number - 1 - os.getpid() * 100)
    (place / "begun").touch()
    number = 0
    while not (place / "stop").exists():
        started = time.perf_counter()
        write(number + os.getpid() * 1_000_000)
        waits.append(time.perf_counter() - started)
        number += 1
    (place / "waits").write_text(json.dumps(waits))


def _commits(_thread: int) -> Any:
    """a row and its commit"""
    from django.db import transaction

    from parley.materializer.models import Fragment

    def write(number: int) -> None:
        with transaction.atomic():
            Fragment.objects.create(key=f"eval:{number}", recipe="x", html="x" * 500)

    return write


def _posts(thread_id: int) -> Any:
    """a comment, judged and shown"""
    from parley.conversation.actions.posting import post_comment
    from parley.conversation.models import Thread
    from parley.conversation.submissions import NewComment

    thread, talk = Thread.objects.get(pk=thread_id), Talk(os.getpid())

    def write(number: int) -> None:
        post_comment(NewComment(thread=thread, text=talk.comment(), name=talk.name(), address=f"r{number}@example.org"))

    return write


def _spread(waits: list[float]) -> tuple[float, float, float]:
    return statistics.median(waits), sorted(waits)[int(len(waits) * 0.99)], max(waits)


def _fill(thread: Any, megabytes: int) -> None:
    """Comments of 2 KB, half of it HTML, until the database has its size; all wait, so that no page shows them."""
    from django.db import connection

    from parley.conversation.models import Comment
    from parley.kit import clock

    talk, number = Talk(3), 0
    while True:
        texts = [" ".join(talk.comment() for _ in range(3)) for _ in range(1000)]
        Comment.objects.bulk_create(
            Comment(
                thread=thread,
                author_name="Reader",
                source=text,
                html=f"<p>{text}</p>",
                status=Comment.Status.TRASH,
                posted_at=clock.now(),
                received_at=clock.now(),
                private_key=f"k{number}-{n}",
                submission_key=f"s{number}-{n}",
            )
            for n, text in enumerate(texts)
        )
        number += 1
        with connection.cursor() as cursor:
            size = cursor.execute("PRAGMA page_count").fetchone()[0] * 4096
        if size >= megabytes * 1_000_000:
            return


def _round_trips(recording: Recording, restores: int) -> None:
    from django.conf import settings

    from parley.conversation.models import Thread
    from parley.keeping.databases import examine_sqlite
    from parley.keeping.restore import restore
    from parley.keeping.restoring import known_migrations
    from parley.keeping.schedule import back_up_now

    safe, target = (Path(tempfile.mkdtemp(prefix=f"parley-{name}-")) for name in ("backups", "restored"))
    known, whole, counts = known_migrations(), 0, []

    def save_and_restore() -> None:
        nonlocal whole
        for _ in range(restores):
            made = back_up_now(safe)
            restore(made.path, target, known=known)
            found, _names = examine_sqlite(target / "parley.sqlite3", thorough=True)
            whole += found == made.counts
            counts.append(made.counts["materializer_fragment"])
            made.path.unlink()
            for aside in target.glob("replaced-*"):
                shutil.rmtree(aside)

    _empty_comments()
    _while(_commits, Thread.objects.values_list("pk", flat=True)[0], save_and_restore)
    recording.add(
        "Backups restored under load",
        ["Backups", "Restored with integrity ok and equal counts", "Rows written between the first and the last"],
        [[str(restores), str(whole), str(counts[-1] - counts[0])]],
    )
    for folder in (safe, target, Path(settings.DATA)):
        shutil.rmtree(folder)


def _empty_comments() -> None:
    from django.db import connection

    from parley.conversation.models import Comment

    Comment.objects.filter(status=Comment.Status.TRASH)._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


if __name__ == "__main__":
    main()
