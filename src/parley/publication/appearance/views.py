"""Where editors choose the look and see it before it is kept."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parley.publication.appearance.actions import choose_appearance
from parley.publication.appearance.forms import AppearanceForm
from parley.publication.appearance.models import Appearance
from parley.publication.appearance.queries import appearance_in_force, trying
from parley.publication.documents import ListDocument
from parley.publication.lists import list_document
from parley.publication.queries import live_articles
from parley.publication.rendering import list_page, preview_page
from parley.publication.themes import stylesheet, theme

WIDTHS = (375, 768, 1440)
"""CSS pixels of the previews."""

SHEET = re.compile(r'<link rel="stylesheet" href="[^"]+">')


@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """The form beside the preview."""
    _only_for_those_who_may(request)
    form = AppearanceForm(request.POST or None, instance=appearance_in_force(), theme=theme())
    if request.method == "POST" and form.is_valid():
        choose_appearance(appearance=form.save(commit=False), theme=theme())
        messages.success(request, _("Kept. The pages are being made anew; that takes a moment."))
        return redirect("appearance")
    context = {"form": form, "theme": theme(), "widths": WIDTHS}
    return render(request, "publication/editors/appearance.html", context, using="django")


@require_safe
def try_appearance(request: HttpRequest) -> HttpResponse:
    """A page as it would look. `page`: "front" or "article"; else the fields of the form."""
    _only_for_those_who_may(request)
    form = AppearanceForm(request.GET, instance=Appearance(pk=1), theme=theme())
    form.is_valid()
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({name: [str(error) for error in errors] for name, errors in form.errors.items()})
    with trying(form.instance):  # without what the form refuses
        article = live_articles().first() if request.GET.get("page") == "article" else None
        page = preview_page(article) if article else list_page(_front())
        sheet = stylesheet()
    response = HttpResponse(SHEET.sub(lambda _found: f"<style>{sheet}</style>", page))
    response["X-Robots-Tag"] = "noindex"
    return response


def _front() -> ListDocument:
    return list_document("front", "") or ListDocument("front", "", "/", "", ())


def _only_for_those_who_may(request: HttpRequest) -> None:
    if not request.user.has_perm("publication.choose_appearance"):
        raise PermissionDenied
