"""The difference of two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LIMIT = 4_000
"""Words and spaces of a text beyond which it is shown as replaced: comparing takes the square of its length."""

Part = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """How one paragraph (title, standfirst, block) changed."""

    block_id: str
    kind: str
    """"title", "standfirst", or the block's kind."""
    parts: tuple[Part, ...]


def difference(old: str, new: str) -> tuple[Part, ...]:
    """What stayed, what went and what came, in reading order."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) > LIMIT or len(after) > LIMIT:
        return tuple(_joined([("gone", old), ("new", new)]))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(before[a:b])))
        else:
            parts += [("gone", "".join(before[a:b])), ("new", "".join(after[c:d]))]
    return tuple(_joined(parts))


def block_differences(old: Sequence[dict[str, str]], new: Sequence[dict[str, str]]) -> Iterator[BlockDifference]:
    """The blocks ({id, kind, text}) that differ, in the order of the new text; those that went follow the block before
    them. A block is the same one when its id is; moving it is no difference."""
    standing = {block["id"]: block for block in old}
    remaining = {block["id"] for block in new}
    followers: dict[str, list[dict[str, str]]] = {}
    anchor = ""
    for block in old:
        if block["id"] in remaining:
            anchor = block["id"]
        else:
            followers.setdefault(anchor, []).append(block)
    yield from _gone(followers.get("", []))
    for block in new:
        before = standing.get(block["id"])
        if before is None or before["text"] != block["text"]:
            parts = difference(before["text"] if before else "", block["text"])
            yield BlockDifference(block["id"], block["kind"], parts)
        yield from _gone(followers.get(block["id"], []))


def _gone(blocks: Sequence[dict[str, str]]) -> Iterator[BlockDifference]:
    return (BlockDifference(b["id"], b["kind"], (("gone", b["text"]),)) for b in blocks if b["text"])


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    return (part for part in parts if part[1])
