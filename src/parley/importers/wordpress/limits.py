"""How much of everything an export may hold. Each limit is far above what WordPress writes."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """`file` and `token` are bytes of the unpacked file, `text` and `post` characters, the others are counts."""

    file: int = 2 * GIB
    """The whole file, unpacked."""
    text: int = 20 * MIB
    """The text of one element; MySQL's own packet limit keeps WordPress below 16 MiB as a rule."""
    post: int = 128 * MIB
    """All text of one post with its comments. This bounds the memory of the reader."""
    parts: int = 250_000
    """Comments, custom fields and other elements that one post may hold at once."""
    token: int = 1 * MIB
    """One tag with its attributes, or one XML comment: expat reads these as a whole."""
    names: int = 1_000
    """Different names of elements and attributes: expat remembers each until the end. WordPress uses about 60."""
    depth: int = 64
    """Nested elements; WordPress needs six."""
    expansion: int = 250
    """How often a gzip file may grow; real exports grow 4 to 20 times."""


def readable_size(size: int) -> str:
    """`20971520` as "20 MB", for messages."""
    for unit, name in ((GIB, "GB"), (MIB, "MB"), (KIB, "KB")):
        if size >= unit:
            return f"{size / unit:.0f} {name}"
    return f"{size} bytes"
