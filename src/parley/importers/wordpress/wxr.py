"""Reads WordPress exports (WXR 1.0, 1.1, 1.2; plain or gzip) with bounded memory.

WXR is RSS 2.0 with a namespace of WordPress's own, which carries the version. The file is read twice: once to the end,
so that a broken file is refused before anybody acts on its first half, and once to hand out the records. Both passes
run the same code, so the second cannot find what the first did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from parley.importers.wordpress import entries
from parley.importers.wordpress.elements import Element, ElementReader
from parley.importers.wordpress.encoding import CleanText
from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.limits import Limits
from parley.importers.wordpress.records import Author, Channel, Comment, Post, Record, Term
from parley.importers.wordpress.source import open_source

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all), both passes together; the last call has both equal."""

KNOWN_VERSIONS = {"1.0", "1.1", "1.2"}
CHANNEL_FIELDS = {
    "title": "title",
    "link": "link",
    "description": "description",
    "language": "language",
    "wp:wxr_version": "wxr_version",
    "wp:base_site_url": "base_site_url",
    "wp:base_blog_url": "base_blog_url",
}
FRAME_FIELDS = frozenset({"pubDate", "generator", "image", "atom:link", "lastBuildDate", "docs"})


@dataclass(slots=True)
class Survey:
    """What the first pass found. The counters have a key for each kind that occurs."""

    channel: Channel = field(default_factory=Channel)
    encoding: str = ""
    authors: int = 0
    terms: Counter[str] = field(default_factory=Counter)
    """By taxonomy."""
    posts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By (type, status), for example ("post", "publish")."""
    comments: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By (type, approved), for example ("comment", "1")."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Elements that no record has a place for, by name."""
    warnings: tuple[str, ...] = ()
    """What was put right while reading, as sentences."""

    def add(self, record: Record) -> None:
        if isinstance(record, Author):
            self.authors += 1
        elif isinstance(record, Term):
            self.terms[record.taxonomy] += 1
        else:
            self.posts[record.type, record.status] += 1
            self.comments.update((comment.type, comment.approved) for comment in record.comments)


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was read to its end and found whole. Each iteration reads it again and yields its records.

    The order is that of the file: authors and terms, then posts. Iterating raises `ExportError` with the code
    "changed" when the file is no longer the one that was checked.
    """

    path: Path
    survey: Survey
    size: int
    _identity: tuple[int, ...]
    _limits: Limits
    _progress: Progress | None

    @property
    def channel(self) -> Channel:
        return self.survey.channel

    def __iter__(self) -> Iterator[Record]:
        progress = self._progress
        report = (lambda done, size: progress(size + done, 2 * size)) if progress else None
        yield from _Pass(self.path, self._limits, report).records(identity=self._identity)


def read_export(path: Path, *, limits: Limits | None = None, progress: Progress | None = None) -> Export:
    """Check the whole file at `path` and return it, ready to be iterated.

    Raises `ExportError` for anything that is not a complete, harmless WordPress export.
    """
    report = (lambda done, size: progress(done, 2 * size)) if progress else None
    reading = _Pass(path, limits or Limits(), report)
    survey = Survey()
    for record in reading.records():
        survey.add(record)
    survey.channel, survey.encoding = reading.channel(), reading.encoding
    survey.unknown, survey.warnings = reading.unknown, reading.warnings()
    return Export(path, survey, reading.size, reading.identity, limits or Limits(), progress)


class _Pass:
    """One reading of the file, from its first byte to its last."""

    def __init__(self, path: Path, limits: Limits, report: Progress | None) -> None:
        self.path = path
        self.limits = limits
        self.report = report
        self.size = 0
        self.identity: tuple[int, ...] = ()
        self.encoding = ""
        self.unknown: Counter[str] = Counter()
        self._channel: dict[str, str] = {}
        self._undated = self._removed = 0
        self._leading_space = False
        self._ready: list[Record] = []
        self._comments: list[Comment] = []
        self._reader = ElementReader(limits, self._take_entry, self._take_comment)

    def records(self, *, identity: tuple[int, ...] | None = None) -> Iterator[Record]:
        """Yield records as their elements close; at most a piece of 64 KiB of the file is ahead."""
        with open_source(self.path, self.limits) as source:
            if identity not in (None, source.identity):
                raise ExportError("changed")
            self.size, self.identity = source.size, source.identity
            text = CleanText(source)
            for chunk in text.chunks():
                self._reader.feed(chunk)
                yield from self._ready
                self._ready.clear()
                if self.report:
                    self.report(source.position, source.size)
            self._reader.close()
            self.encoding, self._removed = text.encoding, text.removed_characters
            self._leading_space = text.leading_space

    def channel(self) -> Channel:
        found = replace(Channel(), **self._channel)
        return found if found.wxr_version else replace(found, wxr_version=self._reader.wxr_version)

    def warnings(self) -> tuple[str, ...]:
        """Say what was put right. Empty for a file as WordPress should write it."""
        version = self.channel().wxr_version
        found = {
            f"{self._removed} control characters that XML forbids were removed.": self._removed,
            "Blank space before the first line was removed.": self._leading_space,
            f"{self._undated} comments have no readable date.": self._undated,
            f"The export says WXR {version[:20]}; versions 1.0 to 1.2 are known.": version not in KNOWN_VERSIONS,
        }
        return tuple(sentence for sentence, applies in found.items() if applies)

    def _take_comment(self, element: Element) -> None:
        entries.count_unknown(element, entries.COMMENT_FIELDS, self.unknown)
        comment = entries.comment_from(element)
        self._undated += comment.posted is None
        self._comments.append(comment)

    def _take_entry(self, element: Element) -> None:
        name = element.name
        if name == "item":
            self._ready.append(self._finished_post(element))
        elif name == "wp:author":
            self._ready.append(entries.author_from(element))
        elif name in entries.TERM_ELEMENTS:
            self._ready.append(entries.term_from(element))
        elif name in CHANNEL_FIELDS:
            self._channel.setdefault(CHANNEL_FIELDS[name], element.text.strip())
        elif name not in FRAME_FIELDS:
            self.unknown[name] += 1
        self._comments.clear()

    def _finished_post(self, element: Element) -> Post:
        entries.count_unknown(element, entries.ITEM_FIELDS, self.unknown)
        return entries.post_from(element, self._comments)
