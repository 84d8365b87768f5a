"""Stage 1: from what was sent to what a reader would see, and what was done to hide it.

Everything later works on a `NormalText`: tags and entities resolved, compatibility forms folded
(NFKC), invisible characters dropped, lookalike letters restored, broken encodings repaired. What
was found on the way (`oddities`) is evidence for the rules.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from spamfilter.confusables import fold_confusables
from spamfilter.disguises import (
    count_encoded_letters,
    join_letters,
    join_words,
    read_digits,
    strip_overlays,
    turn_back,
)

# Beyond this a comment is judged by its beginning and its end: cost must stay bounded.
MOST_CHARACTERS = 12_000
_TAIL = 2_000

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
# Joiners and direction marks are honest in Persian, Hindi and Arabic, and between emoji; inside Latin words they hide.
# The same holds for variation selectors, which belong to emoji and ideographs.
_JOINER_IN_LATIN = re.compile(
    "(?<=[A-Za-z])[\u200c\u200d\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]+(?=[A-Za-z])"
)
_JOINERS = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_STYLED = re.compile(
    "[\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f189\U0001f1e6-\U0001f1ff]"
)
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# UTF-8 read as Windows-1252, and the question marks that older databases left of it.
_MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u0153\u009d\u2122\u02dc\u201c\u201d\u00a6\u00a2]?|[\u00c3\u00c2][\u0080-\u00bf\u0152-\u2122]|\\?\u00a6|\u00ef\u00bf\u00bd|\ufffd(?=[a-z])"
)
_QUOTATION_MARKS = (("\u2019\u2018\u02bc\u00b4`", "'"), ("\u201c\u201d", '"'))
_ANCHOR = re.compile(r"<a\b[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_BBCODE = re.compile(r"\[/?(?:url|link|img|b|i|u|size|color|quote)(?:=[^\]\s]*)?\]", re.IGNORECASE)
_BBLINK = re.compile(r"\[(?:url|link)[=\]]", re.IGNORECASE)
_BBLINK_TARGET = re.compile(r"\[(?:url|link|img)=[\"']?([^\]\s\"']{4,2000})", re.IGNORECASE)
# Markdown's way of writing an address: no tag, though it looks like one.
_AUTOLINK = re.compile(r"<((?:https?://|www\.|mailto:)[^\s<>]{1,2000})>", re.IGNORECASE)
_WIDE_DOT = re.compile("(?<=[A-Za-z0-9])[\u3002\uff0e\uff61](?=[A-Za-z])")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{0,300})\]\((\S{1,2000}?)(?:\s+\"[^\"]{0,200}\")?\)")
_URL = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'\])]+", re.IGNORECASE)
# Addresses without a scheme. Endings that are also words ("to.me", "wrong.It") count only with a path behind them.
_ENDINGS = (
    "com|net|org|info|biz|edu|gov|io|co|ru|de|uk|pl|fr|es|ua|cn|jp|br|nl|cz|eu|ws|tv|cc|tk|ly|gl|gd|ee|im|site|online|shop|store|club|"
    "xyz|top|icu|win|vip|bet|live|space|website|pro|mobi|link|click|agency|app|dev|blog|example"
)
_WORD_ENDINGS = "it|is|in|at|to|me|so|no|be|us|my|do|ai"
_BARE_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{1,40}\.){1,4}"
    rf"(?:(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"'\])]*)?"
    rf"|(?:{_WORD_ENDINGS})/[^\s<>\"'\])]+)",
    re.IGNORECASE,
)
# "site dot com", "adf.ly / x9", "www example com": spelt so that no filter sees a link.
_SPELT_DOMAIN = re.compile(
    r"\b[a-z0-9-]{3,40} ?(?:\(dot\)|\[dot\]| dot ) ?(?:com|net|org|ru|info)\b|"
    r"\b(?:adf|bit|goo|ow)\. ?(?:ly|gl) ?[/\\\\] ?\w{3,}|"
    r"\b[a-z0-9-]{3,40} \. ?(?:com|net|org|ru)\b(?: ?/ ?\w+)?|\b[a-z0-9-]{3,40}\. (?:com|net|org|ru) ?/ ?\w+",
    re.IGNORECASE,
)
# What every address has, and hardly any text without one: quickly looked for, because it begins with a dot.
_ENDING = re.compile(rf"\.(?:(?:{_ENDINGS})(?![\w-])|(?:{_WORD_ENDINGS})/)", re.IGNORECASE)
_SPELT_ENDING = re.compile(
    r"\.(?: ?(?:ly|gl) ?[/\\]| (?:com|net|org|ru) ?/|(?<= \.) ?(?:com|net|org|ru)\b)", re.IGNORECASE
)
_SPELT_DOTS = ("(dot)", "[dot]", " dot ")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_IDEOGRAPH = re.compile("[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class NormalText:
    """A text made comparable.

    `plain` is readable (case kept, links kept), `folded` is casefolded without links, `links` are
    the addresses in order of appearance, `oddities` counts what was found on the way: invisible,
    styled, disguised, mojibake, tags, anchors, bbcode, spelt_links; encoded, reversed, cut_words, spaced, leet.
    """

    plain: str
    folded: str
    links: tuple[str, ...]
    oddities: Mapping[str, int]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Tokens of `folded`; scripts without spaces give pairs of characters."""
        words = WORD.findall(self.folded)
        if _IDEOGRAPH.search(self.folded):
            return tuple(piece for word in words for piece in _pieces(word))
        return tuple(words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The distinct words."""
        return frozenset(self.words)


def normalise(source: str) -> NormalText:
    """Return `source` made comparable. Never raises, whatever the characters; linear in time."""
    oddities: Counter[str] = Counter()
    text = _readable(_shortened(source), oddities)
    text, links = _without_markup(text, oddities)
    if not text.isascii():
        text = _WIDE_DOT.sub(".", text)
        text = strip_overlays(unicodedata.normalize("NFKC", text), oddities)
    text = _single_spaced(join_letters(_with_plain_marks(text), oddities))
    if "://" in text or "www." in text.lower():
        links += [url.rstrip(".,;:!?") for url in _URL.findall(text)]
    bare = _URL.sub(" ", text) if links else text
    if "." in bare or " dot " in bare or "(dot)" in bare:
        bare = _without_addresses(bare, links, oddities)
    folded, oddities["disguised"] = fold_confusables(bare.casefold())
    folded = read_digits(folded, oddities)
    return NormalText(text, _single_spaced(folded), tuple(dict.fromkeys(links)), oddities)


def _with_plain_marks(text: str) -> str:
    for marks, plain in _QUOTATION_MARKS:
        for mark in marks:
            text = text.replace(mark, plain)
    return text


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _without_addresses(text: str, links: list[str], oddities: Counter[str]) -> str:
    """Move addresses without a scheme, and spelt ones, from the text to `links`."""
    lower = text.lower()
    is_spelt = any(dot in lower for dot in _SPELT_DOTS) or _SPELT_ENDING.search(text)
    spelt = _SPELT_DOMAIN.findall(text) if is_spelt else []
    bare = _BARE_DOMAIN.findall(text) if _ENDING.search(text) else []
    oddities["spelt_links"] = len(spelt)
    links += [*bare, *(_SPACE.sub("", address) for address in spelt)]
    if spelt:
        return _BARE_DOMAIN.sub(" ", _SPELT_DOMAIN.sub(" ", text))
    return _BARE_DOMAIN.sub(" ", text) if bare else text


def _shortened(source: str) -> str:
    if len(source) > MOST_CHARACTERS:
        source = f"{source[: MOST_CHARACTERS - _TAIL]} {source[-_TAIL:]}"
    if source.isascii():
        return source
    # Lone surrogates cannot be encoded; pairs are joined, the rest become U+FFFD.
    return source.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _readable(text: str, oddities: Counter[str]) -> str:
    """Decode entities, repair encodings, drop what cannot be seen."""
    if "&" in text:
        oddities["encoded"] = count_encoded_letters(text) if "&#" in text else 0
        text = html.unescape(text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not text.isascii():
        text, oddities["mojibake"] = _MOJIBAKE.subn(_repaired, text)
        text = turn_back(text, oddities)
        text, hidden = _INVISIBLE.subn("", text)
        text, joined = _JOINER_IN_LATIN.subn("", text)
        oddities["invisible"] = hidden + joined
        text = _JOINERS.sub("", text)
        oddities["styled"] += len(_STYLED.findall(_REGIONAL.sub("", text)))
    return _CONTROL.sub("", text)


def _repaired(match: re.Match[str]) -> str:
    broken = match.group()
    try:
        return broken.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return "'" if broken[0] in "?\u00e2\ufffd" else ""


def _without_markup(text: str, oddities: Counter[str]) -> tuple[str, list[str]]:
    links: list[str] = []
    text = join_words(text, oddities)
    if "<" in text:
        text = _AUTOLINK.sub(r" \1 ", text)
        links += _ANCHOR.findall(text)
        oddities["anchors"] = len(links)
        text, oddities["tags"] = _TAG.subn(" ", text)
    if "[" in text:
        for label_and_target in _MARKDOWN_LINK.findall(text):
            links.append(label_and_target[1])
        text = _MARKDOWN_LINK.sub(r" \1 ", text)
        links += _BBLINK_TARGET.findall(text)
        oddities["bbcode"] = len(_BBLINK.findall(text))
        text = _BBCODE.sub(" ", text)
    return text, links


def _pieces(word: str) -> tuple[str, ...]:
    if len(word) < 3 or not _IDEOGRAPH.search(word):
        return (word,)
    return tuple(word[start : start + 2] for start in range(len(word) - 1))
