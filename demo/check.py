"""Check that the demo publication is whole: run `python demo/check.py`.

It prints one line for each fault and ends with 1, or prints the counts and ends with 0.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"
LATEST = datetime(2026, 11, 20, tzinfo=UTC)
MOST_BYTES = 2_500_000
MOST_BYTES_OF_WEBP = {400: 25_000, 800: 80_000, 1200: 160_000, 1600: 250_000}
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
RESERVED = re.compile(r"(^|[.@])(example\.(org|com|net)|[a-z0-9-]+\.example)$")
PICTURE = re.compile(r'^!\[(?P<alt>[^\]]+)\]\((?P<file>[\w.-]+) "(?P<credit>[^"]+)"\)$')
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<address>[^)\s]+)\)")
ADDRESS = re.compile(r"https?://[^\s)>]+")


@dataclass(frozen=True)
class Article:
    """One article file: its front matter, and its body cut into blocks at empty lines."""

    slug: str
    fields: dict[str, Any]
    blocks: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The permalink's path, `/section/slug/`."""
        return f"/{self.fields['section']}/{self.slug}/"

    @property
    def text(self) -> str:
        """The body as it was written."""
        return "\n\n".join(self.blocks)


def main() -> int:
    """Print every fault; return 1 if there is one."""
    publication = tomllib.loads((FOLDER / "publication.toml").read_text("utf-8"))
    articles = {article.slug: article for article in _articles()}
    conversations = {path.stem: _comments(path) for path in sorted((FOLDER / "conversations").glob("*.toml"))}
    queue = _comments(FOLDER / "queue.toml")
    faults = [
        *(fault for article in articles.values() for fault in _faults_of_article(article, publication, articles)),
        *(fault for slug, comments in conversations.items() for fault in _faults_of_thread(slug, comments, articles)),
        *_faults_of_queue(queue, articles),
        *_faults_of_weight(),
    ]
    honest = sum(map(len, conversations.values()))
    summary = f"{len(articles)} articles, {honest} comments in {len(conversations)} threads, {len(queue)} in the queue"
    sys.stdout.write("\n".join([*faults, summary]) + "\n")
    return 1 if faults else 0


def _articles() -> Iterator[Article]:
    for path in sorted((FOLDER / "articles").glob("*.md")):
        _, front, body = path.read_text("utf-8").split("+++\n", 2)
        yield Article(path.stem, tomllib.loads(front), [block.strip("\n") for block in body.split("\n\n")])


def _comments(path: Path) -> list[dict[str, Any]]:
    comments: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["comment"]
    return comments


def _faults_of_article(article: Article, publication: dict[str, Any], articles: dict[str, Article]) -> Iterator[str]:
    fields, where = article.fields, f"articles/{article.slug}.md"
    if fields["section"] not in {section["slug"] for section in publication["section"]}:
        yield f"{where}: there is no section {fields['section']!r}"
    known = {author["slug"] for author in publication["author"]}
    yield from (f"{where}: there is no author {slug!r}" for slug in fields["authors"] if slug not in known)
    yield from (f"{where}: there is no related article {slug!r}" for slug in fields["related"] if slug not in articles)
    if not fields["published"] <= fields.get("updated", LATEST) <= LATEST:
        yield f"{where}: its dates are out of order"
    yield from _faults_of_pictures(article, where)
    yield from _faults_of_pull_quotes(article, where)
    yield from _faults_of_links(article.text, where, articles)


def _faults_of_pictures(article: Article, where: str) -> Iterator[str]:
    hero = article.fields["hero"]
    yield from (
        f"{where}: hero has no {name}" for name in ("alt", "caption", "credit", "licence") if not hero.get(name)
    )
    yield from _faults_of_renditions(hero["file"], where)
    for block in article.blocks:
        if not block.startswith("!["):
            continue
        match = PICTURE.match(block)
        if match is None or match["credit"].count(" | ") != 2:
            yield f"{where}: cannot read the picture {block[:40]!r}"
        else:
            yield from _faults_of_renditions(match["file"], where)


