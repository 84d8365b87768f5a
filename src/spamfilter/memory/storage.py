"""A memory as bytes: to carry it to another installation, or to look at it."""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable

from spamfilter.errors import SnapshotError
from spamfilter.memory.lesson import Lesson

_FORMAT = 1
Row = tuple[str, bool, str, Lesson]


def pack(rows: Iterable[Row]) -> bytes:
    """Return a compressed snapshot of (id, is spam, group, lesson) rows, oldest first."""
    lessons = [
        [id, spam, group, base64.b64encode(lesson.to_bytes()).decode("ascii")] for id, spam, group, lesson in rows
    ]
    return zlib.compress(json.dumps({"format": _FORMAT, "lessons": lessons}).encode())


def unpack(snapshot: bytes) -> list[Row]:
    """Return the rows of a snapshot. Raises SnapshotError."""
    try:
        stored = json.loads(zlib.decompress(snapshot))
        if stored["format"] != _FORMAT:
            raise SnapshotError("The filter's memory was written by another version, and cannot be read by this one.")
        return [
            (str(id), bool(spam), str(group), Lesson.from_bytes(base64.b64decode(content, validate=True)))
            for id, spam, group, content in stored["lessons"]
        ]
    except (zlib.error, binascii.Error, ValueError, KeyError, TypeError) as error:
        raise SnapshotError("The file is no snapshot of a filter's memory, or it is damaged.") from error
