"""Reads of the publication. What leaves this file is a document."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Exists, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from parley.database.prepared import Prepared
from parley.kit.text import plain_text, word_count
from parley.publication.appearance.queries import appearance_in_force
from parley.publication.block_documents import body_documents
from parley.publication.body_text import texts, words_of_blocks
from parley.publication.corrections import correction_documents
from parley.publication.documents import (
    ArticleDocument,
    ArticleSummary,
    BylineDocument,
    Link,
    PictureDocument,
    ShellDocument,
)
from parley.publication.licences import LICENCES
from parley.publication.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    FoundRelation,
    FrontPage,
    InformationPage,
    Picture,
    SectionPage,
    Topic,
)
from parley.publication.picture_documents import picture_document
from parley.publication.themes import icon_path, stylesheet_path
from parley.publication.versions import kept_anchors

WORDS_A_MINUTE = 230
RELATED = 4


def live_articles(section: SectionPage | None = None) -> QuerySet[ArticlePage]:
    """Articles that everybody may read, newest first; of one section or of all."""
    articles = ArticlePage.objects.child_of(section) if section is not None else ArticlePage.objects.all()
    return (
        articles.live()
        .public()
        .select_related("hero")
        .prefetch_related(
            Prefetch("bylines", queryset=Byline.objects.select_related("author").order_by("sort_order")),
            "tagged_topics__tag",
            "hero__renditions",
        )
        .order_by("-first_published_at", "-pk")
    )


_standing = Prepared(
    lambda pk: ArticlePage.objects.filter(pk=pk, live=True).values_list(Exists(PageViewRestriction.objects.all()))
)


def is_public_article(article_id: int) -> bool:
    """Whether everybody may read an article. One small query, where no page of the site is restricted."""
    found = _standing.first(article_id)
    if found is None or not found[0]:
        return found is not None
    return live_articles().filter(pk=article_id).exists()


_address = Prepared(lambda pk: ArticlePage.objects.filter(pk=pk).values_list("permalink", "slug", "path"))
_slug_at = Prepared(lambda path: SectionPage.objects.filter(path=path).values_list("slug", flat=True))


def public_path_of(article_id: int) -> str:
    """The path of an article that everybody may read, "" for another."""
    if not is_public_article(article_id):
        return ""
    ((permalink, slug, path),) = _address(article_id)
    return permalink or f"/{_slug_at.first(path[: -ArticlePage.steplen])}/{slug}/"


def live_sections() -> QuerySet[SectionPage]:
    """Sections in the order of the menu."""
    return SectionPage.objects.live().public().order_by("path")


def live_information() -> QuerySet[InformationPage]:
    """Pages about the publication itself, in the order of the foot of every page."""
    return InformationPage.objects.live().public().order_by("path")


def front_page() -> FrontPage | None:
    """The publication's own page; None before `parley init`."""
    return FrontPage.objects.live().first()


_front_words = Prepared(lambda: FrontPage.objects.live().values_list("title", "tagline")[:1])


def _listed(kind: type[SectionPage] | type[InformationPage]) -> Prepared[Any]:
    """Title and slug of the live pages of a kind, and whether any page of the site is restricted."""
    rows = kind.objects.live().order_by("path")
    return Prepared(lambda: rows.values_list("title", "slug", Exists(PageViewRestriction.objects.all())))


_sections, _information = _listed(SectionPage), _listed(InformationPage)


def _links_to(
    listed: Prepared[Any], public: Callable[[], QuerySet[SectionPage] | QuerySet[InformationPage]]
) -> tuple[Link, ...]:
    """The pages that everybody may read, in one query where no page of the site is restricted."""
    rows = listed()
    if any(has_restrictions for _title, _slug, has_restrictions in rows):
        return tuple(Link(page.title, page.public_path) for page in public())
    return tuple(Link(title, f"/{slug}/") for title, slug, _has_restrictions in rows)


