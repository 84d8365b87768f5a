"""Header fields, written so that nothing a person typed can become another field.

Python's own classes are not used for this. `EmailMessage` (3.11.7; CVE-2024-6923) decodes `=?utf-8?q?x=0ABcc=3A…?=`
in a value and writes the newline that was hidden in it; Django's classes pass such a word through, so that the mail
client shows what it hides. Here every value loses its control characters, and text that is not plain ASCII, or that
looks like an encoded word, is encoded.
"""

import re
from base64 import b64encode
from functools import lru_cache

from parley.kit.text import single_line

LINE = 76
"""Columns of a folded line. RFC 5322 2.1.1 asks for at most 78."""

_ENCODED_BYTES = 39
"""UTF-8 bytes in one encoded word: 39 bytes are 52 Base64 characters, 64 with the frame; RFC 2047 allows 75."""

_PLAIN = re.compile(r"[ -~]*")
_ATOM_TEXT = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+")


class UnwritableAddress(ValueError):
    """The address cannot stand in a header or an SMTP command."""


@lru_cache(maxsize=256)  # a thousand mails about one comment have one subject
def header_text(value: str) -> str:
    """`value` as unstructured text (RFC 5322 2.2.1): one line of ASCII, encoded words where needed."""
    line = single_line(value)
    if _PLAIN.fullmatch(line) and "=?" not in line:
        return line
    return encoded_words(line)


def encoded_words(text: str) -> str:
    """`text` as encoded words of RFC 2047 in UTF-8 and Base64, cut between characters, joined by spaces."""
    words, piece = [], b""
    for character in text:
        octets = character.encode()
        if len(piece) + len(octets) > _ENCODED_BYTES:
            words.append(piece)
            piece = b""
        piece += octets
    return " ".join(f"=?utf-8?B?{b64encode(word).decode('ascii')}?=" for word in [*words, piece])


def mailbox(name: str, address: str) -> str:
    """A display name and an address, as in `Magazine <conversation@magazine.example>`.

    Raises UnwritableAddress.
    """
    address = written_address(address)
    return _named(name, address) if name else address


@lru_cache(maxsize=256)
def _named(name: str, address: str) -> str:
    line = single_line(name)
    if not line:
        return address
    if "=?" in line or not _PLAIN.fullmatch(line):
        return f"{encoded_words(line)} <{address}>"
    if _ATOM_TEXT.fullmatch(line):
        return f"{line} <{address}>"
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def written_address(address: str) -> str:
    """An address in ASCII: its domain in the form of IDNA. No spaces, angle brackets or control characters.

    Raises UnwritableAddress.
    """
    local, _, domain = address.rpartition("@")
    try:
        written = f"{local}@{_written_domain(domain)}"
    except UnicodeError as error:
        raise UnwritableAddress("the domain of the address is not a valid name") from error
    if not _ADDRESS.fullmatch(written) or any(sign in written for sign in '<>,;:"\\()'):
        raise UnwritableAddress("the address has characters that mail servers do not take")
    return written


@lru_cache(maxsize=1024)
def _written_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def header_line(name: str, value: str) -> str:
    """`Name: value` with CRLF, folded at spaces where it is longer than LINE. A longer word stays whole.

    `value` must have been made by the functions above. The guard is here all the same, since every field passes.
    """
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"the header field {name} has characters that could end its line")
    if len(name) + 2 + len(value) <= LINE:
        return f"{name}: {value}\r\n"
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        # The first word stays beside the name: some readers take an empty first line for an empty field.
        if len(line) + 1 + len(word) > LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"
