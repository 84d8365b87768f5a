"""The faults in their short form: real processes, killed, traced, without room on the disk."""

import shutil

import pytest
from evals.faults.disasters import can_mount, full_disk
from evals.faults.kills import kill_again_and_again
from evals.faults.powerloss import Disk, lose_power
from evals.faults.tracing import Operation, read_trace

slow = pytest.mark.journey


@slow
@pytest.mark.timeout(180)
def test_kills_lose_nothing_and_pages_show_the_database() -> None:
    killed = kill_again_and_again(4, 3, every=2)
    assert killed.is_clean, killed
    assert killed.acknowledged


@slow
@pytest.mark.timeout(180)
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_power_losses_lose_nothing() -> None:
    found = lose_power(4, 6)
    assert found.is_clean, found
    assert found.states == 30


@slow
@pytest.mark.timeout(180)
@pytest.mark.skipif(not can_mount(), reason="this user may not mount a small file system")
def test_a_full_disk_loses_no_words() -> None:
    suffered = full_disk(posts=3)
    assert suffered.is_clean, suffered
    assert any(kind.startswith("refused with the words") for kind in suffered.answers)


def written(content: bytes) -> list[Operation]:
    return [Operation("create", "/d/a"), Operation("write", "/d/a", content=content)]


def after(operations: list[Operation], model: str) -> dict[str, bytes]:
    import random

    disk = Disk()
    for number, operation in enumerate(operations):
        disk.apply(number, operation)
    return disk.after(model, random.Random(1))


def test_the_examination_finds_a_page_that_was_renamed_before_it_was_synced() -> None:
    careless = [*written(b"page"), Operation("rename", "/d/a", target="/d/b"), Operation("sync", "/d", since=9)]
    assert after(careless, "none") == {"/d/b": b""}


def test_what_was_synced_survives_every_model() -> None:
    synced = [*written(b"page"), Operation("sync", "/d/a", since=2)]
    careful = [*synced, Operation("rename", "/d/a", target="/d/b"), Operation("sync", "/d", since=4)]
    for model in ("none", "all", "prefix", "torn", "shuffle"):
        assert after(careful, model) == {"/d/b": b"page"}


def test_a_sync_covers_nothing_that_ended_after_it_began() -> None:
    assert after([*written(b"page"), Operation("sync", "/d/a", since=1)], "none") in ({}, {"/d/a": b""})


def test_a_trace_is_read_in_the_order_in_which_calls_ended() -> None:
    name = "".join(f"\\x{byte:02x}" for byte in b"/d/a")
    lines = [
        f'7 openat(AT_FDCWD, "{name}", O_WRONLY|O_CREAT, 0600) = 3<{name}>',
        f"8 fsync(3<{name}> <unfinished ...>",
        f'7 pwrite64(3<{name}>, "\\x68\\x69", 2, 5) = 2',
        "8 <... fsync resumed>) = 0",
    ]
    kinds = [(each.kind, each.offset, each.content, each.since) for each in read_trace(lines, "/d").operations]
    assert kinds == [("create", 0, b"", 0), ("write", 5, b"hi", 0), ("sync", 0, b"", 1)]
