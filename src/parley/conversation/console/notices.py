"""The console's queue of notices of illegal content."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from parley.conversation.actions.notices import decide_notice
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.errors import NoticeDecided
from parley.conversation.models import Notice
from parley.conversation.notice_forms import NoticeDecisionForm
from parley.conversation.queries.notices import notices_decided, notices_waiting
from parley.conversation.queries.reach import notices_within_reach

SHOWN = 50


@moderators_only
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and what was decided of late."""
    return _page(request)


@moderators_only
@require_POST
def decide(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Remove the comment or keep it, with reasons."""
    moderator = acting_moderator(request)
    within = notices_within_reach(Notice.objects.select_related("comment__thread"), moderator)
    notice = get_object_or_404(within, pk=notice_id)
    form = NoticeDecisionForm(request.POST)
    if not form.is_valid():
        errors = [str(messages[0]) for messages in form.errors.values()]
        return _page(request, refused=(notice.pk, errors, request.POST), status=422)
    fields = form.cleaned_data
    try:
        decide_notice(
            notice=notice,
            removed=fields["outcome"] == Notice.Outcome.REMOVED,
            ground=fields["ground"],
            statement=fields["statement"],
            moderator=moderator,
        )
    except NoticeDecided as error:
        return _page(request, refused=(notice.pk, [str(error)], request.POST), status=409)
    return HttpResponseRedirect(reverse("moderation_notices"), status=303)


def _page(
    request: HttpRequest, *, refused: tuple[int, list[str], Any] | None = None, status: int = 200
) -> HttpResponse:
    moderator = acting_moderator(request)
    number, errors, typed = refused or (0, [], {})
    context = {
        **shell_of(request, "notices"),
        "is_administrator": moderator.is_superuser,
        "waiting": [_shown(each) for each in notices_within_reach(notices_waiting(), moderator)[:SHOWN]],
        "decided": [_shown(each) for each in notices_within_reach(notices_decided(), moderator)[:SHOWN]],
        "refused": number,
        "errors": errors,
        "typed": {name: typed.get(name, "") for name in ("ground", "statement")},
        "grounds": [(value, str(label)) for value, label in Notice.Ground.choices],
    }
    return render(request, "conversation/moderation/notices.html", context, status=status, using="jinja2")


def _shown(notice: Notice) -> dict[str, Any]:
    comment = notice.comment
    return {
        "id": notice.pk,
        "url": notice.url,
        "category": notice.get_category_display(),
        "explanation": notice.explanation,
        "reporter": notice.reporter_name,
        "email": notice.reporter.address if notice.reporter else "",
        "received_at": notice.received_at,
        "outcome": notice.outcome,
        "ground": str(Notice.Ground(notice.ground).label) if notice.ground else "",
        "statement": notice.statement,
        "decided_by": str(notice.decided_by or ""),
        "decided_at": notice.decided_at,
        "comment": {
            "author_name": comment.author_name,
            "html": Markup(comment.html),  # noqa: S704 - sanitised when it was written
            "status": comment.status,
            "thread_title": comment.thread.title,
            "thread_url": comment.thread.url,
            "posted_at": comment.posted_at,
        }
        if comment is not None
        else None,
    }
