"""Posting for readers, with the scope `write`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Status

from parley.api.documents import Posted, Waiting
from parley.api.door import Bearer, calls, fields_refused, problems
from parley.api.forms import NewCommentIn
from parley.api.queries import thread_of
from parley.api.rendering import comment_out
from parley.api.views.reading import Number
from parley.conversation.actions.posting import post_comment
from parley.conversation.forms import CommentForm
from parley.conversation.models import Comment
from parley.conversation.submissions import NewComment
from parley.conversation.views import network_key
from parley.conversation.writing.standing import standing_of

WRITE: dict[str, Any] = {"auth": Bearer("write"), "tags": ["writing"]}


@calls.post(
    "/threads/{thread_id}/comments",
    response={201: Posted, 202: Waiting, **problems(400, 403, 404, 413, 415)},
    operation_id="postComment",
    **WRITE,
)
def post(request: HttpRequest, thread_id: Number, new: NewCommentIn) -> Status[Posted] | Status[Waiting] | HttpResponse:
    """Post a comment: judged, held and limited as if its writer had used the form.

    201: it is public. 202: it waits; its writer finds the way at the private address. The same words from the same
    writer again are the same comment.
    """
    thread = thread_of(thread_id)
    form = CommentForm(new.dict(include={"text", "name", "email", "website", "parent"}) | {"thread": thread.pk})
    if not form.is_valid():
        return fields_refused(
            [{"field": field, "message": str(sentences[0])} for field, sentences in form.errors.items()]
        )
    fields = form.cleaned_data
    comment = post_comment(
        NewComment(
            thread=thread,
            text=fields["text"],
            name=fields["name"],
            address=fields["email"],
            website=fields["website"],
            parent_id=fields["parent"],
            network_key=network_key(request),
            has_read_warning=new.warning_read,
            is_vouched_for=True,
        )
    )
    return _answer(comment)


def _answer(comment: Comment) -> Status[Posted] | Status[Waiting]:
    status_url = settings.BASE_URL + reverse("comment_status", args=[comment.private_key])
    if comment.is_public:
        return Status(201, Posted(comment=comment_out(comment), status_url=status_url))
    return Status(202, Waiting(status_url=status_url, why=standing_of(comment).why))
