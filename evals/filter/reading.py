"""Reading labelled sets for measuring: `NAME.jsonl[.xz]` and, where known, `NAME.articles.jsonl[.xz]`."""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spamfilter import Article, Submission


@dataclass(frozen=True, slots=True)
class Labelled:
    """One comment with its article, if known, and the truth about it."""

    submission: Submission
    article: Article | None
    spam: bool
    has_link: bool


def read_set(folder: Path, name: str) -> list[Labelled]:
    """Return the comments of one set; raises FileNotFoundError when it is not there."""
    articles = {row["article"]: Article(row["title"], row["text"]) for row in _rows(folder, f"{name}.articles")}
    return [
        Labelled(
            Submission(row["text"], row.get("author", ""), row.get("email", ""), row.get("url", "")),
            articles.get(row.get("article", "")),
            row["label"] == "spam",
            "http" in row["text"] or "<a" in row["text"],
        )
        for row in _rows(folder, name)
    ]


def sets_in(folder: Path) -> list[str]:
    """Return the names of the labelled sets in a folder."""
    names = {path.name.split(".")[0] for path in folder.glob("*.jsonl*") if ".articles." not in path.name}
    return sorted(names)


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in (folder / f"{name}.jsonl.xz", folder / f"{name}.jsonl"):
        if path.exists():
            with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as lines:
                yield from map(json.loads, lines)
            return
