"""The stored form of a campaign index: a NumPy archive, so that 100,000 comments are read in a moment.

A snapshot is derived from the comments and may be lost. It is refused when another version or other
weights wrote it, because rarities, and with them all likenesses, would be others.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.decisions import Decision
from spamfilter.errors import SnapshotError

FORMAT = 3
Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is stored.

    `turn`: the slot of the next comment. `columns`: arrays with one row a slot, in writing as many as there are slots,
    in reading as many as were used. `spelled`: the ids that are no numbers.
    """

    capacity: int
    turn: int
    columns: dict[str, Column]
    decisions: dict[int, Decision]
    spelled: bytearray


def write_snapshot(file: BinaryIO, snapshot: Snapshot, version: str) -> None:
    """Write a snapshot; `version` names the weights. Rows that were never used are left out."""
    used = int(np.flatnonzero(snapshot.columns["keys"] >= 0).max(initial=-1)) + 1
    head = {
        "format": FORMAT,
        "weights": version,
        "capacity": snapshot.capacity,
        "turn": snapshot.turn,
        "columns": list(snapshot.columns),
        "decisions": [[number, made.spam, len(made.keys)] for number, made in snapshot.decisions.items()],
    }
    said_of = [made.keys for made in snapshot.decisions.values()]
    columns: dict[str, Any] = {name: column[:used] for name, column in snapshot.columns.items()}
    np.savez(
        file,
        head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
        spelled=np.frombuffer(bytes(snapshot.spelled), dtype=np.uint8),
        said_of=np.concatenate([np.zeros(0, dtype=np.int64), *said_of]),
        **columns,
    )


def read_snapshot(file: BinaryIO, version: str) -> Snapshot:
    """Read what `write_snapshot` wrote with the weights `version`. Raises SnapshotError."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            head = json.loads(stored["head"].tobytes())
            if (head["format"], head["weights"]) != (FORMAT, version):
                raise SnapshotError("Another version of the filter wrote this index; build it again from the comments.")
            return _snapshot(head, stored)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise SnapshotError("The campaign index cannot be read; build it again from the comments.") from error


def _snapshot(head: dict[str, Any], stored: Mapping[str, Column]) -> Snapshot:
    columns = {name: stored[name] for name in head["columns"]}
    used, capacity, turn = len(columns["keys"]), int(head["capacity"]), int(head["turn"])
    sound = all(len(column) == used for column in columns.values()) and 0 <= turn < capacity
    if not sound or used > capacity or columns["labels"].max(initial=-1) >= used:
        raise ValueError("its parts do not fit together")
    ends = np.cumsum([count for _, _, count in head["decisions"]])
    said_of = np.split(stored["said_of"], ends[:-1]) if len(ends) else []
    decisions = {
        int(number): Decision(bool(spam), keys)
        for (number, spam, _), keys in zip(head["decisions"], said_of, strict=True)
    }
    return Snapshot(capacity, turn, columns, decisions, bytearray(stored["spelled"].tobytes()))
