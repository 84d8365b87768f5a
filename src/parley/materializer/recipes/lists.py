"""Front page, sections, topics, authors."""

from django.conf import settings

from parley.conversation.queries.threads import counts_at
from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.queries import list_document


def list_page(subject: str) -> Made | None:
    """`subject`: kind and slug, as in 'section:opinion' or 'front:'."""
    kind, _colon, slug = subject.partition(":")
    threads = counts_at(site=settings.SITE_HOST)
    page = list_document(kind, slug, {url: count for url, (_pk, count) in threads.items()})
    if page is None:
        return None
    shown = [threads[a.path][0] for a in page.articles if a.path in threads]
    depends_on = {"shell", "articles", "authors", *(f"thread:{pk}:count" for pk in shown)}
    return Made(rendering.list_page(page), frozenset(depends_on))
