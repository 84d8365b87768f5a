"""A feed for each thread: its newest comments."""

from django.conf import settings

from parley.conversation.queries.threads import newest_comments, thread_at
from parley.conversation.rendering import comments_feed
from parley.materializer.recipes.made import Made
from parley.publication.queries import live_articles

LENGTH = 50
"""Comments in a feed."""


def feed_of_comments(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:feed'."""
    article = live_articles().filter(pk=int(subject.partition(":")[0])).first()
    thread = thread_at(site=settings.SITE_HOST, url=article.public_path) if article else None
    if thread is None:
        return None
    comments = newest_comments(thread, LENGTH)
    updated = max((c.edited_at or c.posted_at for c in comments), default=thread.created_at)
    text = comments_feed(title=thread.title, thread_url=thread.url, updated=updated, comments=comments)
    subjects = {f"thread:{thread.pk}", f"thread:{thread.pk}:count", f"thread:{thread.pk}:feed"}
    return Made(text, frozenset({"shell", f"article:{subject.partition(':')[0]}", *subjects}))
