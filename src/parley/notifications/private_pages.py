"""Pages that only their address opens: what they have in common, and the page that says or asks one thing."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.notifications.errors import UnknownKey

View = Callable[..., HttpResponse]


def behind_a_private_link(view: View) -> View:
    """A page whose address is its key: not stored, not indexed, not told to the next site; unknown keys get 404."""

    @wraps(view)
    def with_headers(request: HttpRequest, private_key: str, **options: Any) -> HttpResponse:
        try:
            response = view(request, private_key, **options)
        except UnknownKey as error:
            response = message(request, heading=_("Unknown link"), text=str(error), status=404)
        return untold(response)

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(with_headers))


def untold(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches, indexes and other sites' logs."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def message(
    request: HttpRequest,
    *,
    heading: str,
    text: str,
    details: Sequence[str] = (),
    buttons: Sequence[tuple[str, str]] = (),
    undo: tuple[str, str] | None = None,
    more: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page with a heading, some sentences, and buttons, each an address to post to and its words: the first of
    `buttons` is what the page is for. `more`: a link."""
    context = {
        "heading": heading,
        "text": text,
        "details": list(details),
        "buttons": list(buttons),
        "undo": undo,
        "more": more,
    }
    return render(request, "notifications/message.html", context, status=status, using="jinja2")
