"""Every change to the publication that does not come through Wagtail's own pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page, Site

from parley.publication.addresses import is_free, is_of_the_house
from parley.publication.content_checks import block_with
from parley.publication.desk_roles import prepare_desk
from parley.publication.errors import AddressTaken, AlreadyFounded, PassageNotFound
from parley.publication.models import (
    ArticlePage,
    Author,
    Byline,
    Correction,
    FrontPage,
    Picture,
    RelatedArticle,
    SectionPage,
    Topic,
)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be published: by an import or by the demo. `body` is a list of StreamField's raw blocks."""

    title: str
    standfirst: str
    section: SectionPage
    authors: Sequence[Author]
    published_at: datetime
    body: list[dict[str, Any]]
    slug: str = ""
    permalink: str = ""
    updated_at: datetime | None = None
    topics: Sequence[str] = ()
    hero: Picture | None = None
    hero_credit: str = ""
    hero_caption: str = ""
    takes_comments: bool = True
    is_public: bool = True
    search_description: str = field(default="")
    disclosure: str = ""
    sources: list[dict[str, Any]] = field(default_factory=list)
    """Raw blocks of kind "source"."""


@transaction.atomic
def found_publication(*, name: str, tagline: str = "", base_url: str) -> FrontPage:
    """The front page of a new installation, in place of Wagtail's welcome page. Raises AlreadyFounded."""
    if FrontPage.objects.exists():
        raise AlreadyFounded
    root = Page.objects.get(depth=1)
    welcome = list(Page.objects.filter(depth=2))
    front = FrontPage(title=name, slug="front", tagline=tagline)
    root.add_child(instance=front)
    address = urlsplit(base_url)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": front,
            "site_name": name,
        },
    )
    for page in welcome:
        page.delete()
    prepare_desk()
    return front


@transaction.atomic
def open_section(*, title: str, slug: str = "", description: str = "") -> SectionPage:
    """The section of this slug, made when it is new. One that the house needs ("media") gets "-section" behind it."""
    slug = slugify(slug or title, allow_unicode=True) or "section"
    if is_of_the_house(f"/{slug}/"):
        slug = f"{slug}-section"
    front = FrontPage.objects.get()
    standing = SectionPage.objects.child_of(front).filter(slug=slug).first()
    if standing is not None:
        return standing
    section = SectionPage(title=title, slug=slug, description=description)
    front.add_child(instance=section)
    section.save_revision().publish()
    return section


def record_author(*, name: str, slug: str = "", role: str = "", biography: str = "") -> Author:
    """The author of this slug, made when it is new; what stands is kept."""
    slug = slugify(slug or name, allow_unicode=True)[:60] or "author"
    author, _created = Author.objects.get_or_create(
        slug=slug, defaults={"name": name[:120], "role": role[:120], "biography": biography}
    )
    return author


@transaction.atomic
def publish_article(new: NewArticle) -> ArticlePage:
    """Write an article and publish it (or leave it a draft), with the dates it was given.

    Raises AddressTaken when its permalink is another page's, or an address that Parley needs itself.
    """
    if new.permalink and not is_free(new.permalink):
        raise AddressTaken(new.permalink)
    article = ArticlePage(
        title=new.title[:255],
        slug=_free_slug(new.section, new.slug or new.title),
        standfirst=new.standfirst,
        permalink=new.permalink,
        hero=new.hero,
        hero_credit=new.hero_credit[:200],
        hero_caption=new.hero_caption[:400],
        updated_on=new.updated_at,
        takes_comments=new.takes_comments,
        search_description=new.search_description or new.standfirst,
        first_published_at=new.published_at,
        disclosure=new.disclosure[:400],
        live=False,
    )
    article.body = new.body
    article.sources = new.sources
    article.bylines = [Byline(author=author, sort_order=order) for order, author in enumerate(new.authors)]
    new.section.add_child(instance=article)
    article.topics.add(*_topics(new.topics))
    article.save()
    revision = article.save_revision(log_action=False)
    if new.is_public:
        revision.publish(log_action=False)
    article.refresh_from_db()
    return article


@transaction.atomic
def correct_article(
    article: ArticlePage,
    *,
    text: str,
    kind: str = Correction.Kind.CORRECTION,
    passage: str = "",
    made_at: datetime | None = None,
    replace: tuple[str, str] | None = None,
) -> Correction:
    """Set an article right and publish it, with a dated note that readers see.

    `replace`: words of the body and what stands in their place, in every block that has them. `passage`: words of the
    paragraph as it reads afterwards, to which the note leads; "" for the whole article. A draft that was begun stays in
    the history. Raises PassageNotFound.
    """
    article = ArticlePage.objects.get(pk=article.pk)  # what readers have: a draft that is not done must not come along
    if replace is not None:
        article.body = [{**stored, "value": _replaced(stored["value"], *replace)} for stored in article.body.raw_data]
    block_id = block_with(article, passage) if passage else ""
    if passage and not block_id:
        raise PassageNotFound(passage)
    correction = Correction(
        kind=kind, text=text, passage=passage[:300], block_id=block_id, made_at=made_at or timezone.now()
    )
    article.corrections.add(correction)
    article.save_revision(log_action=True).publish(log_action=True)
    return correction


def _replaced(stored: Any, old: str, new: str) -> Any:
    if isinstance(stored, str):
        return stored.replace(old, new)
    if isinstance(stored, list):
        return [_replaced(one, old, new) for one in stored]
    return {k: _replaced(v, old, new) for k, v in stored.items()} if isinstance(stored, dict) else stored


def compose_front(front: FrontPage, blocks: list[dict[str, Any]]) -> None:
    """Let the front page be made of these raw blocks (see `front_blocks`), and publish it."""
    front = FrontPage.objects.get(pk=front.pk)
    front.composition = blocks
    front.save_revision(log_action=False).publish(log_action=False)


@transaction.atomic
def relate(article: ArticlePage, targets: Sequence[ArticlePage]) -> None:
    """Let an article name others beside it, in this order; in its newest revision too, where an editor goes on."""
    RelatedArticle.objects.filter(article=article).delete()
    RelatedArticle.objects.bulk_create(
        RelatedArticle(article=article, target=target, sort_order=order) for order, target in enumerate(targets)
    )
    ArticlePage.objects.get(pk=article.pk).save_revision(log_action=False, changed=False, clean=False)


def _topics(names: Sequence[str]) -> list[Topic]:
    found = []
    for name in names:
        slug = slugify(name, allow_unicode=True)[:100] or "topic"
        found.append(Topic.objects.get_or_create(slug=slug, defaults={"name": name[:100]})[0])
    return found


def _free_slug(section: SectionPage, wish: str) -> str:
    # Counted in bytes: a folder's name may have 255, and a letter may need four
    base = slugify(wish, allow_unicode=True).encode()[:200].decode(errors="ignore") or "article"
    taken = set(ArticlePage.objects.child_of(section).filter(slug__startswith=base).values_list("slug", flat=True))
    here = f"/{section.slug}/"
    kept = ArticlePage.objects.filter(permalink__startswith=f"{here}{base}").values_list("permalink", flat=True)
    taken |= {permalink.removeprefix(here).strip("/") for permalink in kept}
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
