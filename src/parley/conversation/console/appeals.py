"""The console answers an appeal."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parley.conversation.actions.appeals import reject_appeal, uphold_appeal
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.answers import NOTICE
from parley.conversation.errors import AppealRefused
from parley.conversation.models import Appeal
from parley.conversation.queries.reach import check_comments
from parley.kit.text import storable

LONGEST_ANSWER = 2_000
"""Characters."""


@moderators_only
@require_POST
def answer_appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Publish the comment ("uphold"), or let the decision stand and say why ("reject")."""
    appeal, moderator = get_object_or_404(Appeal, pk=appeal_id), acting_moderator(request)
    check_comments(moderator, [appeal.comment_id])
    answer = storable(request.POST.get("answer", "")).strip()[:LONGEST_ANSWER]
    target = reverse("moderation_queue", args=["appealed"])
    try:
        if request.POST.get("decision") == "uphold":
            batch = uphold_appeal(appeal=appeal, moderator=moderator, answer=answer)
            return HttpResponseRedirect(f"{target}?done={batch}", status=303)
        if answer:
            reject_appeal(appeal=appeal, moderator=moderator, answer=answer)
        else:
            request.session[NOTICE] = [_("Please say to the writer why the decision stands.")]
    except AppealRefused as error:
        request.session[NOTICE] = [str(error)]
    return HttpResponseRedirect(target, status=303)
