"""Reading what is public: without a token too."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query

from parley.api.documents import CommentList, CommentOut, ThreadList, ThreadOut
from parley.api.door import Bearer, calls, problems
from parley.api.forms import LARGEST_ID, LONGEST_PAGE, PAGE
from parley.api.queries import cursor_of, public_comment, public_comments, thread_of, threads_found
from parley.api.rendering import comment_out, thread_out
from parley.conversation.queries.policies import (
    policies_for,
    policy_for,
)
from parley.kit.text import storable

FOUND = problems(404)
READ: dict[str, Any] = {"auth": Bearer(needed=False), "tags": ["reading"], "openapi_extra": {"security": [{}]}}
"""For the description: a token is no must."""

Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="`next` of the page before.")]
Cursor = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{1,16}-[0-9]{1,15}$", max_length=32, description="`next` of the page before."),
]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


@calls.get(
    "/threads",
    response={200: ThreadList, **problems()},
    operation_id="listThreads",
    **READ,
)
def list_threads(
    request: HttpRequest,
    url: Annotated[str | None, Query(max_length=500, description="Path of the page, as in /2026/talks/.")] = None,
    site: Annotated[str, Query(max_length=100, description="Host of a foreign site; empty: this one.")] = "",
    before: Before = None,
    limit: Limit = PAGE,
) -> ThreadList:
    """Find the thread of an address, or list all threads of a site, the newest first."""
    threads = threads_found(
        site=storable(site) or settings.SITE_HOST,
        url=None if url is None else storable(url),
        before=before,
        limit=limit + 1,
    )
    shown = threads[:limit]
    policies = policies_for(shown)
    items = [thread_out(thread, policies[thread.pk]) for thread in shown]
    return ThreadList(items=items, next=shown[-1].pk if len(threads) > limit else None)


@calls.get(
    "/threads/{thread_id}",
    response={200: ThreadOut, **FOUND},
    operation_id="readThread",
    **READ,
)
def read_thread(request: HttpRequest, thread_id: Number) -> ThreadOut:
    """One thread."""
    thread = thread_of(thread_id)
    return thread_out(thread, policy_for(thread))


@calls.get(
    "/threads/{thread_id}/comments",
    response={200: CommentList, **FOUND},
    operation_id="listComments",
    **READ,
)
def list_comments(
    request: HttpRequest,
    thread_id: Number,
    after: Cursor = None,
    limit: Limit = PAGE,
) -> CommentList:
    """The published comments of a thread, in the order in which they were written."""
    comments = public_comments(thread_of(thread_id), after=after, limit=limit + 1)
    shown = comments[:limit]
    more = cursor_of(shown[-1].posted_at, shown[-1].pk) if len(comments) > limit else None
    return CommentList(items=[comment_out(comment) for comment in shown], next=more)


@calls.get(
    "/comments/{comment_id}",
    response={200: CommentOut, **FOUND},
    operation_id="readComment",
    **READ,
)
def read_comment(request: HttpRequest, comment_id: Number) -> CommentOut:
    """One published comment."""
    return comment_out(public_comment(comment_id))
