"""Is this post from our own page? A shared file can hold no token, so the browser's own word decides.

The check that Go's `CrossOriginProtection` and Rails make: `Sec-Fetch-Site` where the browser sends it (all since
2023), else `Origin`. A request with neither comes from no browser, and has no reader's cookies to abuse.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_this_site(request: HttpRequest) -> bool:
    """Whether a state-changing request was sent by a page of this site (or by something that is no browser)."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from:
        return fetched_from in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or _host(origin) == request.get_host()


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # "http://[" comes from no browser
        return ""
