"""Power loss in the real write path: database, pages and outbox as they would be found after it.

The real processes are traced while readers post. At many points of the trace the disk is rebuilt under five models of
what had reached it, and each state is examined. The idea is ALICE's (Pillai et al., OSDI 2014).

* none: only what was synced
* all: everything
* prefix: what was synced, and the rest up to some operation
* torn: what was synced, and some of the rest, writes cut at a sector
* shuffle: the same, out of order

A name (create, rename, unlink) is durable when its folder was synced, or, as by ext4 and xfs, when the file behind it
was synced after it. What the kernel does to `mmap` is not seen: only `-shm` is written so, and that is made anew.
"""

import contextlib
import gzip
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3
from evals.faults.installation import Installation, Writers, integrity
from evals.faults.tracing import CALLS, Operation, read_trace
from tests.folders import IN_MEMORY

MODELS = ("none", "all", "prefix", "torn", "shuffle")
SECTOR = 512


@dataclass
class Disk:
    """Names → files → bytes, each with what has not surely reached the disk yet."""

    names: dict[str, int] = field(default_factory=dict)
    files: dict[int, bytearray] = field(default_factory=dict)
    durable_names: dict[str, int] = field(default_factory=dict)
    pending_names: list[tuple[int, str, str, int]] = field(default_factory=list)
    """(number, "link" or "unlink", name, file), in their order."""
    pending: list[tuple[int, int, Operation]] = field(default_factory=list)
    """(number, file, write or truncation), in their order."""
    _next: int = 0

    def load(self, folder: Path) -> None:
        """Begin with what stands there, all of it durable."""
        for file in folder.rglob("*"):
            if file.is_file() and not file.name.endswith("-shm"):
                self._link(str(file))
                self.files[self.names[str(file)]] = bytearray(file.read_bytes())
        self.durable_names = dict(self.names)

    def apply(self, number: int, operation: Operation) -> None:
        path = operation.path
        if path.endswith("-shm"):
            return
        if operation.kind == "create" and path not in self.names:
            self.pending_names.append((number, "link", path, self._link(path)))
        elif operation.kind in {"write", "truncate"} and path in self.names:
            self.pending.append((number, self.names[path], operation))
        elif operation.kind == "rename" and path in self.names:
            file = self.names.pop(path)
            self.names[operation.target] = file
            self.pending_names.append((number, "link", operation.target, file))
            self.pending_names.append((number, "unlink", path, file))
        elif operation.kind == "unlink" and path in self.names:
            self.pending_names.append((number, "unlink", path, self.names.pop(path)))
        elif operation.kind == "sync":
            self._sync(path, operation.since)

    def _link(self, path: str) -> int:
        self._next += 1
        self.names[path], self.files[self._next] = self._next, bytearray()
        return self._next

    def _sync(self, path: str, since: int) -> None:
        file = self.names.get(path)
        for each in [p for p in self.pending if p[1] == file and p[0] < since]:
            change(self.files[each[1]], each[2])
            self.pending.remove(each)
        settled = [
            place
            for place, (number, kind, named, of_file) in enumerate(self.pending_names)
            if number < since and (folder_of(named) == path or (of_file == file and kind == "link"))
        ]
        folder = path if file is None else folder_of(path)
        for name in self.pending_names[: max(settled, default=-1) + 1]:
            if folder_of(name[2]) == folder:  # a journal never keeps a later name without the earlier ones
                _rename(self.durable_names, *name[1:])
                self.pending_names.remove(name)

    def after(self, model: str, chance: random.Random) -> dict[str, bytes]:
        """Name → bytes as they would be found."""
        names, files = dict(self.durable_names), {number: bytearray(held) for number, held in self.files.items()}
        kept, kept_names = self._survivors(model, chance)
        if model == "shuffle":
            chance.shuffle(kept)
        for _number, file, operation in kept:
            is_cut = model in {"torn", "shuffle"} and operation.kind == "write" and chance.random() < 0.3
            cut = chance.randrange(0, len(operation.content) + 1, SECTOR) if is_cut else None
            change(files[file], operation, cut)
        for _number, kind, name, file in kept_names:
            _rename(names, kind, name, file)
        return {name: bytes(files[file]) for name, file in names.items()}

    def _survivors(
        self, model: str, chance: random.Random
    ) -> tuple[list[tuple[int, int, Operation]], list[tuple[int, str, str, int]]]:
        if model == "none":
            return [], []
        if model == "all":
            return list(self.pending), list(self.pending_names)
        if model == "prefix":
            numbers = [each[0] for each in (*self.pending, *self.pending_names)]
            last = chance.choice([-1, *numbers])
            return [p for p in self.pending if p[0] <= last], [p for p in self.pending_names if p[0] <= last]
        # A journal keeps the names of a folder in their order: some first part of them.
        length = {folder: chance.random() for folder in {folder_of(p[2]) for p in self.pending_names}}
        names = []
        for folder, share in length.items():
            here = [p for p in self.pending_names if folder_of(p[2]) == folder]
            names += here[: round(share * len(here))]
        return [p for p in self.pending if chance.random() < 0.5], names


def folder_of(path: str) -> str:
    """The folder that holds a name."""
    return path.rpartition("/")[0]


