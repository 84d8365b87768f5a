"""Who is signed in at the editors' side may look at a site that is not launched yet."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parley.config.headers import ADMIN_PREFIX
from parley.config.launching import COOKIE, private_key


class PreviewMiddleware:
    """Gives a signed-in editor the cookie that opens the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX) and request.user.has_perm("wagtailadmin.access_admin"):
            key = private_key(settings.DATA)
            if key and request.COOKIES.get(COOKIE) != key:
                is_https = settings.BASE_URL.startswith("https://")
                response.set_cookie(COOKIE, key, httponly=True, samesite="Lax", secure=is_https)
        return response
