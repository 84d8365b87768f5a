"""Addresses: of our own pages (paths) and of the rest of the web."""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_SEGMENT = re.compile(r"^[^/\\\x00-\x1f?#]+$")


def web_address(text: str) -> str:
    """`text` as an absolute http or https address, or "" when it is not one.

    A bare host ("example.org") is completed; user names, other schemes and odd characters are refused.
    """
    candidate = text.strip()
    if not candidate or len(candidate) > 2000:
        return ""
    if "://" not in candidate:
        if ":" in candidate.split("/", 1)[0]:  # javascript:, data:, mailto:
            return ""
        candidate = f"https://{candidate}"
    try:
        parts = urlsplit(candidate)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or "." not in host or parts.username is not None:
        return ""
    if re.search(r"[\s\"'<>\\^`{|}\x00-\x1f]", candidate):
        return ""
    return urlunsplit(parts)


def page_path(address: str) -> str:
    """The path of an address on this site: leading and trailing slash, decoded, no query, no dot segments.

    >>> page_path("https://magazine.example/2019/02/talks?x=1")
    '/2019/02/talks/'

    Raises ValueError when a segment could leave the folder of public files.
    """
    segments = [s for s in unquote(urlsplit(address).path).split("/") if s]
    for segment in segments:
        if segment in {".", ".."} or not _SEGMENT.match(segment):
            raise ValueError(f"not a page's path: {address!r}")
    return "/" + "".join(f"{s}/" for s in segments)


def quoted_path(path: str) -> str:
    """A path as it stands in HTML and headers: non-ASCII characters percent-encoded."""
    return quote(path, safe="/~!$&'()*+,;=:@-._")


_HOST = re.compile(r"(?:https?://|\bwww\.)(?:[^\s/?#@]*@)?([^\s/?#:@\"'<>()\[\]\\]+)", re.IGNORECASE)


def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts of the web addresses in a text, in their order, each once, in small letters and without "www."."""
    hosts = (found.group(1).lower().removeprefix("www.").strip(".,;!*_") for found in _HOST.finditer(text))
    return tuple(dict.fromkeys(host for host in hosts if host))
