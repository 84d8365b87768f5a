"""oEmbed (https://oembed.com/, 2.3): what another site shows in place of an article's address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from parley.kit.text import whole_number
from parley.kit.urls import page_path, quoted_path
from parley.publication.documents import ArticleSummary
from parley.publication.queries import article_summary, live_articles, shell_document

WIDEST, HIGHEST = 600, 300
"""Pixels that the words take at most; a site with less room asks for less."""
AGE = 3600


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """A quotation of an article with a link to it: type "rich", without script, frame or picture from elsewhere.

    404 for what is no article here, 400 without an address, 501 for a format other than JSON.
    """
    address = request.GET.get("url", "")
    if request.GET.get("format", "json") != "json":
        return _refused(501, "Only format=json is offered.")
    if not address:
        return _refused(400, "Which address? Add ?url=")
    article = _article_at(address)
    if article is None:
        return _refused(404, "No article of this site has that address.")
    width = min(whole_number(request.GET.get("maxwidth")) or WIDEST, WIDEST)
    height = min(whole_number(request.GET.get("maxheight")) or HIGHEST, HIGHEST)
    response = JsonResponse(_answer(article, width, height))
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={AGE}"
    return response


def _article_at(address: str) -> ArticleSummary | None:
    try:
        parts = urlsplit(address)
        path = page_path(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.netloc != settings.SITE_HOST:
        return None
    slug = path.strip("/").rpartition("/")[2]
    near = live_articles().filter(Q(permalink=path) | Q(permalink="", slug=slug))
    article = next((article for article in near if article.public_path == path), None)
    return article_summary(article) if article is not None else None


def _answer(article: ArticleSummary, width: int, height: int) -> dict[str, object]:
    site = shell_document().name
    address = f"{settings.BASE_URL}{quoted_path(article.path)}"
    html = format_html(
        '<blockquote cite="{}"><p><a href="{}">{}</a></p><p>{}</p><footer>{}</footer></blockquote>',
        *(address, address, article.title, article.standfirst, site),
    )
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "provider_name": site,
        "provider_url": f"{settings.BASE_URL}/",
        "cache_age": AGE,
        "html": str(html),
        "width": width,
        "height": height,
    }
    if article.bylines:
        first = article.bylines[0]
        answer |= {"author_name": first.name, "author_url": f"{settings.BASE_URL}{quoted_path(first.path)}"}
    return answer


def _refused(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
