"""The editors' side beyond Wagtail's own: the checks of a draft, asked for again after each saving."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from parley.publication.article_form import checks_context
from parley.publication.models import ArticlePage


@require_safe
def content_checks(request: HttpRequest, article_id: int) -> HttpResponse:
    """What is found in the newest draft of an article, for those who may edit it."""
    article = get_object_or_404(ArticlePage, pk=article_id)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = checks_context(article.get_latest_revision_as_object())
    return HttpResponse(render_to_string("publication/desk/content_checks.html", context, using="jinja2"))
