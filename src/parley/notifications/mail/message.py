"""A letter becomes the bytes of a message: the same letter always the same bytes, every line ended by CRLF."""

import binascii
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from parley.kit.text import storable
from parley.notifications.mail.headers import header_line, header_text, mailbox

_LONGEST_PLAIN_LINE = 78


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one recipient. Text and HTML say the same."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    """With its angle brackets."""
    sent_at: datetime
    fields: tuple[tuple[str, str], ...] = ()
    """Further header fields; their values are ASCII already."""


def message_bytes(letter: Letter) -> bytes:
    """The message as it is handed to a server (RFC 5322, multipart/alternative, every line ended by CRLF).

    Raises UnwritableAddress.
    """
    # "=_" cannot stand in quoted-printable; the identity carries a keyed hash that no commenter can know.
    boundary = f"=_{binascii.crc32(letter.message_id.encode()):08x}.{letter.message_id.strip('<>').partition('@')[0]}"
    head = "".join(header_line(name, value) for name, value in _fields(letter, boundary))
    parts = (("text/plain", letter.text), ("text/html", letter.html))
    body = "".join(f"--{boundary}\r\n{_part(kind, content)}" for kind, content in parts)
    return f"{head}\r\n{body}--{boundary}--\r\n".encode("ascii")


def _fields(letter: Letter, boundary: str) -> list[tuple[str, str]]:
    return [
        ("From", mailbox(letter.sender_name, letter.sender)),
        ("To", mailbox("", letter.recipient)),
        ("Subject", header_text(letter.subject)),
        ("Date", format_datetime(letter.sent_at)),
        ("Message-ID", letter.message_id),
        *letter.fields,
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]


def _part(kind: str, content: str) -> str:
    encoding, encoded = _encoded(content)
    return (
        header_line("Content-Type", f"{kind}; charset=utf-8")
        + header_line("Content-Transfer-Encoding", encoding)
        + f"\r\n{encoded}"
    )


def _encoded(content: str) -> tuple[str, str]:
    """Transfer encoding and encoded text: as it is, or the shorter one of quoted-printable and Base64."""
    content = storable(content).rstrip("\n").replace("\n", "\r\n") + "\r\n"
    if content.isascii() and max(map(len, content.split("\r\n"))) <= _LONGEST_PLAIN_LINE:
        return "7bit", content
    octets = content.encode()
    quoted = binascii.b2a_qp(octets, istext=True).decode("ascii")
    letters = b64encode(octets).decode("ascii")
    base64 = "".join(f"{letters[at : at + 76]}\r\n" for at in range(0, len(letters), 76))
    return ("quoted-printable", quoted) if len(quoted) <= len(base64) else ("base64", base64)
