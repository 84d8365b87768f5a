"""Threads and comments become documents, for answers and for webhooks alike."""

from django.conf import settings
from django.urls import reverse

from parley.api.documents import CommentOut, ThreadOut
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.policies import PolicyInForce, is_taking_comments, why_closed
from parley.conversation.queries.trees import comment_document


def thread_out(thread: Thread, policy: PolicyInForce) -> ThreadOut:
    """The public face of a thread."""
    is_open = is_taking_comments(thread, policy)
    return ThreadOut(
        id=thread.pk,
        site=thread.site,
        url=thread.url,
        title=thread.title,
        count=thread.published,
        is_open=is_open,
        why_closed="" if is_open else why_closed(thread, policy),
        section=thread.section,
        published_at=thread.published_at,
    )


def comment_out(comment: Comment) -> CommentOut:
    """The public face of a comment, by the same document that the pages are drawn from."""
    document = comment_document(comment, thread=comment.thread)
    return CommentOut(
        id=document.id,
        thread=comment.thread_id,
        parent=comment.parent_id,
        permalink=settings.BASE_URL + reverse("comment_permalink", args=[comment.pk]),
        author_name=document.author_name,
        author_url=document.author_url,
        badge=document.badge,
        html=document.html,
        posted_at=document.posted_at,
        in_reply_to=document.in_reply_to,
    )
