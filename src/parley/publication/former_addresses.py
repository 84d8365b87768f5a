"""Addresses at which articles stood: they lead on, or say that the article was taken away."""

from django.utils import timezone

from parley.publication.models import ArticlePage, FormerAddress
from parley.publication.queries import live_articles


def remember_address(path: str, article: ArticlePage) -> None:
    """An article left an address. Whoever comes there later is led to it, wherever it stands by then."""
    FormerAddress.objects.update_or_create(path=path[:500], defaults={"article": article, "left_at": timezone.now()})


def where_it_went(path: str) -> str | None:
    """Where the article that stood at `path` stands now; "" when it was taken away; None when none ever stood there."""
    former = FormerAddress.objects.filter(path=path).first()
    if former is None:
        return None
    article = live_articles().filter(pk=former.article_id).first() if former.article_id else None
    if article is None or article.public_path == path:
        return ""
    return article.public_path
