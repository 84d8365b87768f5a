"""Text that came from outside, made safe to store, show and send."""

import html
import re
import unicodedata

# Lone surrogates crash Rust sanitisers, the rest is illegal in XML 1.0 and breaks every feed reader.
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")
_TAGS = re.compile(r"<[^>]*>")
_BLOCK_TAGS = re.compile(r"</?(?:p|div|li|ul|ol|blockquote|pre|h[1-6]|br|tr|figure)\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def storable(text: str) -> str:
    """`text` without characters that XML, PostgreSQL or the sanitiser refuse; line ends become newlines."""
    return _ILLEGAL_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def single_line(text: str) -> str:
    """`text` as one line: no control characters, no direction overrides, white space folded.

    For names, titles and subjects. Bidirectional overrides (Cf) other than joiners would let a name reverse the
    words around it. A line of joiners alone is no text: "". Letters and their accents are composed (NFC), as HTML asks.
    """
    folded = _LINE_BREAKS.sub(" ", unicodedata.normalize("NFC", storable(text)))
    kept = (c for c in folded if c in "\u200c\u200d" or unicodedata.category(c) not in {"Cc", "Cf"} or c == "\t")
    line = _SPACES.sub(" ", "".join(kept)).strip()
    return line if line.strip("\u200c\u200d ") else ""


def plain_text(markup: str) -> str:
    """The words of an HTML fragment that we made ourselves, one space between blocks. Not a sanitiser."""
    spaced = _BLOCK_TAGS.sub(" ", markup)
    return _SPACES.sub(" ", html.unescape(_TAGS.sub("", spaced))).strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words, with an ellipsis where something was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head else head
    return cut.rstrip(" ,;:–—-") + "…"


def word_count(text: str) -> int:
    """Number of words, for reading time."""
    return len(text.split())


def whole_number(typed: str | None) -> int | None:
    """A number that somebody sent, as an id or a page; None when it is none, or more than a column of 64 bits holds.

    ASCII digits only: `int` would take those of every script, and a sign, and underscores.
    """
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 18 else None
