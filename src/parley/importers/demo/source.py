"""Reads the demo's files: TOML for people and comments, a small Markdown for articles."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from parley.kit.shipped import shipped

STAFF = (("editor", "editor", "Ilse (demo editor)"), ("moderator", "moderator", "Ben (demo moderator)"))
PASSWORD = "read-slowly"  # noqa: S105 - the demo's, printed at every start; `demo = true` is refused on a public site

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_PICTURE = re.compile(r'^!\[(?P<alt>[^\]]*)\]\((?P<file>[\w.-]+) "(?P<words>[^"]*)"\)$')
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article file. `blocks` are the body's pieces as they stand between empty lines."""

    slug: str
    fields: dict[str, Any]
    blocks: tuple[str, ...]

    @property
    def published_at(self) -> datetime:
        moment: datetime = self.fields["published"]
        return moment


def folder() -> Path:
    """Where the demo's files lie."""
    return shipped("demo")


def publication() -> dict[str, Any]:
    """Title, tagline, sections, authors."""
    return tomllib.loads((folder() / "publication.toml").read_text(encoding="utf-8"))


def articles() -> list[DemoArticle]:
    """All articles, oldest first."""
    found = []
    for path in (folder() / "articles").glob("*.md"):
        _before, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
        blocks = tuple(block.strip("\n") for block in re.split(r"\n\s*\n", body) if block.strip())
        found.append(DemoArticle(path.stem, tomllib.loads(front), blocks))
    return sorted(found, key=lambda article: article.published_at)


def conversation(slug: str) -> list[dict[str, Any]]:
    """The honest comments of an article, in the order in which they were written; [] for none."""
    path = folder() / "conversations" / f"{slug}.toml"
    return _comments(path) if path.is_file() else []


def queue() -> list[dict[str, Any]]:
    """What waits for a moderator."""
    return _comments(folder() / "queue.toml")


def posted_at(article: DemoArticle, offset: str) -> datetime:
    """When a comment was written: `offset` ("50m", "2h", "3d") after its article."""
    return article.published_at + int(offset[:-1]) * _UNITS[offset[-1]]


def earlier_blocks(article: DemoArticle, picture_ids: dict[str, int]) -> list[dict[str, Any]]:
    """The blocks as they were before the article's corrections (`was` in place of `now`)."""
    texts = list(article.blocks)
    for correction in article.fields.get("correction", []):
        texts = [text.replace(correction["now"], correction["was"]) for text in texts]
    return [_block(text, picture_ids) for text in texts]


def sources(article: DemoArticle) -> list[dict[str, Any]]:
    """The article's sources as StreamField stores them."""
    return [{"type": "source", "value": words} for words in article.fields.get("source", [])]


def pictures_in(article: DemoArticle) -> Iterator[dict[str, str]]:
    """File, alt, caption, credit and licence of the lead picture and of those in the text."""
    if "hero" in article.fields:
        yield article.fields["hero"]
    for text in article.blocks:
        if found := _PICTURE.match(text):
            yield _picture_words(found)


def _picture_words(found: re.Match[str]) -> dict[str, str]:
    caption, credit, licence = (part.strip() for part in f"{found['words']}||".split("|")[:3])
    return {"file": found["file"], "alt": found["alt"], "caption": caption, "credit": credit, "licence": licence}


def _comments(path: Path) -> list[dict[str, Any]]:
    comments: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("comment", [])
    return comments


def _block(text: str, picture_ids: dict[str, int]) -> dict[str, Any]:
    if found := _PICTURE.match(text):
        return {
            "type": "image",
            "value": {
                "picture": picture_ids[found["file"]],
                "alternative_text": "",
                "caption": "",
                "credit": "",
                "address": "",
            },
        }
    if text.startswith("::: "):
        return _directive(text.removeprefix("::: "))
    if text.startswith("## "):
        return {"type": "heading", "value": {"text": text[3:], "level": 2}}
    if text.startswith("### "):
        return {"type": "heading", "value": {"text": text[4:], "level": 3}}
    if text.startswith(">>> "):
        return {"type": "pull_quote", "value": {"text": _joined(text[4:]), "attribution": ""}}
    if text.startswith("> "):
        return _quote([line.removeprefix(">").strip() for line in text.splitlines()])
    if text.startswith("- "):
        items = [_inline(_joined(item)) for item in _items(text)]
        return {"type": "list", "value": {"is_ordered": False, "items": items}}
    return {"type": "paragraph", "value": f"<p>{_inline(_joined(text))}</p>"}


def _directive(text: str) -> dict[str, Any]:
    """`::: kind words`, with what belongs to it on the lines below."""
    head, _newline, rest = text.partition("\n")
    kind, _space, words = head.partition(" ")
    if kind == "facts":
        listed = "".join(f"<li>{_inline(_joined(item))}</li>" for item in _items(rest))
        return {"type": "facts", "value": {"title": words, "text": f"<ul>{listed}</ul>"}}
    if kind == "questions":
        pairs = re.findall(r"^Q: (.+)\nA: (.+)$", rest, flags=re.MULTILINE)
        items = [{"question": question, "answer": f"<p>{_inline(answer)}</p>"} for question, answer in pairs]
        return {"type": "questions", "value": {"items": items}}
    if kind == "update":
        return {"type": "update_note", "value": {"moment": words, "text": f"<p>{_inline(_joined(rest))}</p>"}}
    address, _space, words = words.partition(" ")
    title, _bar, description = (part.strip() for part in words.partition("|"))
    return {"type": "embed", "value": {"address": address, "title": title, "description": description}}


def _items(text: str) -> list[str]:
    return [item for item in re.split(r"^- ", text, flags=re.MULTILINE) if item.strip()]


def _quote(lines: list[str]) -> dict[str, Any]:
    attribution = lines.pop().removeprefix("—").strip() if lines[-1].startswith("—") else ""
    return {"type": "quote", "value": {"text": f"<p>{_inline(' '.join(lines))}</p>", "attribution": attribution}}


def _joined(text: str) -> str:
    return " ".join(text.split())


def _inline(text: str) -> str:
    marked = _LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", marked))
