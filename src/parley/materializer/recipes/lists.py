"""Front page, sections, topics, authors, archives."""

from django.conf import settings

from parley.conversation.queries.threads import counts_at
from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.lists import list_document

DISCUSSED = "discussed"
"""Subject of what changes with time alone: which articles are recent enough to be the most discussed."""


def list_page(subject: str) -> Made | None:
    """`subject`: kind and slug, and the number of a page, as in 'section:opinion', 'section:opinion:2' or 'front:'."""
    kind, _colon, key = subject.partition(":")
    threads = counts_at(site=settings.SITE_HOST)
    page = list_document(kind, key, {url: count for url, (_pk, count) in threads.items()})
    if page is None:
        return None
    paths = {*(article.path for article in page.articles), *page.counted}
    depends_on = {
        "shell",
        "articles",
        "authors",
        *(f"thread:{threads[path][0]}:count" for path in paths & set(threads)),
    }
    if page.counted:
        depends_on.add(DISCUSSED)
    return Made(rendering.list_page(page), frozenset(depends_on))
