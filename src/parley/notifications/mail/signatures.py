"""Signing mails (DKIM, RFC 6376): rsa-sha256, and ed25519-sha256 (RFC 8463) beside it where there is such a key.

The forms of head and body are dkimpy's; the key's own step is `cryptography`'s. dkimpy's is Python alone: measured on
a mail of 5 kB, 149 signatures a second against 1,600.

Every field that a reader or a mail program acts upon is signed once more than it stands there, so that nobody can add
a second one without breaking the signature (RFC 6376 8.15). There is no l=, which would let anybody add text.
"""

from base64 import b64encode
from email.utils import parsedate_to_datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from dkim import rfc822_parse, select_headers
from dkim.canonicalization import Relaxed

from parley.notifications.mail.dkim_keys import SigningKey, signing_keys

SIGNED = (
    *("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "list-archive", "list-post", "list-help"),
    *("auto-submitted", "mime-version", "content-type", "content-transfer-encoding"),
)
"""RFC 6376 5.4.1; RFC 8058 4 asks for both fields by which a reader stops the mails."""

_Fields = list[tuple[bytes, bytes]]


def signed(message: bytes) -> bytes:
    """The message with our signatures before it; as it is while there is no key. The same bytes give the same bytes."""
    keys = signing_keys()
    if not keys:
        return message
    fields, body = rfc822_parse(message)
    body_hash = b64encode(sha256(Relaxed.canonicalize_body(body)).digest()).decode("ascii")
    return b"".join(_signature(key, fields, body_hash) for key in keys) + message


def _signature(key: SigningKey, fields: _Fields, body_hash: str) -> bytes:
    """One DKIM-Signature field, with its CRLF, in lines of at most 78 columns."""
    names = _names(fields)
    unsigned = (
        f" v=1; a={key.kind}-sha256; c=relaxed/relaxed; d={key.domain};\r\n"
        f" s={key.selector}; t={_moment(fields)};\r\n"
        f" h={_folded_names(names)};\r\n"
        f" bh={body_hash};\r\n"
        " b="
    )
    chosen = select_headers(fields, [name.encode() for name in names])
    own = (b"DKIM-Signature", unsigned.encode("ascii"))
    parts = [name + b":" + value for name, value in Relaxed.canonicalize_headers([*chosen, own])]
    octets = b"".join(parts).removesuffix(b"\r\n")  # the signature's own line ends without CRLF (RFC 6376 3.7)
    letters = b64encode(_signed_octets(key, octets)).decode("ascii")
    folded = "\r\n ".join(letters[at : at + 72] for at in range(0, len(letters), 72))
    return f"DKIM-Signature:{unsigned}\r\n {folded}\r\n".encode("ascii")


def _signed_octets(key: SigningKey, octets: bytes) -> bytes:
    if isinstance(key.private, rsa.RSAPrivateKey):
        return key.private.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    return key.private.sign(sha256(octets).digest())  # RFC 8463 3: Ed25519 signs the hash


def _names(fields: _Fields) -> list[str]:
    standing = [name.decode("ascii").lower() for name, _value in fields]
    return [name for name in SIGNED for _again in range(standing.count(name) + 1)]


def _folded_names(names: list[str]) -> str:
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) + 1 > 72:
            lines.append(line)
            line = ""
        line += f"{name}:"
    return "\r\n ".join([*lines, line]).removesuffix(":")


def _moment(fields: _Fields) -> int:
    """Seconds since 1970 of the field Date, so that a mail that is tried again stays what it was."""
    date = next(value for name, value in fields if name.lower() == b"date")
    return int(parsedate_to_datetime(date.decode("ascii").strip()).timestamp())
