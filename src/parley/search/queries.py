"""Reads of the index. Whatever is shown is read anew from where it stands, so that nothing withdrawn can show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Min

from parley.conversation.models import Comment
from parley.conversation.places import permalink
from parley.kit.text import shorten
from parley.publication.documents import Link
from parley.publication.models import ArticlePage, Author, SectionPage
from parley.publication.queries import know_sections, listed_authors, live_articles, live_sections
from parley.search.documents import Result, ResultsDocument
from parley.search.excerpts import excerpt
from parley.search.index import WINDOW, Sought, matching
from parley.search.models import Entry
from parley.search.questions import question
from parley.search.words import stems

PER_PAGE = 10
MOST_AUTHORS = 200
"""In the list to choose from."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for. `section` and `author` are slugs; "" and 0 filter nothing."""

    text: str = ""
    kind: str = Entry.Kind.ARTICLE
    section: str = ""
    author: str = ""
    year: int = 0
    page: int = 1


def results_for(wanted: Wanted) -> ResultsDocument:
    """One page of what answers, the best first."""
    sought = question(wanted.text, _languages())
    filters = {"section": wanted.section, "year": wanted.year}
    if wanted.kind == Entry.Kind.ARTICLE:
        filters["author"] = wanted.author
    found = matching(wanted.kind, sought, filters) if sought.phrases else []
    pages = -(-len(found) // PER_PAGE)
    page = max(1, min(wanted.page, pages))
    ids = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    by_id = Entry.objects.in_bulk(ids)
    entries = [by_id[pk] for pk in ids if pk in by_id]
    authors = list(Author.objects.filter(slug__in=listed_authors()).order_by("name"))
    shown = _articles(entries, sought) if wanted.kind == Entry.Kind.ARTICLE else _comments(entries, sought)
    return ResultsDocument(
        text=wanted.text,
        kind=wanted.kind,
        section=wanted.section,
        author=wanted.author if wanted.kind == Entry.Kind.ARTICLE else "",
        year=wanted.year,
        results=tuple(shown),
        count=len(found),
        is_more=len(found) >= WINDOW,
        page=page,
        pages=pages,
        authors=_authors_named(wanted.text, authors) if page == 1 else (),
        sections=tuple(Link(section.title, section.slug) for section in live_sections()),
        years=_years(),
        all_authors=_authors_to_choose(authors),
    )


def articles_at(paths: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Path → (id, slug of the section) of the public articles at these paths."""
    paths = set(paths)
    slugs = {path.strip("/").rpartition("/")[2] for path in paths}
    articles = ArticlePage.objects.live().public()
    found = articles.filter(permalink__in=paths) | articles.filter(permalink="", slug__in=slugs)
    articles_found = list(found.only("pk", "path", "slug", "permalink"))
    know_sections(articles_found)
    by_path = {article.public_path: (article.pk, article.get_parent().slug) for article in articles_found}
    return {path: by_path[path] for path in paths & by_path.keys()}


def _articles(entries: list[Entry], sought: Sought) -> Iterable[Result]:
    articles = {a.pk: a for a in live_articles().filter(pk__in=[entry.object_id for entry in entries])}
    know_sections(list(articles.values()))
    stems_sought = _stems_of(sought)
    for entry in entries:
        article = articles.get(entry.object_id)
        if article is None:
            continue
        section = article.get_parent()
        yield Result(
            path=article.public_path,
            title=article.title,
            excerpt=excerpt(entry.text, stems_sought, entry.language),
            section=Link(section.title, f"/{section.slug}/"),
            names=tuple(byline.author.name for byline in article.bylines.all()),
            published_at=article.first_published_at or entry.published_at,
        )


def _comments(entries: list[Entry], sought: Sought) -> Iterable[Result]:
    found = Comment.objects.filter(
        pk__in=[entry.object_id for entry in entries], status=Comment.Status.APPROVED, thread__site=settings.SITE_HOST
    ).select_related("thread")
    comments = {comment.pk: comment for comment in found}
    shown = articles_at({comment.thread.url for comment in comments.values()})
    sections = dict(SectionPage.objects.values_list("slug", "title"))
    stems_sought = _stems_of(sought)
    for entry in entries:
        comment = comments.get(entry.object_id)
        if comment is None or comment.thread.url not in shown:
            continue
        _article_id, slug = shown[comment.thread.url]
        yield Result(
            path=permalink(comment),
            title=comment.thread.title,
            excerpt=excerpt(comment.source, stems_sought, entry.language),
            section=Link(sections.get(slug, slug), f"/{slug}/"),
            names=(comment.author_name,),
            published_at=comment.posted_at,
        )


def _stems_of(sought: Sought) -> frozenset[str]:
    return frozenset(stem for forms in sought.phrases for form in forms for stem in form)


def _languages() -> list[str]:
    """Of the articles; an empty index is asked in the site's language."""
    entries = Entry.objects.filter(kind=Entry.Kind.ARTICLE).order_by()
    found = list(entries.values_list("language", flat=True).distinct())
    return found or [settings.LANGUAGE_CODE]


def _authors_named(text: str, authors: list[Author]) -> tuple[Link, ...]:
    """Authors with public articles in whose names every typed word begins a word."""
    typed = stems(shorten(text, 80), "")
    if not typed:
        return ()
    found = []
    for author in authors:
        names = stems(author.name, "")
        if all(any(name.startswith(word) for name in names) for word in typed):
            found.append(Link(author.name, author.path))
    return tuple(found[:3])


def _authors_to_choose(authors: list[Author]) -> tuple[Link, ...]:
    """None where a list to choose from would be too long."""
    return tuple(Link(a.name, a.slug) for a in authors) if len(authors) <= MOST_AUTHORS else ()


def _years() -> tuple[int, ...]:
    ends = Entry.objects.filter(kind=Entry.Kind.ARTICLE).aggregate(first=Min("year"), last=Max("year"))
    if ends["first"] is None:
        return ()
    return tuple(range(ends["last"], ends["first"] - 1, -1))
