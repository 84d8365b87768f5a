"""Changes to threads: opened, closed, moved."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.actions.settling import recount_thread
from parley.conversation.models import Thread
from parley.kit import clock


@transaction.atomic
def open_thread(
    *,
    site: str,
    url: str,
    title: str,
    text: str,
    is_open: bool = True,
    published_at: datetime | None = None,
    section: str = "",
) -> Thread:
    """The thread of an address, made or brought up to date with what the page says now."""
    said = {"title": title[:300], "text": text, "is_open": is_open, "published_at": published_at, "section": section}
    thread, _created = Thread.objects.update_or_create(
        site=site, url=url, defaults=said, create_defaults=said | {"created_at": clock.now()}
    )
    return thread


@transaction.atomic
def credit_authors(*, thread: Thread, authors: Iterable[User]) -> None:
    """Whose comments in a thread are marked as the author's: the accounts of those who wrote what it is about."""
    wrote, written = {user.pk for user in authors}, set(thread.authors.values_list("pk", flat=True))
    if wrote == written:
        return
    thread.authors.set(wrote)
    if thread.comments.filter(staff__in=wrote ^ written).exists():
        events.thread_changed(thread.pk)


@transaction.atomic
def close_thread(*, site: str, url: str) -> None:
    """Take no more comments at an address."""
    Thread.objects.filter(site=site, url=url).update(is_open=False)


@transaction.atomic
def move_thread(*, site: str, old: str, new: str) -> None:
    """Let a conversation follow its page to a new address; where another conversation stands already, it stays."""
    if not Thread.objects.filter(site=site, url=new).exists():
        Thread.objects.filter(site=site, url=old).update(url=new)


@transaction.atomic
def announce_thread(thread: Thread) -> None:
    """Count a thread anew, and let the rooms above know that many of its comments changed at once."""
    recount_thread(thread.pk)
    events.thread_changed(thread.pk)
