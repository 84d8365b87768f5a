"""Text that the database keeps sealed: a stolen copy of the database says nothing without `secret.key`.

AES-256-GCM; the key is drawn from the installation's secret by HKDF, one for each purpose. What was sealed for one
purpose, or under another secret, does not open.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "sealed1:"
"""Begins every sealed text. No e-mail address begins so: a colon has no place before its @ unless quoted."""

_NONCE_BYTES = 12


class Unsealable(Exception):
    """A sealed text does not open with this secret: `secret.key` is not the one that the database was written with."""


def seal(secret: str, purpose: str, text: str) -> str:
    """`text` sealed: another string each time, ASCII, about 4/3 of its bytes and 45 characters."""
    nonce = os.urandom(_NONCE_BYTES)
    return MARK + urlsafe_b64encode(nonce + _cipher(secret, purpose).encrypt(nonce, text.encode(), None)).decode()


def unseal(secret: str, purpose: str, sealed: str) -> str:
    """The text that `seal` was given; what was never sealed comes back as it is. Raises Unsealable."""
    if not sealed.startswith(MARK):
        return sealed
    try:
        octets = urlsafe_b64decode(sealed[len(MARK) :])
        return _cipher(secret, purpose).decrypt(octets[:_NONCE_BYTES], octets[_NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise Unsealable("the database was written with another secret.key") from error


@lru_cache(maxsize=8)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode()))
