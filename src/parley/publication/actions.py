"""Every change to the publication that does not come through Wagtail's own pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page, Site

from parley.accounts.actions import EDITORS
from parley.publication.addresses import is_free, is_of_the_house
from parley.publication.errors import AddressTaken, AlreadyFounded
from parley.publication.models import (
    ArticlePage,
    Author,
    Byline,
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
    _let_editors_publish(front)
    return front


def _let_editors_publish(front: FrontPage) -> None:
    """Wagtail's own editors may write but not publish. Ours may, and may keep authors, topics and the newsletter."""
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    for codename in ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=editors, page=front, permission=permission)
    models = ("author", "topic", "newsletterissue", "issuearticle")
    for permission in Permission.objects.filter(content_type__app_label="publication", content_type__model__in=models):
        editors.permissions.add(permission)


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
        live=False,
    )
    article.body = new.body
    article.bylines = [Byline(author=author, sort_order=order) for order, author in enumerate(new.authors)]
    new.section.add_child(instance=article)
    article.topics.add(*_topics(new.topics))
    article.save()
    revision = article.save_revision(log_action=False)
    if new.is_public:
        revision.publish(log_action=False)
    article.refresh_from_db()
    return article


def relate(article: ArticlePage, targets: Sequence[ArticlePage]) -> None:
    """Let an article name others beside it, in this order."""
    RelatedArticle.objects.filter(article=article).delete()
    RelatedArticle.objects.bulk_create(
        RelatedArticle(article=article, target=target, sort_order=order) for order, target in enumerate(targets)
    )


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
