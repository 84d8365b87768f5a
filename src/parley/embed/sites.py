"""The name by which a foreign site is known: its host."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?=.{1,100}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


def site_of(address: str) -> str:
    """The host of an address ("https://www.Blog.example/home") or of a bare host, without "www." and port.

    "" when it is none. Names in other scripts become what DNS knows them by, since clients send either.

    >>> site_of("https://www.Blog.example:8080/home")
    'blog.example'
    """
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    host = host.lower().rstrip(".").removeprefix("www.")
    return host if _HOST.fullmatch(host) else ""
