"""Feeds of comments, in three formats each: a thread's newest, and the newest of the whole site."""

from datetime import UTC, datetime

from django.conf import settings

from parley.conversation.feeds import feed_of_site, feed_of_thread
from parley.conversation.queries.threads import newest_comments, newest_comments_of_site, thread_at
from parley.kit.feeds import write_feed
from parley.materializer.models import Output
from parley.materializer.recipes.made import Made
from parley.publication.queries import front_page, live_articles, shell_document

LENGTH = 50
"""Comments in a feed."""

SITE = "site"
COMMENTS = "comments"
"""What the feed of all comments depends on."""


def feed_of_comments(subject: str, file: str) -> Made | None:
    """`subject`: the article's id, as in '12:feed', or SITE; `file`: the name of the format's file."""
    if subject == SITE:
        return _of_site(file)
    article = live_articles().filter(pk=int(subject.partition(":")[0])).first()
    thread = thread_at(site=settings.SITE_HOST, url=article.public_path) if article else None
    if thread is None:
        return None
    shell = shell_document()
    feed = feed_of_thread(thread, newest_comments(thread, LENGTH), site_name=shell.name, language=shell.language)
    subjects = {f"thread:{thread.pk}", f"thread:{thread.pk}:count", f"thread:{thread.pk}:feed"}
    return Made(write_feed(feed, file), frozenset({"shell", f"article:{subject.partition(':')[0]}", *subjects}))


def _of_site(file: str) -> Made | None:
    front, shell = front_page(), shell_document()
    shown = Output.objects.filter(recipe="article").values("path")
    comments = newest_comments_of_site(site=settings.SITE_HOST, urls=shown, limit=LENGTH)
    founded = (front.first_published_at if front else None) or datetime(1970, 1, 1, tzinfo=UTC)
    feed = feed_of_site(comments, site_name=shell.name, language=shell.language, founded=founded)
    return Made(write_feed(feed, file), frozenset({"shell", COMMENTS}))
