"""Feeds with full texts: the site's and one for each section."""

from django.utils import timezone

from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.queries import article_document, live_articles, live_sections, shell_document

LENGTH = 20
"""Articles in a feed."""


def feed(subject: str) -> Made | None:
    """`subject`: a section's slug, or "" for the whole site."""
    shell = shell_document()
    articles = live_articles()
    path, title = "/feed.xml", shell.name
    if subject:
        section = live_sections().filter(slug=subject).first()
        if section is None:
            return None
        articles = live_articles(section)
        path, title = f"{section.public_path}feed.xml", f"{shell.name}: {section.title}"
    documents = tuple(article_document(a) for a in articles[:LENGTH])
    dates = [date for d in documents for date in (d.summary.updated_at, d.summary.published_at) if date]
    updated = max(dates, default=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0))
    text = rendering.feed(shell, path=path, title=title, updated=updated, articles=documents)
    return Made(text, frozenset({"shell", "articles", "authors"}))
