"""A site is private until it is launched: whoever has no key to it sees a page that says so.

The key lies in a file, so that gate and nginx know of it without program or database. Launching removes the file.
"""

import hmac
import os
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

FILE = "not-launched"
"""Name of the file in the data folder; it holds the key."""

COOKIE = "preview"
OPEN_PREFIXES = ("/assets/", "/static/", "/editors/", "/moderation/", "/notifications/", "/stop/", "/mailbox/")
"""What stays open: style sheets, links in mails, and rooms that ask for a password themselves."""

StartResponse = Callable[..., Any]


def make_private(data: Path) -> str:
    """Close the site until it is launched. Returns the key; one that stands is kept."""
    standing = private_key(data)
    if standing is not None:
        return standing
    key = secrets.token_urlsafe(18)
    handle = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key


def launch(data: Path) -> bool:
    """Open the site to everybody. False when it was open already."""
    try:
        (data / FILE).unlink()
    except FileNotFoundError:
        return False
    return True


def private_key(data: Path) -> str | None:
    """The key of a site that is not launched; None when it is. An empty file (a disk that was full) opens to nobody."""
    try:
        return (data / FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def preview_link(base_url: str, key: str) -> str:
    """The address that lets its holder in."""
    return f"{base_url}/?preview={key}"


def cookie_header(key: str, *, is_https: bool) -> str:
    """The value of Set-Cookie that opens the site to a browser until it is closed."""
    return f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if is_https else ''}"


def brings_key(environ: dict[str, Any], key: str) -> bool:
    """Whether the address of a request has the key."""
    given = parse_qs(environ.get("QUERY_STRING", "")).get(COOKIE, [""])[0]
    return _is_key(given, key)


def has_cookie(environ: dict[str, Any], key: str) -> bool:
    """Whether the browser was let in before."""
    try:
        cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return False
    return COOKIE in cookies and _is_key(cookies[COOKIE].value, key)


def unseen(start_response: StartResponse) -> StartResponse:
    """Answers of a private site are neither kept by caches on the way nor listed by search engines."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() not in {"cache-control", "x-robots-tag"}]
        return start_response(
            status, [*kept, ("Cache-Control", "private, no-store"), ("X-Robots-Tag", "noindex")], *rest
        )

    return start


def _is_key(given: str, key: str) -> bool:
    return bool(key) and hmac.compare_digest(given.encode(), key.encode())
