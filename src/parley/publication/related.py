"""Articles that are close to another by topic and by words, for those beside which no editor put any.

Words count as in TF-IDF over titles and standfirsts: rare words tell more. Bounded: the newest articles only, and it is
done when an article is published, never while a page is drawn.
"""

import math
from collections import Counter

from django.db import transaction

from parley.kit.text import plain_text
from parley.publication.models import ArticlePage, FoundRelation, TaggedArticle

CANDIDATES = 400
"""The newest articles that are compared."""

KEPT = 4
"""Relations kept for an article."""

TOPIC = 0.35
"""What a shared topic adds to the cosine of the words, which is at most 1."""

LEAST = 0.08
"""Less than this is chance."""


def find_related(article: ArticlePage) -> list[int]:
    """Keep what is close to an article that was just published, and it beside those that it is close to. Returns the
    ids of the others whose relations changed."""
    others = list(
        ArticlePage.objects.live()
        .public()
        .exclude(pk=article.pk)
        .order_by("-first_published_at", "-pk")
        .values_list("pk", "title", "standfirst")[:CANDIDATES]
    )
    words = {pk: _words(f"{title} {standfirst}") for pk, title, standfirst in others}
    words[article.pk] = _words(f"{article.title} {article.standfirst}")
    topics = _topics([article.pk, *(pk for pk, _t, _s in others)])
    weights = _weights(words)
    scored = (
        (
            _cosine(weights[article.pk], weights[pk])
            + TOPIC * len(topics.get(article.pk, set()) & topics.get(pk, set())),
            pk,
        )
        for pk, _title, _standfirst in others
    )
    closest = sorted((one for one in scored if one[0] >= LEAST), reverse=True)[:KEPT]
    with transaction.atomic():
        FoundRelation.objects.filter(article=article).delete()
        FoundRelation.objects.bulk_create(
            FoundRelation(article=article, target_id=pk, closeness=score) for score, pk in closest
        )
        return [pk for score, pk in closest if _put_beside(pk, article, score)]


def _put_beside(pk: int, article: ArticlePage, score: float) -> bool:
    """Whether the article is new among those that are kept beside the one with the id `pk`."""
    kept, created = FoundRelation.objects.update_or_create(article_id=pk, target=article, defaults={"closeness": score})
    ranked = FoundRelation.objects.filter(article_id=pk).order_by("-closeness", "pk").values_list("pk", flat=True)
    surplus = list(ranked[KEPT:])
    FoundRelation.objects.filter(pk__in=surplus).delete()
    return created and kept.pk not in surplus


def _topics(ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for pk, tag in TaggedArticle.objects.filter(content_object_id__in=ids).values_list("content_object_id", "tag_id"):
        found.setdefault(pk, set()).add(tag)
    return found


def _words(text: str) -> Counter[str]:
    letters = "".join(c if c.isalnum() else " " for c in plain_text(text).casefold())
    return Counter(word for word in letters.split() if len(word) > 3)


def _weights(words: dict[int, Counter[str]]) -> dict[int, dict[str, float]]:
    spread = Counter(word for counted in words.values() for word in counted)
    total = len(words)
    return {
        pk: {word: (1 + math.log(n)) * math.log((1 + total) / spread[word]) for word, n in counted.items()}
        for pk, counted in words.items()
    }


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    shared = sum(weight * b[word] for word, weight in a.items() if word in b)
    length = math.sqrt(sum(w * w for w in a.values())) * math.sqrt(sum(w * w for w in b.values()))
    return shared / length if length else 0.0
