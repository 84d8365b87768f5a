"""Bytes become a message, whatever is wrong with them: who sent it, its parts, their text."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from parley.kit.text import storable

DEEPEST = 20
"""Levels of parts within parts that are looked at; mail programs write three or four."""

MOST_PARTS = 100

_COMMENT = re.compile(r"\([^()]*\)")


def read_message(octets: bytes) -> Message:
    """The message; an empty one where the bytes are nested so deeply that the parser gives up."""
    try:
        # Not policy.default: its parser of fields raises on many that come in practice.
        return message_from_bytes(octets, policy=policy.compat32)
    except (RecursionError, MessageError, ValueError, LookupError):
        return Message()


def field(message: Message, name: str) -> str:
    """A header field as one line of text, "" where there is none."""
    value = message.get(name)
    return " ".join(storable(str(value)).split()) if value is not None else ""


def fields(message: Message, name: str) -> list[str]:
    """Every field of a name, the topmost first."""
    return [" ".join(storable(str(value)).split()) for value in message.get_all(name) or []]


def sender_of(message: Message) -> str:
    """The one address in From; "" where there is none, or more than one, or more than one such field."""
    lines = fields(message, "From")
    if len(lines) != 1:
        return ""
    found = [address for _name, address in getaddresses(lines) if address]
    return found[0] if len(found) == 1 and found[0].count("@") == 1 else ""


def addressees(message: Message) -> list[str]:
    """Every address to which a mail says it was sent, those that a server wrote first. For mail out of a mailbox,
    where the envelope is gone."""
    names = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
    lines = [line for name in names for line in fields(message, name)]
    return list(dict.fromkeys(address for _name, address in getaddresses(lines) if address))[:50]


def passed_dmarc(message: Message, authserv_id: str) -> bool:
    """Whether our own server says that the domain in From is who sent this (RFC 7489, RFC 8601).

    Only the topmost field of Authentication-Results counts, and only under our server's name: it puts its own on top
    and takes away what others wrote under its name (RFC 8601 5); anybody may write the ones below.
    """
    lines = fields(message, "Authentication-Results")
    if not authserv_id or not lines:
        return False
    name, *results = _COMMENT.sub(" ", lines[0]).split(";")
    is_ours = name.split()[:1] == [authserv_id]
    return is_ours and any(re.match(r"dmarc\s*=\s*pass\b", result.strip().lower()) for result in results)


def parts_of(message: Message) -> list[Message]:
    """The direct parts of a multipart; none of anything else."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)][:MOST_PARTS] if isinstance(payload, list) else []


def leaves(message: Message) -> Iterator[Message]:
    """Every part that has no parts, in order."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        inner = parts_of(part)
        if not inner or depth >= DEEPEST:
            yield part
        else:
            waiting.extend((each, depth + 1) for each in reversed(inner))


def text_of(part: Message) -> str:
    """The text of a part. A wrong or unknown charset gives the likeliest reading, never an error."""
    octets = _octets(part)
    for charset in (_charset(part), "utf-8"):
        try:
            return storable(octets.decode(charset))
        except (UnicodeError, LookupError, ValueError):
            continue
    return storable(octets.decode("cp1252", errors="replace"))


def kind_of(part: Message) -> str:
    """The content type, in lower case."""
    try:
        return part.get_content_type()
    except (ValueError, LookupError, TypeError):
        return "text/plain"


def parameter(part: Message, name: str, header: str = "Content-Type") -> str:
    """A parameter of a field, in lower case; "" where there is none or it is broken."""
    try:
        value = part.get_param(name, "", header)
    except (ValueError, LookupError, TypeError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "").strip().lower()


def disposition(part: Message) -> str:
    """The word of Content-Disposition, in lower case."""
    return field(part, "Content-Disposition").partition(";")[0].strip().lower()


def file_name(part: Message) -> str:
    """What an attachment is called, as one line."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    return " ".join(storable(name).split())[:80]


def _octets(part: Message) -> bytes:
    try:
        octets = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        octets = None
    return octets if isinstance(octets, bytes) else b""


def _charset(part: Message) -> str:
    named = parameter(part, "charset")
    # What is called ISO-8859-1 or ASCII is Windows-1252 as often as not, and never worse read as that (WHATWG).
    return {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8", "": "utf-8"}.get(
        named, named
    )
