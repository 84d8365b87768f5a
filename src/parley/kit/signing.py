"""Keyed hashes and random tokens.

A keyed hash lets us recognise a value (an address, a network) without keeping it where it could leak: without the key
nobody can try all addresses, which is how Gravatar's plain MD5 gave 29 million people away.
"""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 16  # 128 bits: what double opt-in and private links need (design: trust, standards)


def keyed_hash(key: str, purpose: str, message: str) -> str:
    """HMAC-SHA256 of `message` under `key`, as 32 hexadecimal digits (128 bits).

    `purpose` separates uses, so that the hash of an address in one table cannot be looked up in another.
    """
    digest = hmac.new(key.encode(), f"{purpose}\0{message}".encode(errors="surrogatepass"), hashlib.sha256)
    return digest.hexdigest()[:32]


def new_token() -> str:
    """A random URL-safe token of 128 bits, 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)
