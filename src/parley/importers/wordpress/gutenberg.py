"""The comments in which the block editor keeps what HTML cannot say: `<!-- wp:name {"key": value} -->`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

NAME = re.compile(r"(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?=[\s/]|$)")
# Blocks that show nothing by themselves.
SILENT = frozenset({"more", "nextpage", "spacer", "paragraph"})


@dataclass(frozen=True, slots=True)
class BlockComment:
    """`closed` means that the block has no HTML: WordPress makes its content when the page is shown."""

    name: str
    closing: bool
    closed: bool
    attributes: dict[str, object]

    @property
    def url(self) -> str:
        value = self.attributes.get("url", "")
        return value if isinstance(value, str) else ""


def has_blocks(content: str) -> bool:
    return "<!-- wp:" in content


def block_comment(comment: str) -> BlockComment | None:
    """Read the inside of an HTML comment; None when it does not belong to the block editor."""
    text = comment.strip()
    found = NAME.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip()
    return BlockComment(found[2], bool(found[1]), rest.endswith("/"), _attributes(rest.removesuffix("/").strip()))


def _attributes(raw: str) -> dict[str, object]:
    if not raw.startswith("{"):
        return {}
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
