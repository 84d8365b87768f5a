"""The keys that sign our mails (DKIM), and the records in the DNS by which others check the signatures.

A key lies in the data folder under its selector's name. To change keys without a gap, make one under a new selector,
publish its record, then name the selector in the settings.
"""

import os
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.conf import settings

RSA_BITS = 2048
"""RFC 8301 3.2 asks for at least 1024 and advises 2048; a longer one does not fit the DNS records of many providers."""

PIECE = 255
"""Characters in one string of a TXT record (RFC 1035 3.3.14); readers join them without a space (RFC 6376 3.6.2.2)."""

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, and under which name its public half is found."""

    selector: str
    domain: str
    private: PrivateKey

    @property
    def kind(self) -> str:
        """ "rsa" or "ed25519", as in the tag k=."""
        return "rsa" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519"

    @property
    def record_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The content of the TXT record (RFC 6376 3.6.1; RFC 8463 4)."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        else:
            form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return f"v=DKIM1; k={self.kind}; p={b64encode(self.private.public_key().public_bytes(*form)).decode('ascii')}"

    @property
    def zone_line(self) -> str:
        return txt_line(self.record_name, self.record)


def txt_line(name: str, content: str) -> str:
    """A TXT record as one line of a zone file, its content in strings of at most 255 characters."""
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    quoted = " ".join(f'"{piece}"' for piece in pieces)
    return f"{name}. 3600 IN TXT {quoted if len(pieces) == 1 else f'( {quoted} )'}"


def signing_keys(selector: str = "") -> list[SigningKey]:
    """The keys of a selector, else of the one in the settings, RSA first; none before `make_key` made one."""
    selector = selector or settings.DKIM_SELECTOR
    found = []
    for name in (selector, f"{selector}-ed25519"):  # two keys need two names (RFC 8463 3)
        path = key_file(name)
        try:
            changed_at = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
        found.append(SigningKey(name, settings.DKIM_DOMAIN, _read(path, changed_at)))
    return found


def make_key(*, selector: str = "", kind: str = "rsa") -> SigningKey:
    """The key of a selector, made unless it exists. `kind`: "rsa" or "ed25519", which some receivers check too."""
    selector = selector or settings.DKIM_SELECTOR
    name = selector if kind == "rsa" else f"{selector}-ed25519"
    private: PrivateKey
    if kind == "rsa":
        private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    else:
        private = ed25519.Ed25519PrivateKey.generate()
    written = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        handle = os.open(key_file(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(written)
    return next(key for key in signing_keys(selector) if key.kind == kind)


def key_file(name: str) -> Path:
    return Path(settings.MAIL_KEYS) / f"mail.{name}.key"


@lru_cache(maxsize=8)
def _read(path: Path, changed_at: int) -> PrivateKey:  # a file that was replaced is read again
    """Reading a key costs as much as signing with it, and there may be a hundred mails a second."""
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise TypeError(f"{path}: this is neither an RSA key nor an Ed25519 key")
    return key
