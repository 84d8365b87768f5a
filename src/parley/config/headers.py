"""The security headers of every answer: one list for the gate, for Django and for the nginx configuration."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parley.kit.error_style import error_style_source

PUBLIC_CSP = (
    f"default-src 'none'; style-src 'self' {error_style_source()}; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
# Wagtail's admin is not clean under a strict policy (inline styles and scripts); it is only for those who sign in.
ADMIN_CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"
ADMIN_PREFIX = "/editors/"


def public_headers(*, is_https: bool) -> dict[str, str]:
    """The headers of every page that readers see."""
    headers = {"Content-Security-Policy": PUBLIC_CSP, **COMMON}
    if is_https:
        headers["Strict-Transport-Security"] = HSTS
    return headers


FEEDS_WITH_HUB = r"/(?!comments/)(?!(?:.*/)?conversation/)(?:.*/)?feed\.(?:xml|rss|json)"
"""The paths of the feeds of articles, as a regular expression for Python and for nginx."""


def hub_link(*, hub: str, address: str) -> str:
    """The value of `Link` by which a feed names its WebSub hub and itself (https://www.w3.org/TR/websub/, 4)."""
    return f'<{hub}>; rel="hub", <{address}>; rel="self"'


def admin_headers(*, is_https: bool) -> dict[str, str]:
    """The headers of the editors' side."""
    return public_headers(is_https=is_https) | {"Content-Security-Policy": ADMIN_CSP}


class SecurityHeadersMiddleware:
    """Gives every answer of Django's the same headers that the gate gives to files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path.startswith(ADMIN_PREFIX)
        # Asked of the settings, as the gate and nginx do: behind a proxy the request itself may have come by http.
        is_https = settings.BASE_URL.startswith("https://")
        headers = (admin_headers if is_admin else public_headers)(is_https=is_https)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
