"""A small labelled file of our own, for the tests."""

import json
from pathlib import Path
from typing import Any

SPAM = (
    "Great blog! I bookmarked it and will come back. Visit http://cheap-pills.example/buy for cheap viagra {n}",
    "I am so happy that I found this website, what a wonderful post. Casino bonus {n}: http://casino{n}.example/win",
)
HONEST = (
    "The toll is higher than the ferry's fare, so I doubt that anyone in house {n} will change.",
    "I crossed at {n} o'clock on Monday and the queue reached back to Bryggen.",
    "Why were the cyclists shut out? The quay road number {n} was the only flat way into town.",
)


def rows(spam: int, honest: int, **fields: Any) -> list[dict[str, Any]]:
    """Return so many rows of each label, the labels mixed."""
    made = [{"text": SPAM[n % len(SPAM)].format(n=n), "label": "spam", **fields} for n in range(spam)]
    made += [{"text": HONEST[n % len(HONEST)].format(n=n), "label": "ham", **fields} for n in range(honest)]
    return [made[place] for place in sorted(range(len(made)), key=lambda place: place * 7919 % (len(made) + 1))]


def written(path: Path, content: list[dict[str, Any]]) -> Path:
    """Write rows as JSON Lines."""
    path.write_text("\n".join(map(json.dumps, content)) + "\n", encoding="utf-8")
    return path
