"""Articles as readers are told of them by mail, and what a wish for new articles can be about.

A wish is about the whole site, a section, an author or a topic. It is kept by number ("section:3"), since a title or a
slug may change, and read from the address of the page on which the reader asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from parley.publication.documents import Link
from parley.publication.models import ArticlePage, Author, SectionPage, Topic
from parley.publication.queries import article_summary, front_page, live_articles, live_sections

SITE = "site"


@dataclass(frozen=True, slots=True)
class AnnouncedArticle:
    """A live article in a mail. `targets` are the wishes that it answers."""

    id: int
    path: str
    title: str
    standfirst: str
    section: str
    authors: tuple[str, ...]
    reading_minutes: int
    published_at: datetime
    targets: frozenset[str]


def announced_articles(ids: Iterable[int]) -> list[AnnouncedArticle]:
    """Those of the articles that stand in public now, oldest first."""
    return [_announced(article) for article in reversed(live_articles().filter(pk__in=list(ids)))]


def target_at(path: str) -> str | None:
    """The wish that the page at `path` stands for ("/", "/opinion/", "/authors/ann/", "/topics/rivers/"), or None."""
    first, _slash, second = path.strip("/").partition("/")
    if not first:
        return SITE
    if first == "authors":
        author = Author.objects.filter(slug=second).first()
        return f"author:{author.pk}" if author else None
    if first == "topics":
        topic = Topic.objects.filter(slug=second).first()
        return f"topic:{topic.pk}" if topic else None
    section = None if second else live_sections().filter(slug=first).first()
    return f"section:{section.pk}" if section else None


def target_link(target: str) -> Link | None:
    """Title and path of what a wish is about, as they are now; None when it is no more."""
    if target == SITE:
        front = front_page()
        return Link(front.title if front else "Parley", "/")
    kind, _colon, number = target.partition(":")
    if kind == "section":
        section = SectionPage.objects.filter(pk=number).first()
        return Link(section.title, section.public_path) if section else None
    if kind == "author":
        author = Author.objects.filter(pk=number).first()
        return Link(author.name, author.path) if author else None
    topic = Topic.objects.filter(pk=number).first()
    return Link(topic.name, topic.path) if topic else None


def _announced(article: ArticlePage) -> AnnouncedArticle:
    summary = article_summary(article)
    targets = {SITE, f"section:{article.get_parent().pk}"}
    targets |= {f"author:{byline.author_id}" for byline in article.bylines.all()}
    targets |= {f"topic:{tagged.tag_id}" for tagged in article.tagged_topics.all()}
    return AnnouncedArticle(
        id=article.pk,
        path=summary.path,
        title=summary.title,
        standfirst=summary.standfirst,
        section=summary.section.title,
        authors=tuple(dict.fromkeys(byline.name for byline in summary.bylines)),
        reading_minutes=summary.reading_minutes,
        published_at=article.first_published_at or timezone.now(),
        targets=frozenset(targets),
    )
