"""A comment's Markdown becomes safe HTML here, once, when it is written. Nothing touches the HTML afterwards.

Two switches decide (measured in the design, `trust`): reference definitions are off, because 18 kB of them grow to
13.5 MB; and the sanitiser's attribute list is closed (`"*": set()`), because its default lets `title` and `lang` on
every tag. Characters that XML forbids are stripped after rendering: `&#x0c;` leaves the renderer as a raw form feed.
"""

import html
import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

from parley.kit.text import storable

COMMENT_LIMIT = 20_000
"""Longest comment, in characters."""

_TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "code", "pre", "a"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20}).disable(
    ["reference", "image", "heading", "lheading", "hr", "html_block", "html_inline"]
)


def comment_html(source: str) -> str:
    """Safe HTML of a comment's Markdown `source`: paragraphs, emphasis, quotes, lists, code, links; nothing else.

    Links carry `rel="ugc nofollow noopener"`; relative addresses are dropped, since they would mean something
    else in a feed or a mail. Letters and their accents are composed (NFC), as HTML asks; before rendering, since a
    combining stroke after a tag would eat its bracket.
    """
    rendered = _MARKDOWN.render(unicodedata.normalize("NFC", storable(source)))
    return nh3.clean(
        storable(rendered),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="ugc nofollow noopener",
        strip_comments=True,
    ).strip()


_LINK = re.compile(r'<a href="([^"]*)"')
_ANCHOR = re.compile(r"</?a\b[^>]*>")


def live_links(comment: str) -> tuple[str, ...]:
    """The addresses to which the HTML of a comment, as `comment_html` made it, leads."""
    return tuple(html.unescape(address) for address in _LINK.findall(comment))


def without_links(comment: str) -> str:
    """The HTML of a comment, as `comment_html` made it, with the words of its links and no way to follow them."""
    return _ANCHOR.sub("", comment)


_EDITORIAL_TAGS = {
    "a",
    "em",
    "strong",
    "b",
    "i",
    "code",
    "sub",
    "sup",
    "br",
    "s",
    "p",
    "ul",
    "ol",
    "li",
    "abbr",
    "bdi",
    "mark",
}


def editorial_html(source: str) -> str:
    """Safe HTML of an editor's or an export's rich text: inline marks, lists and links without `rel`."""
    return nh3.clean(
        storable(source),
        tags=_EDITORIAL_TAGS,
        attributes={"*": set(), "a": {"href", "id"}, "bdi": {"dir"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
