"""From a path to bytes: opens the file, unpacks gzip, and refuses what is not an export at first sight."""

from __future__ import annotations

import gzip
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.limits import MIB, Limits, readable_size

CHUNK = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
ARCHIVES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
}
# A small file may be repetitive without harm; only what grows beyond this is compared with `Limits.expansion`.
HARMLESS_EXPANSION = 64 * MIB


@dataclass(slots=True)
class Source:
    """A file open for one pass. `position` and `size` count bytes on disk, so a gzip file shows progress too."""

    raw: BinaryIO
    unpacked: BinaryIO
    size: int
    identity: tuple[int, ...]
    limits: Limits

    @property
    def position(self) -> int:
        return self.raw.tell()

    def chunks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes in pieces of at most 64 KiB, within the limits of the whole file."""
        total = 0
        while chunk := self._read():
            total += len(chunk)
            if total > self.limits.file:
                raise ExportError("too_large", limit=readable_size(self.limits.file))
            if total > HARMLESS_EXPANSION and total > self.limits.expansion * self.position:
                raise ExportError("bomb", limit=self.limits.expansion)
            yield chunk

    def _read(self) -> bytes:
        try:
            return self.unpacked.read(CHUNK)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise ExportError("damaged_gzip", why=str(error).rstrip(".")) from error
        except OSError as error:
            raise ExportError("unreadable", path="The file", why=error.strerror or error) from error


@contextmanager
def open_source(path: Path, limits: Limits) -> Iterator[Source]:
    """Open `path` for one pass; a plain or gzip file. Raises `ExportError` for anything else."""
    with _open_regular_file(path) as raw:
        status = os.fstat(raw.fileno())
        magic = raw.read(8)
        raw.seek(0)
        for prefix, kind in ARCHIVES.items():
            if magic.startswith(prefix):
                raise ExportError("archive", kind=kind)
        packed = magic.startswith(GZIP_MAGIC)
        if not packed and status.st_size > limits.file:
            raise ExportError("too_large", limit=readable_size(limits.file))
        unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        yield Source(raw, unpacked, status.st_size, identity, limits)


def _open_regular_file(path: Path) -> BinaryIO:
    """Open `path` unless it is a folder, a pipe or a device, which could block or never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ExportError("not_a_file", path=path)
        return path.open("rb")
    except FileNotFoundError as error:
        raise ExportError("missing", path=path) from error
    except (OSError, ValueError) as error:
        raise ExportError("unreadable", path=path, why=getattr(error, "strerror", None) or error) from error


SQL = re.compile(r"(--|/\*!|#|(create|drop|insert|set|use|begin|lock|start)\s)", re.IGNORECASE)
HTML = re.compile(r"<(!doctype\s+html|html|head|body|meta|script)\b", re.IGNORECASE)


def refuse_other_formats(head: str) -> None:
    """Raise for text that is clearly something else. `head` is the beginning of the file, without white space."""
    if not head:
        raise ExportError("empty")
    if HTML.match(head):
        raise ExportError("html_page")
    if head.startswith("<"):
        return
    if head[0] in "{[":
        raise ExportError("json")
    raise ExportError("sql_dump" if SQL.match(head) else "not_xml")
