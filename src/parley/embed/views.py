"""A conversation for other people's pages: one read, as JSON, without any private field."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from parley.conversation.queries.threads import thread_at, thread_document
from parley.kit.text import storable


@require_safe
def thread(request: HttpRequest) -> JsonResponse:
    """`GET /embed/thread.json?url=/path/&page=1`: one page of the published conversation at an address.

    `site` names the host of a foreign page; without it the address is one of this publication. 404 with a code where
    there is no such thread.
    """
    site, url = (storable(request.GET.get(name, given)) for name, given in (("site", settings.SITE_HOST), ("url", "")))
    page = request.GET.get("page", "1")
    found = thread_at(site=site[:100], url=url[:500])
    if found is None or not page.isascii() or not page.isdigit() or not 0 < int(page) < 1_000_000:
        return _answer({"code": "no_thread", "message": "There is no conversation at this address."}, status=404)
    return _answer(asdict(thread_document(found, int(page))))


def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Access-Control-Allow-Origin"] = "*"  # public words only; no cookie is read
    response["Cache-Control"] = "public, max-age=30"
    return response
