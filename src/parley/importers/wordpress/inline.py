"""The text inside a block: from nodes to a closed set of inline tags, and to plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3

from parley.importers.wordpress.dom import COMMENT, Node

# From the tag that was written to the tag that says the same today.
MEANING = {
    "a": "a",
    "abbr": "abbr",
    "acronym": "abbr",
    "b": "strong",
    "strong": "strong",
    "cite": "em",
    "dfn": "em",
    "em": "em",
    "i": "em",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "var": "em",
    "del": "s",
    "s": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
    "mark": "mark",
}
# Elements that begin no new line.
FLOWING = frozenset(MEANING) | frozenset(
    {"bdi", "bdo", "big", "button", "data", "font", "ins", "label", "nobr", "q", "ruby", "rp", "rt", "small", "span"}
    | {"time", "tspan", "u", "wbr"}
)
INLINE_TAGS = {"a", "em", "strong", "code", "sub", "sup", "br", "s", "abbr", "mark"}
BLOCK_TAGS = INLINE_TAGS | {"p", "ul", "ol", "li"}
# Without the "*" the sanitiser lets `title` and `lang` through on every tag.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "abbr": {"title"}}
# Nobody writes paragraphs of this length, and the sanitiser's time grows with the square of the entities in a text
# (200,000 take 1.5 s).
LONGEST_MARKUP = 200_000
SCHEMES = {"http", "https", "mailto"}
# No-break spaces are left alone: only what HTML itself calls white space is folded.
SPACES = re.compile(r"[ \t\f]+")


def safe_url(url: str, base_url: str) -> str:
    """Resolve `url` against `base_url`; empty for every scheme but http, https and mailto, and for nonsense."""
    url = re.sub(r"[\x00-\x1f]+", "", url).strip()  # browsers ignore line ends even inside "javascript:"
    if not url or url.startswith("#"):
        return url
    try:
        resolved = urljoin(base_url, url)
        parts = urlsplit(resolved)
    except ValueError:
        return ""
    if parts.scheme.lower() in SCHEMES:
        return resolved
    return resolved if not parts.scheme and ":" not in parts.path.split("/")[0] else ""


def web_url(url: str, base_url: str) -> str:
    """Like `safe_url`, for pictures and embeds: empty unless it is absolute http(s), or relative without a base."""
    resolved = safe_url(url, base_url)
    return "" if resolved.startswith(("mailto:", "#")) else resolved


def plain_text(nodes: Iterable[Node | str]) -> str:
    """The words of `nodes` on one line; no-break spaces stay."""
    parts: list[str] = []
    _collect_text(nodes, parts)
    return " ".join(part for part in re.split(r"[ \t\n\f]+", "".join(parts)) if part)


def _collect_text(nodes: Iterable[Node | str], parts: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif node.tag != COMMENT:
            # Words of neighbouring blocks must not grow together.
            edge = "" if node.tag in FLOWING else "\n"
            parts.append(edge)
            _collect_text(node.children, parts)
            parts.append(edge)


def inline_html(nodes: Sequence[Node | str], base_url: str, *, keep_lines: bool = False) -> str:
    """Return `nodes` as clean inline HTML on one line, with `<br>` for line ends when `keep_lines` is set.

    Classic WordPress shows every line end of the source as a line break; block content does not.
    """
    parts: list[str] = []
    _write(nodes, base_url, parts)
    markup = SPACES.sub(" ", "".join(parts))
    markup = re.sub(r"\n+", "\n", re.sub(r" ?\n ?", "\n", markup))
    markup = re.sub(r"[ \n]?<br>[ \n]?", "<br>", markup)
    markup = markup.replace("\n", "<br>" if keep_lines else " ")
    markup = trim(SPACES.sub(" ", markup))
    return sanitize(markup, INLINE_TAGS)


def trim(markup: str) -> str:
    """Take white space and line breaks from both ends."""
    while True:
        shorter = markup.strip(" \n").removeprefix("<br>").removesuffix("<br>")
        if shorter == markup:
            return markup
        markup = shorter


def sanitize(markup: str, tags: set[str]) -> str:
    """The last step for every piece of HTML that leaves the importer: a closed list, no classes, no handlers.

    `markup` was written here, so each "<" in it begins a tag.
    """
    if len(markup) > LONGEST_MARKUP:
        return re.sub(r"<[^<>]*>", " ", markup)
    return nh3.clean(markup, tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def _write(nodes: Iterable[Node | str], base_url: str, parts: list[str], inside: tuple[str, ...] = ()) -> None:
    """Append the markup of `nodes`; `inside` names the tags that are open, so that none is opened twice."""
    for node in nodes:
        if isinstance(node, str):
            parts.append(escape(node, quote=False))
        elif node.tag == "br":
            parts.append("<br>")
        elif node.tag == "q":
            parts.append("“")
            _write(node.children, base_url, parts, inside)
            parts.append("”")
        elif node.tag != COMMENT:
            _write_element(node, base_url, parts, inside)


def _write_element(node: Node, base_url: str, parts: list[str], inside: tuple[str, ...]) -> None:
    tag = MEANING.get(node.tag)
    opening = f"<{tag}>"
    if tag == "a":
        url = safe_url(node.attributes.get("href", ""), base_url)
        tag = "a" if url else None
        opening = f'<a href="{escape(url)}">'
    elif tag == "abbr" and (title := node.attributes.get("title")):
        opening = f'<abbr title="{escape(title)}">'
    if tag is None or tag in inside:
        _write(node.children, base_url, parts, inside)
        return
    inner: list[str] = []
    _write(node.children, base_url, inner, (*inside, tag))
    filled = any(part.strip() for part in inner)
    parts += [opening, *inner, f"</{tag}>"] if filled else inner


def text_of_html(markup: str) -> str:
    """The words of HTML that this module wrote."""
    return unescape(re.sub(r"<[^<>]*>", " ", markup)).strip()
