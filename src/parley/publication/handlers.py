"""Wagtail's signals, turned into events. They are hints: the materializer's reconciler is the guarantee."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from parley.conversation.actions.threads import close_thread, credit_authors, move_thread, open_thread
from parley.conversation.models import Thread
from parley.conversation.queries.threads import thread_at
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication import events
from parley.publication.former_addresses import remember_address
from parley.publication.models import ArticlePage, Author, FrontPage, InformationPage, Picture, SectionPage
from parley.publication.picture_documents import make_renditions
from parley.publication.queries import articles_of, articles_with, body_text
from parley.publication.related import find_related
from parley.publication.versions import record_version


@receiver(page_published)
def announce_page(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, ArticlePage):
        if not instance.live:
            return  # scheduled: nothing stands yet
        open_conversation(instance)
        record_version(instance)
        for other in find_related(instance):
            events.publication_changed(f"article:{other}")
        events.article_published(instance.pk)
    elif isinstance(instance, SectionPage | FrontPage | InformationPage):
        events.publication_changed("shell")


@receiver(page_unpublished)
def announce_withdrawal(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    if isinstance(instance, ArticlePage):
        close_thread(site=settings.SITE_HOST, url=instance.public_path)
        remember_address(instance.public_path, instance)
        events.article_withdrawn(instance.pk, instance.public_path)
    elif isinstance(instance, SectionPage | InformationPage):
        events.publication_changed("shell")


@receiver(pre_delete)
def close_conversation(sender: type[Any], instance: Any, **_kwargs: Any) -> None:
    if sender is ArticlePage:  # before: the section, which is half of the address, may go with it
        close_thread(site=settings.SITE_HOST, url=instance.public_path)
        if instance.first_published_at:
            remember_address(instance.public_path, instance)


@receiver(pre_save)
def take_conversations_along(
    sender: type[Any], instance: Any, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    """A thread is an address: when an article or its section gets another one, the comments follow."""
    if sender not in {ArticlePage, SectionPage} or (update_fields and not update_fields & {"slug", "permalink"}):
        return
    before = sender.objects.filter(pk=instance.pk).first()
    if before is None or (old := before.public_path) == (new := instance.public_path):
        return
    if sender is ArticlePage:
        move_thread(site=settings.SITE_HOST, old=old, new=new)
        if before.live:
            remember_address(old, instance)
        return
    for article in ArticlePage.objects.child_of(before).filter(permalink=""):
        move_thread(site=settings.SITE_HOST, old=f"{old}{article.slug}/", new=f"{new}{article.slug}/")
        if article.live:
            remember_address(f"{old}{article.slug}/", article)


@receiver(post_page_move)
def take_conversation_to_another_section(
    sender: type[Page], instance: Page, url_path_before: str, url_path_after: str, **_kwargs: Any
) -> None:
    """An article that is moved to another section has another address, unless it has a permalink."""
    article = ArticlePage.objects.filter(pk=instance.pk).first()  # Wagtail tells of the page without its kind
    if article is None or article.permalink or url_path_before == url_path_after:
        return
    old = "/" + "/".join(url_path_before.strip("/").split("/")[-2:]) + "/"
    move_thread(site=settings.SITE_HOST, old=old, new=article.public_path)
    if article.live:
        remember_address(old, article)
        open_conversation(article)
        events.article_published(article.pk)


@receiver(post_delete)
def announce_deletion(sender: type[Any], instance: Any, **_kwargs: Any) -> None:
    if sender is ArticlePage:
        events.article_withdrawn(instance.pk, "")
    elif sender in {SectionPage, InformationPage}:
        events.publication_changed("shell")


@receiver(page_slug_changed)
def announce_new_address(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    events.publication_changed("shell")


@receiver(post_save, sender=Author)
def announce_author(sender: type[Author], instance: Author, created: bool, **_kwargs: Any) -> None:
    if not created:
        for article in articles_of(instance):
            thread = thread_at(site=settings.SITE_HOST, url=article.public_path)
            if thread is not None:
                _credit_authors(article, thread)
        events.publication_changed(f"author:{instance.pk}")


@receiver(post_save, sender=Picture)
def announce_picture(sender: type[Picture], instance: Picture, **_kwargs: Any) -> None:
    events.picture_uploaded(instance.pk)


def make_sizes(event: Event) -> None:
    """Make the sizes of a picture that misses some, in the worker; the articles that show it are made anew, since its
    words may have changed."""
    picture = Picture.objects.filter(pk=event.payload["picture"]).first()
    if picture is None:
        return
    make_renditions(picture)
    for article in articles_with(picture):
        events.article_published(article.pk)


consumer = Consumer(name="publication", handlers={events.PICTURE_UPLOADED: make_sizes})


def open_conversation(article: ArticlePage) -> Thread:
    """Give the conversation the article's address and words; the filter reads comments against them."""
    thread = open_thread(
        site=settings.SITE_HOST,
        url=article.public_path,
        title=article.title,
        text=body_text(article),
        is_open=article.takes_comments and article.live,
        published_at=article.first_published_at,
        section=article.get_parent().slug,
    )
    _credit_authors(article, thread)
    return thread


def _credit_authors(article: ArticlePage, thread: Thread) -> None:
    users = [byline.author.user for byline in article.bylines.select_related("author__user")]
    credit_authors(thread=thread, authors=[user for user in users if user is not None])