def shell_document() -> ShellDocument:
    """What stands around every page, as it is now."""
    name, tagline = _front_words.first() or ("Parley", "")
    return ShellDocument(
        name=name,
        tagline=tagline,
        base_url=settings.BASE_URL,
        language=settings.LANGUAGE_CODE,
        direction="rtl" if settings.LANGUAGE_CODE.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr",
        sections=_links_to(_sections, live_sections),
        stylesheet=stylesheet_path(),
        icon=icon_path(),
        house_links=_house_links(),
        logo=_logo(),
    )


def _logo() -> PictureDocument | None:
    logo = appearance_in_force().logo
    return picture_document(logo) if logo else None


def _house_links() -> tuple[Link, ...]:
    offered = (
        (ArticlePage.objects.live().public().exists(), Link(_("Archive"), "/archive/")),
        (settings.PARLEY.newsletter.is_offered, Link(_("Newsletter"), "/newsletter/")),
        (settings.PARLEY.moderation_figures, Link(_("Moderation in figures"), "/moderation-figures/")),
    )
    about = _links_to(_information, live_information)
    return (*about, *(link for is_offered, link in offered if is_offered))


def body_text(article: ArticlePage) -> str:
    """The article's words, standfirst first, as plain text: for the filter. A pull quote stands in it once."""
    return "\n".join(part for part in [article.standfirst, *words_of_blocks(article.body.raw_data)] if part)


def reading_minutes(article: ArticlePage) -> int:
    """Whole minutes that reading takes, at least 1. Counted in the stored text: drawing the blocks first would cost
    7 ms an article, and a list has many."""
    words = sum(word_count(plain_text(text)) for block in article.body.raw_data for text in texts(block))
    return max(1, round((words + word_count(article.standfirst)) / WORDS_A_MINUTE))


def article_summary(article: ArticlePage, *, comment_count: int = 0) -> ArticleSummary:
    """An article as it stands in a list."""
    section = article.get_parent()
    return ArticleSummary(
        id=article.pk,
        path=article.public_path,
        title=article.title,
        standfirst=article.standfirst,
        section=Link(section.title, f"/{section.slug}/"),
        bylines=tuple(BylineDocument(b.author.name, b.author.path, b.role) for b in article.bylines.all()),
        published_at=article.first_published_at or timezone.now(),
        updated_at=article.updated_on,
        reading_minutes=reading_minutes(article),
        picture=picture_document(
            article.hero, caption=article.hero_caption, credit=article.hero_credit
        ) if article.hero else None,
        comment_count=comment_count,
    )  # fmt: skip


def article_document(article: ArticlePage, *, comment_count: int = 0, with_related: bool = True) -> ArticleDocument:
    """A whole article."""
    corrections = list(article.corrections.all())
    body = body_documents(
        article.body,
        sources=[source.value for source in article.sources],
        kept=kept_anchors(article),
        tied=[correction.block_id for correction in corrections if correction.block_id],
    )
    return ArticleDocument(
        summary=article_summary(article, comment_count=comment_count),
        url=f"{settings.BASE_URL}{article.public_path}",
        topics=tuple(Link(t.tag.name, t.tag.path) for t in article.tagged_topics.all()),
        blocks=body.blocks,
        related=tuple(article_summary(a) for a in related_articles(article)) if with_related else (),
        takes_comments=article.takes_comments,
        hero_credit=article.hero_credit,
        disclosure=article.disclosure,
        sources=body.sources,
        corrections=correction_documents(article, corrections, body.anchors),
        kind=article.article_kind or _kind_of_section(article),
        licence=LICENCES[article.licence or settings.PARLEY.licence],
        identity=_identity(article),
    )


_kinds = Prepared(lambda path: SectionPage.objects.filter(path=path).values_list("article_kind", flat=True))


def _kind_of_section(article: ArticlePage) -> str:
    known = getattr(article.get_parent(), "article_kind", "")  # where `know_sections` gave it
    return known or _kinds.first(article.path[: -ArticlePage.steplen]) or "NewsArticle"


def _identity(article: ArticlePage) -> str:
    """Wagtail gives the translations of a page one key; each is a text of its own."""
    return uuid.uuid5(article.translation_key, f"locale {article.locale_id}").urn


