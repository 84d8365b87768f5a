"""Feeds of comments: a thread's, and the site's."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.conversation.documents import CommentDocument
from parley.conversation.models import Comment, Thread
from parley.kit.feeds import Feed, FeedEntry, FeedPerson
from parley.kit.feeds.content import feed_html
from parley.kit.urls import quoted_path

ALL_COMMENTS = "/comments/"
"""Where the files of the feed of all comments stand."""


def feed_of_thread(thread: Thread, comments: Iterable[CommentDocument], *, site_name: str, language: str) -> Feed:
    """The newest comments of a thread."""
    page = f"{settings.BASE_URL}{quoted_path(thread.url)}"
    entries = tuple(_entry(comment, thread.url) for comment in comments)
    return Feed(
        base=f"{page}conversation/",
        url=f"{page}#conversation",
        title=_("Comments on %(title)s") % {"title": thread.title},
        description=site_name,
        language=language,
        updated=max((entry.updated for entry in entries), default=thread.created_at),
        author=FeedPerson(site_name, f"{settings.BASE_URL}/"),
        entries=entries,
    )


def feed_of_site(
    comments: Iterable[tuple[Comment, CommentDocument]], *, site_name: str, language: str, founded: datetime
) -> Feed:
    """The newest comments of all threads. `founded`: the feed's date while there are none."""
    entries = tuple(_entry(document, comment.thread.url, comment.thread.title) for comment, document in comments)
    return Feed(
        base=f"{settings.BASE_URL}{ALL_COMMENTS}",
        url=f"{settings.BASE_URL}/",
        title=_("%(site)s: all comments") % {"site": site_name},
        description="",
        language=language,
        updated=max((entry.updated for entry in entries), default=founded),
        author=FeedPerson(site_name, f"{settings.BASE_URL}/"),
        entries=entries,
    )


def _entry(comment: CommentDocument, thread_url: str, thread_title: str = "") -> FeedEntry:
    parent = comment.parent_anchor.removeprefix("c")
    return FeedEntry(
        id=_permanent(comment.id),
        url=f"{settings.BASE_URL}{comment.permalink}",
        title=_title(comment, thread_title),
        published=comment.posted_at,
        updated=max(comment.posted_at, comment.edited_at or comment.posted_at),
        content_html=feed_html(comment.html, f"{settings.BASE_URL}{quoted_path(thread_url)}"),
        authors=(FeedPerson(comment.author_name, comment.author_url),),
        in_reply_to=_permanent(int(parent)) if comment.in_reply_to else "",
        in_reply_to_url=_permanent(int(parent)) if comment.in_reply_to else "",
    )


def _permanent(comment_id: int) -> str:
    """The address that leads to a comment wherever it stands."""
    return f"{settings.BASE_URL}{reverse('comment_permalink', args=(comment_id,))}"


def _title(comment: CommentDocument, thread_title: str) -> str:
    names = {"name": comment.author_name, "other": comment.in_reply_to, "title": thread_title}
    if thread_title:
        return _("%(name)s on %(title)s") % names
    return _("%(name)s to %(other)s") % names if comment.in_reply_to else comment.author_name
