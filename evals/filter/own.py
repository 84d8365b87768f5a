"""The texts of our own, `texts/NAME.jsonl`, each under an article of the demo."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spamfilter import Article, Submission
from spamfilter.evaluation import LabelledComment

TEXTS = Path(__file__).with_name("texts")
ARTICLES = Path(__file__).parents[2] / "demo" / "articles"


@dataclass(frozen=True, slots=True)
class OwnText:
    """One comment and its kind, such as “own blog”."""

    comment: LabelledComment
    kind: str


def read_own(name: str) -> list[OwnText]:
    """Return the comments of texts/NAME.jsonl, in order."""
    return [
        OwnText(_comment(row, f"{name}-{number}"), row["kind"])
        for number, row in enumerate(_rows(TEXTS / f"{name}.jsonl"), 1)
    ]


@cache
def article_named(slug: str) -> Article:
    """Return an article of the demo as plain text."""
    head, _, body = (ARTICLES / f"{slug}.md").read_text(encoding="utf-8").removeprefix("+++").partition("\n+++")
    about = tomllib.loads(head)
    return Article(about["title"], f"{about['standfirst']}\n{body}")


def _comment(row: dict[str, Any], id: str) -> LabelledComment:
    fields = (row["text"], row["author"], row["email"], row["url"])
    return LabelledComment(Submission(*fields, id=id), row["label"] == "spam", article_named(row["article"]), id=id)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
