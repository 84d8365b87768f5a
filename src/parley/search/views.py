"""The page of results. The one page for readers that is made for each request, so its requests are counted."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parley.conversation.rates import count_network_in_minute
from parley.conversation.views import network_key
from parley.kit.text import single_line, whole_number
from parley.publication.rendering import error_page
from parley.search.models import Entry, Searches
from parley.search.queries import Wanted, results_for

LONGEST = 200
"""Characters of a question that count."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form; with `q` what answers it. `in`: "article" or "comment"; `section`, `author`, `year`, `page`."""
    wanted = _wanted(request)
    if wanted.text:
        wait = count_network_in_minute(Searches, network_key(request), settings.PARLEY.search_rate)
        if wait:
            text = _("Please wait a minute and search again.")
            answer = HttpResponse(error_page(429, _("That were many searches at once"), text), status=429)
            answer["Retry-After"] = str(wait)
            return answer
    results = results_for(wanted)
    context = {
        "results": results,
        "page_address": f"/search/?{_asked(wanted)}&page=",
        "other_kinds": _other_kinds(wanted),
    }
    response = render(request, "search/results.html", context, using="jinja2")
    response["X-Robots-Tag"] = "noindex, follow"
    patch_cache_control(response, private=True, max_age=60)
    return response


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    kind, year = asked.get("in", ""), whole_number(asked.get("year", "")[:4]) or 0
    return Wanted(
        text=single_line(asked.get("q", "")[:LONGEST]),
        kind=kind if kind in Entry.Kind.values else Entry.Kind.ARTICLE,
        section=asked.get("section", "")[:255],
        author=asked.get("author", "")[:120],
        year=year if year > 1000 else 0,
        page=whole_number(asked.get("page", "")[:4]) or 1,
    )


def _other_kinds(wanted: Wanted) -> dict[str, str]:
    """The same question asked of articles and of comments."""
    return {kind: f"/search/?{urlencode({'q': wanted.text, 'in': kind})}" for kind in Entry.Kind.values}


def _asked(wanted: Wanted) -> str:
    asked = {"q": wanted.text, "in": wanted.kind, "section": wanted.section, "author": wanted.author}
    asked |= {"year": str(wanted.year or "")}
    return urlencode({name: value for name, value in asked.items() if value})
