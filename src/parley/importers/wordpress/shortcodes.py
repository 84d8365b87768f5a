"""WordPress shortcodes: the known ones become HTML, the others stay as text. None is ever run.

A shortcode is `[name attributes]` or `[name attributes]content[/name]`; `[[name]]` means the literal text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from parley.importers.wordpress.kinds import Image

OPENING = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,60})((?:[\s=:][^\[\]<>]{0,2000})?)\](\]?)")
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|([^\s"'=]+)""")
# Inside these nothing is a shortcode.
PROTECTED = re.compile(r"<(pre|code|script|style|textarea)\b|<!--|</?[A-Za-z][^<>]*>", re.IGNORECASE)
CAPTION_MEDIA = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "dailymotion": "https://www.dailymotion.com/video/",
    "tweet": "",
    "twitter": "",
    "embed": "",
    "soundcloud": "",
    "spotify": "",
    "instagram": "",
    "facebook": "",
    "tiktok": "",
    "googlemaps": "",
    "audio": "",
    "video": "",
}
ADDRESS_ATTRIBUTES = ("src", "url", "mp3", "mp4", "m4a", "m4v", "ogg", "webm", "wav", "href", "id", "0")
PULL_QUOTES = {"pullquote", "pull-quote", "pull_quote", "su_pullquote"}
UNWRAPPED = {"dropcap", "su_dropcap", "lead", "center"}

Attachment = Callable[[int], Image | None]
"""Finds the picture with an id in the export, for galleries; None when there is none."""


@dataclass(slots=True)
class Shortcodes:
    """Rewrites one text; `notes` counts what could not be kept, by sentence."""

    attachment: Attachment | None = None
    notes: Counter[str] = field(default_factory=Counter)

    def rewrite(self, content: str) -> str:
        """Return `content` with its shortcodes turned into HTML. Linear in the length of the text."""
        parts: list[str] = []
        position = 0
        closings = _Closings(content)
        protected = _protected(content)
        start, end = next(protected, (len(content), len(content)))
        while found := OPENING.search(content, position):
            while end <= found.start() < len(content):
                start, end = next(protected, (len(content), len(content)))
            if start <= found.start():
                text, after = content[found.start() : end], end
            else:
                text, after = self._replace(content, found, closings)
            parts += [content[position : found.start()], text]
            position = after
        return "".join([*parts, content[position:]])

    def _replace(self, content: str, found: re.Match[str], closings: _Closings) -> tuple[str, int]:
        """Return the text to put in the place of one shortcode, and where to go on reading."""
        escaped, slash, name, raw, closing_bracket = found.groups()
        if escaped and closing_bracket:
            return found[0][1:-1], found.end()
        start = found.end() - len(closing_bracket)
        lower = name.lower()
        if slash:
            return ("" if lower in UNWRAPPED else found[0]), found.end()
        if lower in UNWRAPPED:
            return "", start
        attributes = read_attributes(raw)
        handler = self._handler(lower)
        end = closings.find(name, start)
        if handler is None:
            if raw.strip() or end >= 0:
                self.notes[f"The shortcode [{name}] was kept as text."] += 1
            return found[0][: start - found.start()], start
        if end < 0 or raw.rstrip().endswith("/"):
            inner, after = "", start
        else:
            inner, after = content[start:end], end + len(name) + 3
        return escaped + handler(lower, attributes, inner), after

    def _handler(self, name: str) -> Callable[[str, dict[str, str], str], str] | None:
        if name in {"caption", "wp_caption"}:
            return self._caption
        if name in {"gallery", "playlist"}:
            return self._gallery
        if name in PULL_QUOTES:
            return self._pull_quote
        return self._embed if name in EMBEDS else None

    def _caption(self, _name: str, attributes: dict[str, str], inner: str) -> str:
        media, caption = inner, ""
        if found := CAPTION_MEDIA.fullmatch(inner):
            media, caption = found[1], found[2]
        caption = caption.strip() or escape(attributes.get("caption", ""))
        return f'<figure class="wp-caption">{media}<figcaption>{caption}</figcaption></figure>'

    def _gallery(self, name: str, attributes: dict[str, str], inner: str) -> str:
        ids = [int(item) for item in re.findall(r"\d{1,18}", attributes.get("ids", attributes.get("include", "")))]
        pictures: list[str] = []
        missing: list[str] = []
        for number in ids:
            picture = self.attachment(number) if self.attachment and name == "gallery" else None
            if picture is None:
                missing.append(str(number))
                continue
            pictures.append(
                f'<figure><img src="{escape(picture.src)}" alt="{escape(picture.alt)}">'
                f"<figcaption>{escape(picture.caption)}</figcaption></figure>"
            )
        if missing or not ids:
            which = f"attachments {', '.join(missing)}" if missing else "all attachments of the entry"
            self.notes[f"A {name} could not be placed: {which}."] += 1
        return "".join(pictures) + inner

    def _pull_quote(self, _name: str, attributes: dict[str, str], inner: str) -> str:
        cite = attributes.get("cite") or attributes.get("author") or attributes.get("source") or ""
        footer = f"<cite>{escape(cite)}</cite>" if cite else ""
        return f'<blockquote class="pullquote">{inner}{footer}</blockquote>'

    def _embed(self, name: str, attributes: dict[str, str], inner: str) -> str:
        """An id is completed to an address; without anything that looks like one the shortcode is kept as text."""
        candidates = [re.sub(r"<[^<>]*>", "", inner), *(attributes.get(key, "") for key in ADDRESS_ATTRIBUTES)]
        for candidate in candidates:
            value = unescape(candidate).strip().lstrip("=")
            if value.startswith(("http://", "https://", "//", "/")):
                return f'<iframe src="{escape(value)}"></iframe>'
            if EMBEDS[name] and re.fullmatch(r"[\w-]{4,40}", value):
                return f'<iframe src="{EMBEDS[name]}{value}"></iframe>'
        self.notes[f"The shortcode [{name}] names no address and was left out."] += 1
        return inner


class _Closings:
    """Finds `[/name]`; remembers the names that do not occur any more, so that a search is never repeated."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._next: dict[str, int] = {}

    def find(self, name: str, start: int) -> int:
        known = self._next.get(name)
        if known is None or (0 <= known < start):
            known = self._next[name] = self._content.find(f"[/{name}]", start)
        return known


def read_attributes(raw: str) -> dict[str, str]:
    """Read `key="value" key=value value`; a value without a key gets its position ("0", "1") as key."""
    attributes: dict[str, str] = {}
    for key, double, single, bare, quoted, word in ATTRIBUTE.findall(raw.strip().removesuffix("/")):
        attributes[key.lower() if key else str(len(attributes))] = double or single or bare or quoted or word
    return attributes


def _protected(content: str) -> Iterator[tuple[int, int]]:
    """Yield where tags, comments and the insides of `PROTECTED` elements begin and end, in order."""
    position = 0
    absent: set[str] = set()
    while found := PROTECTED.search(content, position):
        position = found.end()
        if found[1] or found[0] == "<!--":
            closing = f"</{found[1]}" if found[1] else "-->"
            end = -1 if closing in absent else content.find(closing, position)
            if end >= 0:
                position = end + len(closing)
            else:
                absent.add(closing)
        yield found.start(), position
