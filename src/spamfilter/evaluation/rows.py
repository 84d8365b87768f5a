"""Rows of JSON Lines files, plain or packed with xz, each with its place for error messages."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spamfilter.evaluation.errors import BadRow, UnreadableFile

_XZ = b"\xfd7zXZ\x00"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. `number` counts from 1."""

    path: Path
    number: int
    content: bytes

    def fault(self, reason: str) -> BadRow:
        """Return the error that names this line."""
        return BadRow(f"{self.path.name}, line {self.number}: {reason}")

    def row(self) -> dict[str, Any]:
        """Return the JSON object on this line. Raises BadRow."""
        try:
            row = json.loads(self.content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise self.fault("this is not UTF-8. Save the file as UTF-8.") from error
        except json.JSONDecodeError as error:
            raise self.fault(f"this is not JSON ({error.msg}). Each line holds one JSON object.") from error
        except (RecursionError, ValueError) as error:
            raise self.fault("this JSON is nested too deep or holds too long a number.") from error
        if not isinstance(row, dict):
            raise self.fault('a JSON object is needed, such as {"text": "…", "label": "ham"}.')
        return row

    def text(self, row: dict[str, Any], *names: str) -> str:
        """Return the first of these fields that is filled, "" when none is. Raises BadRow for what is no text."""
        for name in names:
            value = row.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            if not isinstance(value, str | None):
                raise self.fault(f"“{name}” must be text, and is {json.dumps(value)[:40]}.")
            if value:
                return value
        return ""


def read_lines(path: Path) -> Iterator[Line]:
    """Return the lines of a file that are not blank. Raises UnreadableFile."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(len(_XZ)) == _XZ
        with lzma.open(path) if packed else path.open("rb") as stream:
            for number, content in enumerate(stream, 1):
                if content.strip():
                    yield Line(path, number, content)
    except (EOFError, lzma.LZMAError) as error:
        raise UnreadableFile(f"{path.name} is damaged: its xz packing ends too early or is broken.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error
