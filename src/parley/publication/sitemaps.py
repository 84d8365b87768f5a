"""Sitemaps (https://www.sitemaps.org/protocol.html), the news sitemap of the last two days, and llms.txt.

Articles stand in the sitemap of their id divided by `CHUNK`: bounded, and an article never moves to another.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max

from parley.kit import clock
from parley.kit.text import single_line
from parley.kit.urls import quoted_path
from parley.publication.lists import list_pages
from parley.publication.models import ArticlePage, SectionPage
from parley.publication.queries import (
    article_summary,
    know_sections,
    live_articles,
    live_information,
    live_sections,
    shell_document,
)

CHUNK = 2000
"""Ids of one sitemap; the protocol allows 50,000 addresses and 50 MB."""
NEWS_AGE = timedelta(hours=48)
NEWS_MOST = 1000
"""As https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap asks."""
NEWEST = 50
"""Articles in llms.txt."""
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def article_chunks() -> list[int]:
    """Numbers of the sitemaps in which live articles stand."""
    ids = ArticlePage.objects.live().public().order_by("pk").values_list("pk", flat=True)
    return sorted({pk // CHUNK for pk in ids})


def sitemap_index() -> str:
    """All sitemaps, for /sitemap.xml."""
    paths = ["/sitemaps/pages.xml", *(f"/sitemaps/articles-{number}.xml" for number in article_chunks())]
    entries = "".join(f"<sitemap><loc>{_address(path)}</loc></sitemap>\n" for path in [*paths, "/sitemaps/news.xml"])
    return _document("sitemapindex", entries, _SITEMAP)


def sitemap_of_articles(number: int) -> str | None:
    """The articles of one sitemap; None when there is none (any more)."""
    sections = {section.path: section.slug for section in SectionPage.objects.all()}
    rows = (
        ArticlePage.objects.live()
        .public()
        .filter(pk__gte=number * CHUNK, pk__lt=(number + 1) * CHUNK)
        .order_by("pk")
        .annotate(corrected_at=Max("corrections__made_at"))
        .values_list("path", "slug", "permalink", "first_published_at", "updated_on", "corrected_at")
    )
    found = []
    for path, slug, permalink, *moments in rows:
        section = sections.get(path[: -ArticlePage.steplen])
        if permalink or section:
            changed = max((moment for moment in moments if moment), default=None)
            found.append((permalink or f"/{section}/{slug}/", changed))
    return _urls(found) if found else None


def sitemap_of_pages() -> str:
    """Front page, sections, topics, authors and the pages about the publication."""
    paths = ["/", *(section.public_path for section in live_sections())]
    paths += [path for kind, _slug, path, _pages in list_pages() if kind != "section"]
    pages: list[tuple[str, datetime | None]] = [(path, None) for path in paths]
    pages += [(page.public_path, page.last_published_at) for page in live_information()]
    return _urls(pages)


def news_sitemap() -> str:
    """The articles of the last two days. Empty where there is none: the protocol allows it."""
    since = clock.now() - NEWS_AGE
    shell = shell_document()
    articles = list(live_articles().filter(first_published_at__gte=since)[:NEWS_MOST])
    know_sections(articles)
    entries = "".join(
        f"<url><loc>{_address(article.public_path)}</loc><news:news><news:publication>"
        f"<news:name>{_text(shell.name)}</news:name><news:language>{_text(shell.language)}</news:language>"
        f"</news:publication><news:publication_date>{article.first_published_at.isoformat()}</news:publication_date>"
        f"<news:title>{_text(article.title)}</news:title></news:news></url>\n"
        for article in articles
    )
    return _document("urlset", entries, f"{_SITEMAP} {_NEWS}")


def llms_text() -> str:
    """What the site is and where its texts stand as Markdown (https://llmstxt.org/)."""
    shell = shell_document()
    articles = list(live_articles()[:NEWEST])
    know_sections(articles)
    lines = [f"# {_plain(shell.name)}", ""]
    lines += [f"> {_plain(shell.tagline)}", ""] if shell.tagline else []
    lines += ["Every article is public as Markdown, too: add index.html.md to its address.", ""]
    lines += ["## Newest articles", ""]
    for article in articles:
        summary = article_summary(article)
        address = f"{settings.BASE_URL}{quoted_path(f'{summary.path}index.html.md')}"
        lines.append(f"- [{_plain(summary.title)}]({address}): {_plain(summary.standfirst)}".rstrip(": "))
    lines += ["", "## Sections", ""]
    lines += [f"- [{_plain(link.title)}]({settings.BASE_URL}{quoted_path(link.path)})" for link in shell.sections]
    lines += ["", "## About", ""]
    lines += [f"- [{_plain(link.title)}]({settings.BASE_URL}{quoted_path(link.path)})" for link in shell.house_links]
    lines += ["", "## Optional", "", f"- [Sitemap]({settings.BASE_URL}/sitemap.xml)"]
    lines += [f"- [Feed of all articles]({settings.BASE_URL}/feed.xml)"]
    return "\n".join(lines) + "\n"


def _urls(pages: Iterable[tuple[str, datetime | None]]) -> str:
    entries = "".join(
        f"<url><loc>{_address(path)}</loc>"
        + (f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else "")
        + "</url>\n"
        for path, changed in pages
    )
    return _document("urlset", entries, _SITEMAP)


def _document(name: str, entries: str, namespaces: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {namespaces}>\n{entries}</{name}>\n'


def _address(path: str) -> str:
    return escape(f"{settings.BASE_URL}{quoted_path(path)}")


def _text(text: str) -> str:
    return escape(single_line(text))


def _plain(text: str) -> str:
    return single_line(text).replace("[", "(").replace("]", ")")