def change(held: bytearray, operation: Operation, cut: int | None = None) -> None:
    """Do a write (of the first `cut` bytes) or a truncation to a file."""
    if operation.kind == "truncate":
        del held[operation.offset :]
        held.extend(bytes(operation.offset - len(held)))
        return
    content = operation.content if cut is None else operation.content[:cut]
    held.extend(bytes(max(0, operation.offset - len(held))))
    held[operation.offset : operation.offset + len(content)] = content


def _rename(names: dict[str, int], kind: str, name: str, file: int) -> None:
    if kind == "link":
        names[name] = file
    elif names.get(name) == file:
        del names[name]


@dataclass
class Lost:
    """What was found in all states of one model."""

    states: int = 0
    corrupt: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    without_event: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.corrupt or self.lost or self.without_event or self.torn or self.ahead)


@dataclass
class PowerLoss:
    """The whole examination."""

    models: dict[str, Lost] = field(default_factory=lambda: {model: Lost() for model in MODELS})
    operations: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    recovered: list[float] = field(default_factory=list)
    acknowledged: int = 0

    @property
    def states(self) -> int:
        return sum(found.states for found in self.models.values())

    @property
    def is_clean(self) -> bool:
        return not self.unknown and self.acknowledged > 0 and all(found.is_clean for found in self.models.values())


def lose_power(comments: int, points: int, seed: int = 3) -> PowerLoss:
    """Trace the processes while `comments` are posted, and examine `points` moments under each model."""
    chance, result = random.Random(seed), PowerLoss()
    house = Installation()
    work = Path(tempfile.mkdtemp(prefix="parley-power-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        house.found()
        before = Disk()
        before.load(house.data)
        file = work / "trace"
        strace = ("strace", "-f", "-qq", "-y", "-xx", "-s", "4000000", "--seccomp-bpf", "-e", f"trace={CALLS}")
        house.prefix = (*strace, "-e", "signal=none", "-o", str(file))
        house.start(within=240)
        crowd = Writers(house, 3, seed)
        with crowd.writing():
            while len(crowd.acknowledged) < comments:
                if crowd.unanswered > 50:
                    raise AssertionError(f"nobody answers: {house.log.read_text()[-2000:]}")
                time.sleep(0.2)
        house.stop()
        with file.open(encoding="latin-1") as lines:
            trace = read_trace((line.rstrip("\n") for line in lines), str(house.data))
        file.unlink()
        result.operations.update(operation.kind for operation in trace.operations)
        result.unknown = trace.unknown
        _examine(before, trace.operations, points, house.data, work, chance, result)
    finally:
        house.remove()
        shutil.rmtree(work, ignore_errors=True)
    return result


def _examine(
    disk: Disk,
    operations: list[Operation],
    points: int,
    data: Path,
    work: Path,
    chance: random.Random,
    result: PowerLoss,
) -> None:
    first = next(number for number, each in enumerate(operations) if each.kind == "acknowledge")
    acknowledgements = [number + 1 for number, each in enumerate(operations) if each.kind == "acknowledge"]
    early = chance.sample(range(max(1, first - 300), len(operations)), k=min(points, len(operations) - first))
    chosen = sorted({*chance.sample(acknowledgements, k=min(points // 2, len(acknowledgements))), *early})[: 2 * points]
    chosen = sorted(chance.sample(chosen, k=min(points, len(chosen))))
    keys: set[str] = set()
    for number, operation in enumerate(operations):
        while chosen and chosen[0] == number:
            chosen.pop(0)
            for model, found in result.models.items():
                _look(deepcopy(disk).after(model, chance), keys, data, work, f"{model}@{number}", found)
        if operation.kind == "acknowledge":
            keys.add(operation.path)
        else:
            disk.apply(number, operation)
    result.acknowledged = len(keys)


def _look(state: dict[str, bytes], keys: set[str], data: Path, work: Path, name: str, found: Lost) -> None:
    """Put the database of a state on a disk of its own and open it; look at every page of the state."""
    found.states += 1
    database = str(data / "parley.sqlite3")
    target = work / "state.sqlite3"
    for ending in ("", "-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
        if f"{database}{ending}" in state:
            Path(f"{target}{ending}").write_bytes(state[f"{database}{ending}"])
    answer = integrity(target)
    if answer != "ok":
        found.corrupt.append(f"{name}: {answer[:80]}")
        return
    with contextlib.closing(pysqlite3.connect(target)) as connection:
        rows = connection.execute("select id, private_key, status from conversation_comment").fetchall()
        told = connection.execute(
            "select json_extract(payload, '$.comment') from outbox_event where kind like 'comment%'"
        ).fetchall()
    known = {key: (number, status) for number, key, status in rows}
    found.lost += [f"{name}: {key}" for key in keys - known.keys()]
    events = {number for (number,) in told}
    found.without_event += [f"{name}: c{n}" for n, status in known.values() if status == "approved" and n not in events]
    ids = {number for number, _status in known.values()}
    public = str(data / "public")
    for path, content in state.items():
        if not path.startswith(public) or not path.endswith(".gz"):
            continue
        try:
            text = gzip.decompress(content)
        except (OSError, EOFError, ValueError):
            found.torn.append(f"{name}: {path.removeprefix(public)}, {len(content)} bytes")
            continue
        if path.endswith("index.html.gz") and not text.rstrip().endswith(b"</html>"):
            found.torn.append(f"{name}: {path.removeprefix(public)}")
        if unknown := {int(n) for n in re.findall(rb'id="c(\d+)"', text)} - ids:
            found.ahead.append(f"{name}: {path.removeprefix(public)} shows {sorted(unknown)[:3]}")
