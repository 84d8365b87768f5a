"""A conversation for other people's pages: one read, as JSON, without any private field."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from parley.conversation.queries.threads import branch_document, thread_at, thread_document
from parley.kit.text import storable


@require_safe
def thread(request: HttpRequest) -> JsonResponse:
    """`GET /embed/thread.json?url=/path/&page=1`: one page of the published conversation at an address.

    `site` names the host of a foreign page; without it the address is one of this publication. `branch` names a
    comment whose further replies are asked for, from page 2. 404 with a code where there is no such thread.
    """
    site, url = (storable(request.GET.get(name, given)) for name, given in (("site", settings.SITE_HOST), ("url", "")))
    found = thread_at(site=site[:100], url=url[:500])
    page = _whole_number(request.GET.get("page", "1"), below=1_000_000)
    document = None
    if found is not None and page:
        branch = request.GET.get("branch", "")
        root_id = _whole_number(branch, below=10**18)
        document = branch_document(found, root_id, page) if branch else thread_document(found, page)
    if document is None:
        return _answer({"code": "no_thread", "message": "There is no conversation at this address."}, status=404)
    body = asdict(document)
    del body["shows"]  # the materializer's
    return _answer(body)


def _whole_number(typed: str, *, below: int) -> int:
    """A positive number; 0 when it is none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    return number if number < below else 0


def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(body, status=status)
    response["Access-Control-Allow-Origin"] = "*"  # public words only; no cookie is read
    response["Cache-Control"] = "public, max-age=30"
    return response
