"""From a message to the comment that it wants to be: text, and the names of what cannot come along."""

from dataclasses import dataclass
from email.message import Message

from parley.notifications.incoming.flowed import unflow, unwrap
from parley.notifications.incoming.html_words import html_to_markdown
from parley.notifications.incoming.messages import (
    DEEPEST,
    disposition,
    file_name,
    kind_of,
    parameter,
    parts_of,
    text_of,
)
from parley.notifications.incoming.quotes import own_words

_SIGNATURES = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-keys", "text/vcard", "text/x-vcard", "text/directory", "application/ms-tnef", "text/calendar",
}  # fmt: skip
"""Parts that mail programs add and nobody means to publish."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote. `text` is Markdown, "" when nothing is left; `attachments` are names of files."""

    text: str
    attachments: tuple[str, ...] = ()
    is_sealed: bool = False
    """The mail is encrypted, or its text is inside a signature that only a certificate opens."""


def written_in(message: Message) -> Written:
    """The own words in a mail: plain text before HTML, without quotation and signature. Never raises."""
    found = _Parts()
    _collect(message, found, 0)
    return Written("\n\n".join(text for text in found.texts if text).strip(), tuple(found.attachments), found.is_sealed)


class _Parts:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.attachments: list[str] = []
        self.is_sealed = False


def _collect(part: Message, found: _Parts, depth: int) -> None:
    kind = kind_of(part)
    inner = parts_of(part)
    if depth > DEEPEST:
        return
    if kind == "multipart/alternative" and inner:
        _collect_alternative(inner, found, depth)
    elif kind == "multipart/encrypted":
        found.is_sealed = True
    elif kind == "message/rfc822":
        found.attachments.append(file_name(part) or "message.eml")
    elif inner:
        for each in inner[:1] if kind == "multipart/signed" else inner:
            _collect(each, found, depth + 1)
    else:
        _collect_leaf(part, kind, found)


def _collect_leaf(part: Message, kind: str, found: _Parts) -> None:
    if kind in _SIGNATURES:
        return
    if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        found.is_sealed = True
    elif kind in {"text/plain", "text/html"} and disposition(part) != "attachment":
        found.texts.append(_words(part, kind))
    elif not kind.startswith("multipart/") and not _is_shown_in_the_text(part, kind):
        found.attachments.append(file_name(part) or kind)
    # An image that stands in the text, a logo as a rule, is left out without a word.


def _is_shown_in_the_text(part: Message, kind: str) -> bool:
    is_picture = kind.startswith("image/") or part.get("Content-ID") is not None
    return is_picture and disposition(part) != "attachment"


def _collect_alternative(choices: list[Message], found: _Parts, depth: int) -> None:
    """Of the ways in which the same is said the plain one, unless nothing stands in it."""
    plain = [each for each in choices if kind_of(each) == "text/plain"]
    if plain and any(text_of(each).strip() for each in plain):
        choices = [*plain, *(each for each in choices if not kind_of(each).startswith(("text/", "multipart/")))]
    else:
        choices = [each for each in choices if kind_of(each) != "text/plain"]
    for each in choices:
        _collect(each, found, depth + 1)


def _words(part: Message, kind: str) -> str:
    text = text_of(part)
    if kind == "text/html":
        return own_words(html_to_markdown(text))
    if parameter(part, "format") == "flowed":
        return own_words(unflow(text, delete_space=parameter(part, "delsp") == "yes"))
    return unwrap(own_words(text))