def _faults_of_renditions(file: str, where: str) -> Iterator[str]:
    stem = Path(file).stem
    expected = {f"{stem}.jpg": (1600, 900), f"{stem}-800.jpg": (800, 450)}
    expected |= {f"{stem}-{width}.webp": (width, width * 9 // 16) for width in MOST_BYTES_OF_WEBP}
    for name, size in expected.items():
        path = PICTURES / name
        if not path.is_file():
            yield f"{where}: there is no pictures/{name}"
            continue
        with Image.open(path) as picture:
            if picture.size != size:
                yield f"pictures/{name}: is {picture.size}, should be {size}"


def _faults_of_pull_quotes(article: Article, where: str) -> Iterator[str]:
    paragraphs = [block for block in article.blocks if not block.startswith((">", "#", "!", "- "))]
    for block in article.blocks:
        quote = block.removeprefix(">>> ")
        if quote != block and not any(quote in paragraph for paragraph in paragraphs):
            yield f"{where}: no paragraph says {quote[:50]!r}"


def _faults_of_links(text: str, where: str, articles: dict[str, Article]) -> Iterator[str]:
    paths = {article.path for article in articles.values()}
    for match in LINK.finditer(text):
        address = match["address"]
        if address.startswith("/") and address not in paths:
            yield f"{where}: links to {address}, which is no article"
    for found in ADDRESS.findall(text):
        if not RESERVED.search(found.split("/")[2]):
            yield f"{where}: {found} is not a reserved domain"


def _faults_of_thread(slug: str, comments: list[dict[str, Any]], articles: dict[str, Article]) -> Iterator[str]:
    where = f"conversations/{slug}.toml"
    if slug not in articles:
        yield f"{where}: there is no such article"
        return
    posted: dict[str, timedelta] = {}
    for comment in comments:
        yield from _faults_of_comment(comment, where, articles[slug], articles)
        parent = comment.get("parent")
        if parent is not None and posted.get(parent, timedelta.max) >= _offset(comment):
            yield f"{where}: {comment['key']} answers {parent!r}, which is not there before it"
        if comment["key"] in posted:
            yield f"{where}: {comment['key']} stands twice"
        posted[comment["key"]] = _offset(comment)


def _faults_of_queue(comments: list[dict[str, Any]], articles: dict[str, Article]) -> Iterator[str]:
    where = "queue.toml"
    keys = [comment["key"] for comment in comments]
    yield from (f"{where}: {key} stands twice" for key in sorted(set(keys)) if keys.count(key) > 1)
    for comment in comments:
        if comment["article"] not in articles:
            yield f"{where}: {comment['key']} names no article"
        else:
            yield from _faults_of_comment(comment, where, articles[comment["article"]], articles)


def _faults_of_comment(
    comment: dict[str, Any], where: str, article: Article, articles: dict[str, Article]
) -> Iterator[str]:
    key = comment["key"]
    if not RESERVED.search(comment["email"]):
        yield f"{where}: {key} has an address outside the reserved domains"
    if not comment["author"].strip() or not comment["text"].strip():
        yield f"{where}: {key} has no author or no text"
    if article.fields["published"] + _offset(comment) > LATEST:
        yield f"{where}: {key} comes from the future"
    yield from _faults_of_links(f"{comment.get('url', '')} {comment['text']}", f"{where}: {key}", articles)


def _offset(comment: dict[str, Any]) -> timedelta:
    """Read `"90m"`, `"2h"` or `"3d"`: the time after the article's publication."""
    posted: str = comment["posted"]
    return int(posted[:-1]) * UNITS[posted[-1]]


def _faults_of_weight() -> Iterator[str]:
    total = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if total > MOST_BYTES:
        yield f"the folder weighs {total:,} bytes, more than {MOST_BYTES:,}"
    for width, most in MOST_BYTES_OF_WEBP.items():
        heavy = (path for path in PICTURES.glob(f"*-{width}.webp") if path.stat().st_size > most)
        yield from (f"pictures/{path.name}: more than {most:,} bytes" for path in sorted(heavy))


if __name__ == "__main__":
    sys.exit(main())
