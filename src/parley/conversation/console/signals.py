"""The console chooses what to show to all readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from parley.conversation.actions.signals import pick
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.answers import back
from parley.conversation.models import Comment
from parley.conversation.queries.reach import comments_within_reach


@moderators_only
@require_POST
def pick_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Make a published comment a pick of the editors, or one no longer."""
    moderator = acting_moderator(request)
    comment = get_object_or_404(comments_within_reach(Comment.objects.all(), moderator), pk=comment_id)
    pick(comment=comment, moderator=moderator, picked=request.POST.get("picked") == "1")
    response = back(request)
    response["Location"] += f"#item-{comment.pk}"
    return response
