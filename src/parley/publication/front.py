"""The front page as an editor composed it. What was withdrawn leaves by itself, what is new comes by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from parley.kit import clock
from parley.publication.documents import ListGroup
from parley.publication.models import ArticlePage, FrontPage
from parley.publication.queries import article_summary, know_sections, live_articles

WATCHED = 200
"""The newest articles of the time among which the most discussed are sought."""


@dataclass(frozen=True, slots=True)
class ComposedFront:
    groups: tuple[ListGroup, ...]
    counted: tuple[str, ...]
    """Paths of the articles whose number of comments decides what is most discussed."""


def composed_front(front: FrontPage, counts: dict[str, int]) -> ComposedFront | None:
    """The groups of the front page with what can be read of them; None when nobody composed one, or nothing is left.

    An article stands once, where it comes first; only "most discussed" may repeat one. `counts`: path → comments.
    """
    composer = _Composer(counts)
    for block in front.composition:
        composer.add(block.block_type, block.value)
    return ComposedFront(tuple(composer.groups), tuple(composer.counted)) if composer.groups else None


class _Composer:
    def __init__(self, counts: dict[str, int]) -> None:
        self.groups: list[ListGroup] = []
        self.counted: list[str] = []
        self._counts = counts
        self._shown: set[int] = set()

    def add(self, kind: str, value: Any) -> None:
        adders: dict[str, Callable[[Any], None]] = {
            "lead": self._lead,
            "picks": self._picks,
            "section": self._section,
            "most_discussed": self._most_discussed,
            "newest": self._newest,
        }
        adders[kind](value)

    def _lead(self, value: Any) -> None:
        chosen = self._live([value["article"]])
        self._group("lead", "", "", chosen or list(live_articles()[:1]))

    def _picks(self, value: Any) -> None:
        self._group("picks", value["title"], "", self._unshown(self._live(value["articles"])))

    def _section(self, value: Any) -> None:
        section = value["section"].specific if value["section"] else None
        if section is None or not section.live:
            return
        newest = live_articles(section).exclude(pk__in=self._shown)[: value["count"]]
        self._group("section", section.title, section.public_path, list(newest))

    def _most_discussed(self, value: Any) -> None:
        since = clock.now() - timedelta(days=value["days"])
        lately = list(live_articles().filter(first_published_at__gte=since)[:WATCHED])
        know_sections(lately)
        self.counted += [article.public_path for article in lately]
        discussed = [article for article in lately if self._counts.get(article.public_path)]
        discussed.sort(key=lambda article: -self._counts[article.public_path])  # equal ones stay newest first
        self._group("most_discussed", value["title"], "", discussed[: value["count"]])

    def _newest(self, value: Any) -> None:
        newest = live_articles().exclude(pk__in=self._shown)[: value["count"]]
        self._group("newest", value["title"], "/archive/", list(newest))

    def _live(self, pages: Sequence[Any]) -> list[ArticlePage]:
        ids = [page.pk for page in pages if page is not None]
        by_id = {article.pk: article for article in live_articles().filter(pk__in=ids)} if ids else {}
        return [by_id[pk] for pk in ids if pk in by_id]

    def _unshown(self, articles: list[ArticlePage]) -> list[ArticlePage]:
        return [article for article in articles if article.pk not in self._shown]

    def _group(self, kind: str, title: str, path: str, articles: list[ArticlePage]) -> None:
        if not articles:
            return
        know_sections(articles)
        self._shown |= {article.pk for article in articles}
        summaries = (article_summary(a, comment_count=self._counts.get(a.public_path, 0)) for a in articles)
        self.groups.append(ListGroup(kind, title, path, tuple(summaries)))
