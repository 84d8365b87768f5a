"""Forms that a setting may have. Each returns the value as it is kept; ValueError says what to write instead."""

import json
import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.locale import LANG_INFO

from parley.config.locations import theme_folder


def _parts(value: str) -> SplitResult:
    """The parts of an address; a port that is none is refused here rather than when it is used."""
    parts = urlsplit(value)
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("the port is a number between 1 and 65535") from None
    return parts


def base_url(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise ValueError("write it as https://magazine.example, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("write it as 127.0.0.1:8000")
    return value


def database_url(value: str) -> str:
    if value and _parts(value).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("write it as sqlite:///path/parley.sqlite3 or postgresql://user:password@host/name")
    return value


def email_url(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls", "mailbox"}:
        raise ValueError("write it as smtp+tls://user:password@host:587, smtps://…, smtp://… or mailbox:")
    if parts.scheme != "mailbox" and not parts.hostname:
        raise ValueError("the mail server's host is missing, as in smtp://localhost:25")
    return value


def inbox(value: str) -> str:
    local, _, domain = value.rpartition("@")
    if value and (not local or not domain or "+" in local or len(local) > 20):
        raise ValueError("write it as talk@magazine.example: at most 20 characters before the @, and no plus sign")
    return value


def mail_listen(value: str) -> str:
    parts = _parts(value)
    if value and (parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or not parts.port or parts.path):
        raise ValueError("write it as lmtp://127.0.0.1:8024 or smtp://127.0.0.1:8025")
    return value


def mail_imap(value: str) -> str:
    parts = _parts(value)
    if value and (parts.scheme not in {"imaps", "imap", "imap+tls"} or not parts.hostname or not parts.username):
        raise ValueError("write it as imaps://user:password@imap.example/INBOX; an @ in the name as %40")
    return value


def dns_label(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?", value):
        raise ValueError("write it in small letters, digits and hyphens, as in 'parley2027'")
    return value


def dns_server(value: str) -> str:
    if not value:
        return value
    parts = _parts(f"//{value}")
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        raise ValueError("write it as 192.0.2.53 or 192.0.2.53:5353") from None
    return value


def webhook_secret(value: str) -> str:
    user, _, password = value.partition(":")
    if value and (not user or len(password) < 16):
        raise ValueError("write it as user:password, with a password of at least 16 characters")
    return value


def language(value: str) -> str:
    if value.lower() not in LANG_INFO and value.partition("-")[0] not in LANG_INFO:
        raise ValueError("this language is not known")
    return value


def time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write it as 'Europe/Berlin' or 'UTC'") from None
    return value


def theme(value: str) -> str:
    if not (theme_folder(value) / "theme.toml").is_file():
        raise ValueError("there is no theme.toml in that folder")
    return value


def server_url(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write it as https://accounts.example")
    return value.rstrip("/")


def token(value: str) -> str:
    if value and (len(value) < 24 or not value.isascii() or any(c.isspace() for c in value)):
        raise ValueError("write at least 24 characters without spaces; `openssl rand -base64 32` makes some")
    return value


def hub_url(value: str) -> str:
    parts = _parts(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or not value.isascii()):
        raise ValueError("write it as https://hub.example/")
    if any(character in value for character in " <>\"'\\$;{}\n"):
        raise ValueError("it has characters that do not belong into an address")
    return value


def table(value: Any) -> Any:
    """A variable of the environment holds the whole table as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('write it as JSON, as in {"banned_words": ["casino"]}') from None


NETWORKS = ("mail", "bluesky", "facebook", "hackernews", "linkedin", "reddit", "telegram", "whatsapp", "x")


def share_with(value: Any) -> Any:
    """A list of networks; a variable of the environment holds it as JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError('write it as JSON, as in ["mail", "bluesky"]') from None
    unknown = [name for name in value if name not in NETWORKS] if isinstance(value, list | tuple) else [value]
    if unknown:
        raise ValueError(f"write a list of these: {', '.join(NETWORKS)}")
    return tuple(value)


def providers(value: Any) -> Any:
    """A variable of the environment holds the whole list as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError('write it as JSON, as in [{"id": "example", …}]') from None
