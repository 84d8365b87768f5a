"""Addresses of the API, below /api/."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from parley.api.door import api, calls, refused, through_the_door
from parley.api.errors import NothingHere
from parley.api.oembed import oembed
from parley.api.views import moderating, reading, writing

VIEWS = (reading, writing, moderating)
"""Importing them is what makes the calls known."""
api.add_router("", calls)


def described() -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1), as data."""
    return dict(api.get_openapi_schema(path_prefix="api/v1/"))


@require_safe
def description(_request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI 3.1)."""
    response = JsonResponse(described())
    response["Cache-Control"] = "public, max-age=300"
    return response


def nothing(_request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for."""
    return refused(NothingHere(), 404, NothingHere.code)


def _guarded(patterns: Any) -> Any:
    """The calls alone, without ninja's home page."""
    calls = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in calls:
        pattern.callback = through_the_door(pattern.callback)
    return calls


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("openapi.json", through_the_door(description), name="api_description"),
    path("oembed", through_the_door(oembed), name="oembed"),
    path("v1/", (_guarded(_patterns), _app, _namespace)),
    re_path("", through_the_door(nothing)),
]
