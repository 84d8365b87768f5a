"""Lists of articles: front page, sections, topics, authors, archives.

A list is cut into pages that are counted from the oldest article: what stood on page 3 stands there next year, too, so
an address keeps its content. The list's own address shows the newest: what fills no page yet, and the page before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet

from parley.publication.archive import archive_document
from parley.publication.documents import AuthorDocument, ListDocument
from parley.publication.front import composed_front
from parley.publication.models import ArticlePage, Author, SectionPage, Topic
from parley.publication.queries import article_summary, front_page, know_sections, live_articles, live_sections

FRONT_LENGTH = 24
PAGE = 30
"""Articles on a page of a list."""


def list_document(kind: str, key: str, counts: dict[str, int] | None = None) -> ListDocument | None:
    """A list by its kind ("front", "section", "topic", "author", "archive") and the slug of its subject, with a page's
    number behind a colon ("opinion:2"); None when it is empty of meaning: no such section, topic, author or page, or a
    topic or author without articles. `counts`: path → comments."""
    counts = counts or {}
    if kind == "front":
        return _front(counts)
    if kind == "archive":
        return archive_document(key)
    slug, _colon, number = key.partition(":")
    found = {"section": _section, "topic": _topic, "author": _author}[kind](slug)
    return found.document(int(number or 0), counts) if found else None


def list_pages() -> Iterator[tuple[str, str, str, int]]:
    """(kind, slug, path, number of further pages) of every list that stands."""
    live = ArticlePage.objects.live().public()
    for section in live_sections():
        yield "section", section.slug, section.public_path, further_pages(live.child_of(section).count())
    topics = Topic.objects.filter(tagged_articles__content_object__in=live)
    for slug, count in topics.values_list("slug").annotate(count=Count("tagged_articles__content_object")):
        yield "topic", slug, f"/topics/{slug}/", further_pages(count)
    authors = Author.objects.filter(bylines__article__in=live)
    for slug, count in authors.values_list("slug").annotate(count=Count("bylines__article", distinct=True)):
        yield "author", slug, f"/authors/{slug}/", further_pages(count)


def further_pages(total: int) -> int:
    """How many full pages stand behind the newest articles of a list."""
    return max(0, total // PAGE - 1)


@dataclass(frozen=True, slots=True)
class _Found:
    """A list, before its articles are read."""

    head: ListDocument
    articles: QuerySet[ArticlePage]

    def document(self, number: int, counts: dict[str, int]) -> ListDocument | None:
        """The newest articles (0), or a page."""
        total = self.articles.count()
        pages = further_pages(total)
        if number > pages:
            return None
        # Newest first: the last rows are the oldest, which are page 1
        start, end = (total - number * PAGE, total - (number - 1) * PAGE) if number else (0, total - pages * PAGE)
        articles = list(self.articles[start:end])
        know_sections(articles)
        path = self.head.path

        def page(n: int) -> str:
            return f"{path}page/{n}/"

        older = (number or pages + 1) - 1
        return replace(
            self.head,
            path=page(number) if number else path,
            articles=tuple(article_summary(a, comment_count=counts.get(a.public_path, 0)) for a in articles),
            older=page(older) if older else "",
            newer="" if not number else page(number + 1) if number < pages else path,
        )


def _front(counts: dict[str, int]) -> ListDocument | None:
    front = front_page()
    if front is None:
        return None
    head = ListDocument("front", front.title, "/", front.description or front.tagline, ())
    composed = composed_front(front, counts)
    if composed is not None:
        shown = {article.id: article for group in composed.groups for article in group.articles}
        return replace(head, articles=tuple(shown.values()), groups=composed.groups, counted=composed.counted)
    articles = list(live_articles()[:FRONT_LENGTH])
    know_sections(articles)
    return replace(
        head, articles=tuple(article_summary(a, comment_count=counts.get(a.public_path, 0)) for a in articles)
    )


def _section(slug: str) -> _Found | None:
    section: SectionPage | None = live_sections().filter(slug=slug).first()
    if section is None:
        return None
    head = ListDocument("section", section.title, section.public_path, section.description, ())
    return _Found(head, live_articles(section))


def _topic(slug: str) -> _Found | None:
    topic = Topic.objects.filter(slug=slug).first()
    articles = live_articles().filter(tagged_topics__tag=topic)
    if topic is None or not articles.exists():
        return None
    return _Found(ListDocument("topic", topic.name, topic.path, "", ()), articles)


def _author(slug: str) -> _Found | None:
    author = Author.objects.filter(slug=slug).first()
    articles = live_articles().filter(bylines__author=author).distinct()
    if author is None or not articles.exists():
        return None
    document = AuthorDocument(author.name, author.path, author.role, author.biography)
    return _Found(ListDocument("author", author.name, author.path, author.biography, (), document), articles)