def related_articles(article: ArticlePage) -> list[ArticlePage]:
    """What an editor chose, else what was found close to it; as far as it is public, so no link is dead."""
    chosen = [r.target_id for r in article.related_articles.all()]
    if not chosen and article.pk:
        chosen = list(FoundRelation.objects.filter(article=article).values_list("target_id", flat=True))
    by_id = {a.pk: a for a in live_articles().filter(pk__in=chosen)} if chosen else {}
    return [by_id[pk] for pk in chosen if pk in by_id][:RELATED]


def know_sections(articles: list[ArticlePage]) -> None:
    """Give each article its section, in one query for all; `get_parent` asks the database for each."""
    parents = {a.path[: -ArticlePage.steplen] for a in articles}
    sections = {section.path: section for section in SectionPage.objects.filter(path__in=parents)}
    for article in articles:
        if section := sections.get(article.path[: -ArticlePage.steplen]):
            article._cached_parent_obj = section  # where treebeard keeps it, too


def article_paths() -> list[tuple[int, str]]:
    """(id, public path) of every live article, in three queries whatever their number."""
    sections = {section.path: section.slug for section in SectionPage.objects.all()}
    rows = ArticlePage.objects.live().public().values_list("pk", "path", "slug", "permalink")
    return [
        (pk, permalink or f"/{sections[path[: -ArticlePage.steplen]]}/{slug}/")
        for pk, path, slug, permalink in rows
        if permalink or path[: -ArticlePage.steplen] in sections
    ]


def listed_topics() -> list[str]:
    """Slugs of topics that live articles carry."""
    live = ArticlePage.objects.live().public()
    return list(
        Topic.objects.filter(tagged_articles__content_object__in=live).distinct().values_list("slug", flat=True)
    )


def listed_authors() -> list[str]:
    """Slugs of authors who wrote live articles."""
    live = ArticlePage.objects.live().public()
    return list(Author.objects.filter(bylines__article__in=live).distinct().values_list("slug", flat=True))


def articles_with(picture: Picture) -> list[ArticlePage]:
    """Live articles that show a picture, above or in their text."""
    used = {source.pk for source, _references in picture.get_usage() if isinstance(source, Page)}
    return list(live_articles().filter(Q(hero=picture) | Q(pk__in=used)))


def articles_of(author: Author) -> list[ArticlePage]:
    """Live articles with the author's byline, in whatever role."""
    return list(live_articles().filter(bylines__author=author).distinct())


def names_of_the_house() -> Iterator[str]:
    """The site's name and its authors': no reader may pass for one of them."""
    front = front_page()
    if front is not None:
        yield front.title
    yield from Author.objects.values_list("name", flat=True)


def paths_of_pages(ids: set[int]) -> dict[int, str]:
    """Id → public path of live articles and sections."""
    found: dict[int, str] = {pk: path for pk, path in article_paths() if pk in ids}
    return found | {section.pk: section.public_path for section in live_sections().filter(pk__in=ids)}


def public_paths() -> set[str]:
    """Every page of the publication that readers can open: articles, sections, topics, authors, the front page."""
    lists = {section.public_path for section in live_sections()}
    lists |= {f"/topics/{slug}/" for slug in listed_topics()} | {f"/authors/{slug}/" for slug in listed_authors()}
    return {"/", *(path for _pk, path in article_paths()), *lists}


def republishable_articles() -> set[int]:
    """Ids of live articles whose licence lets others publish them."""
    free = {code for code, licence in LICENCES.items() if licence.may_be_republished}
    codes = free | {""} if settings.PARLEY.licence in free else free
    return set(ArticlePage.objects.live().public().filter(licence__in=codes).values_list("pk", flat=True))


def corrected_articles() -> set[int]:
    """Ids of live articles that carry a correction."""
    live = ArticlePage.objects.live().public()
    return set(Correction.objects.filter(article__in=live).values_list("article_id", flat=True).distinct())
