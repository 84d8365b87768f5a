"""Feeds of articles with whole texts: the site's, and one for each section, author and topic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet

from parley.kit.feeds import Feed, FeedEntry, FeedPerson, FeedPicture
from parley.kit.urls import quoted_path
from parley.publication.documents import ArticleDocument, BylineDocument, PictureDocument
from parley.publication.models import ArticlePage, Author, SectionPage, Topic
from parley.publication.queries import (
    article_document,
    front_page,
    know_sections,
    live_articles,
    live_sections,
    shell_document,
)

LENGTH = 20
"""Articles in a feed."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """What a feed is of. `kind`: "front", "section", "topic" or "author"; `id`: 0 for the front."""

    kind: str
    id: int
    title: str
    path: str
    """Of the page; the feed's files stand below it."""
    description: str = ""

    @property
    def subject(self) -> str:
        return f"{self.kind}:{self.id}"


def feed_sources() -> list[FeedSource]:
    """All that has a feed: the site, each section, and the topics and authors of live articles, by their names."""
    live = ArticlePage.objects.live().public()
    topics = Topic.objects.filter(tagged_articles__content_object__in=live).distinct().order_by("name")
    authors = Author.objects.filter(bylines__article__in=live).distinct().order_by("name")
    return [source for source in (_front(), *map(_source, [*live_sections(), *topics, *authors])) if source]


def feed_source(subject: str) -> FeedSource | None:
    """The source of a subject, as in 'author:5'; None where there is none (any more)."""
    kind, _colon, pk = subject.partition(":")
    if kind == "front":
        return _front()
    sources: dict[str, QuerySet[Model]] = {
        "section": live_sections(),
        "topic": Topic.objects.all(),
        "author": Author.objects.all(),
    }
    found = sources[kind].filter(pk=int(pk)).first()
    return _source(found) if found is not None else None


def subjects_of_feeds_with(article_id: int) -> list[str]:
    """The subjects of the feeds in which an article stands, if it is among the newest."""
    article = ArticlePage.objects.filter(pk=article_id).first()
    if article is None:
        return []
    topics = article.tagged_topics.values_list("tag_id", flat=True)
    authors = article.bylines.values_list("author_id", flat=True).distinct()
    return [
        "front:0",
        f"section:{article.get_parent().pk}",
        *(f"topic:{pk}" for pk in topics),
        *(f"author:{pk}" for pk in authors),
    ]


def feed_articles(source: FeedSource) -> list[ArticleDocument]:
    """The newest articles of a feed, without what is related to them: that is no part of their texts."""
    found = list(_articles(source)[:LENGTH])
    know_sections(found)
    return [article_document(article, with_related=False) for article in found]


def feed_of(source: FeedSource, articles: Iterable[tuple[ArticleDocument, str]]) -> Feed:
    """The whole feed. `articles`: each with its content as HTML for feeds."""
    shell = shell_document()
    entries = tuple(_entry(article, content) for article, content in articles)
    address = f"{settings.BASE_URL}{quoted_path(source.path)}"
    return Feed(
        base=address,
        url=address,
        title=shell.name if source.kind == "front" else f"{shell.name}: {source.title}",
        description=source.description,
        language=shell.language,
        updated=max((entry.updated for entry in entries), default=_founded()),
        author=FeedPerson(shell.name, f"{settings.BASE_URL}/"),
        entries=entries,
        hub=settings.PARLEY.websub_hub,
    )


def _front() -> FeedSource | None:
    front = front_page()
    return FeedSource("front", 0, front.title, "/", front.description or front.tagline) if front else None


def _source(found: Model) -> FeedSource:
    if isinstance(found, SectionPage):
        return FeedSource("section", found.pk, found.title, found.public_path, found.description)
    if isinstance(found, Author):
        return FeedSource("author", found.pk, found.name, found.path, found.biography)
    assert isinstance(found, Topic)
    return FeedSource("topic", found.pk, found.name, found.path)


def _articles(source: FeedSource) -> QuerySet[ArticlePage]:
    if source.kind == "section":
        return live_articles(SectionPage.objects.get(pk=source.id))
    if source.kind == "topic":
        return live_articles().filter(tagged_topics__tag_id=source.id)
    if source.kind == "author":
        return live_articles().filter(bylines__author_id=source.id).distinct()
    return live_articles()


def _founded() -> datetime:
    """The date of a feed in which nothing stands: one that never changes, so that neither does the file."""
    front = front_page()
    return (front.first_published_at if front else None) or _BEGINNING


def _entry(article: ArticleDocument, content: str) -> FeedEntry:
    summary = article.summary
    writers = [byline for byline in summary.bylines if not byline.role] or list(summary.bylines)
    others = [byline for byline in summary.bylines if byline not in writers]
    url = f"{settings.BASE_URL}{quoted_path(summary.path)}"
    categories = dict.fromkeys([summary.section.title, *(topic.title for topic in article.topics)])
    return FeedEntry(
        id=article.identity or url,
        url=url,
        title=summary.title,
        published=summary.published_at,
        updated=max(summary.published_at, summary.updated_at or summary.published_at),
        content_html=content,
        summary=summary.standfirst,
        authors=_people(writers),
        contributors=_people(others),
        categories=tuple(categories),
        picture=_picture(summary.picture) if summary.picture else None,
        discussion_url=f"{url}#conversation" if article.takes_comments else "",
        replies_feed=f"{url}conversation/feed.xml" if article.takes_comments else "",
    )


def _people(bylines: list[BylineDocument]) -> tuple[FeedPerson, ...]:
    people = (FeedPerson(b.name, f"{settings.BASE_URL}{quoted_path(b.path)}" if b.path else "") for b in bylines)
    return tuple(dict.fromkeys(people))


def _picture(picture: PictureDocument) -> FeedPicture | None:
    """The size that every reader can show: JPEG, else the widest there is."""
    shown = picture.fallback or (picture.renditions[-1] if picture.renditions else None)
    if shown is None:
        return None
    return FeedPicture(
        url=f"{settings.BASE_URL}{quoted_path(shown.path)}",
        content_type="image/jpeg" if shown is picture.fallback else "image/webp",
        width=shown.width,
        height=shown.height,
        length=_length(shown.path),
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        licence=picture.licence,
    )


def _length(path: str) -> int:
    """Bytes of a media file; 0 when it is not there."""
    try:
        return default_storage.size(unquote(path.removeprefix(settings.MEDIA_URL)))
    except OSError:
        return 0
