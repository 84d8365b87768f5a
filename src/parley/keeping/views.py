"""How the installation is, for people and for programs that watch over it."""

import hmac

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parley.conversation.console.access import administrators_only
from parley.conversation.console.shell import shell_of
from parley.keeping.doctor import Examined, examine
from parley.keeping.doctor.findings import ERROR, WARNING, Finding
from parley.keeping.metrics import figures
from parley.kit import clock


@administrators_only
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What is well and what is not, in words; `?all=1` also looks at what takes a while."""
    everything = bool(request.GET.get("all"))
    found = examine(slow=everything)
    context = {
        **shell_of(request, "health"),
        "errors": _of(found, ERROR),
        "warnings": _of(found, WARNING),
        "well": [examined.title for examined in found if not examined.findings],
        "everything": everything,
        "now": clock.now(),
    }
    return render(request, "keeping/health.html", context, using="jinja2")


def _of(found: list[Examined], level: str) -> list[tuple[str, Finding]]:
    return [(examined.title, f) for examined in found for f in examined.findings if f.level == level]


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """For a load balancer: 200 while requests can be answered, 503 while the database does not answer. No data."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who has the token; without the setting there is nothing here."""
    token = settings.PARLEY.metrics_token
    if not token:
        raise Http404
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode(errors="replace")
    if not hmac.compare_digest(shown, token.encode()):
        answer = HttpResponse(_("The token is missing or wrong."), status=401, content_type="text/plain; charset=utf-8")
        answer["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    return HttpResponse(figures(), content_type="text/plain; version=0.0.4; charset=utf-8")
