"""The console's pages of what was decided: the log, and a thread as it stood at a moment."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from parley.conversation.causes import who_in_words
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.models import Comment
from parley.conversation.queries.log import Batch, batches, last_line, people_of_the_log
from parley.conversation.queries.past import thread_at_moment
from parley.conversation.queries.reach import threads_within_reach
from parley.conversation.rendering import comments_html
from parley.kit import clock
from parley.kit.text import whole_number

PER_PAGE = 40


@moderators_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Decisions, the newest first: of people, of one person, of everything, or about one comment."""
    who, comment = request.GET.get("who", ""), whole_number(request.GET.get("comment"))
    shown = batches(
        reach=acting_moderator(request),
        by_people=who != "all" and comment is None,
        moderator=whole_number(who),
        comment=comment,
        before=whole_number(request.GET.get("before")),
        limit=PER_PAGE + 1,
    )
    more = len(shown) > PER_PAGE
    shown = shown[:PER_PAGE]
    query = request.GET.copy()
    if more:
        query["before"] = str(last_line(shown[-1].key))
    context = {
        **shell_of(request, "log"),
        "lines": [_line(batch) for batch in shown],
        "people": [(str(user.pk), str(user)) for user in people_of_the_log()],
        "who": who,
        "comment": comment,
        "next_page": f"?{query.urlencode()}" if more else "",
    }
    return render(request, "conversation/moderation/log.html", context, using="jinja2")


@moderators_only
@require_safe
def past_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The thread as readers saw it at `at`, a moment in the site's time zone; without one, now."""
    thread = get_object_or_404(threads_within_reach(acting_moderator(request)), pk=thread_id)
    typed = request.GET.get("at", "")
    moment, problem = _moment(typed)
    past = thread_at_moment(thread, moment, page=whole_number(request.GET.get("page")) or 1)
    context = {
        **shell_of(request, "log"),
        "thread_id": thread.pk,
        "past": past,
        "comments_html": Markup(comments_html(past.roots)),  # noqa: S704 - made of escaped templates
        "at": timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M"),
        "problem": problem,
    }
    return render(
        request, "conversation/moderation/past_thread.html", context, status=422 if problem else 200, using="jinja2"
    )


def _moment(typed: str) -> tuple[datetime, str]:
    """The moment that was asked for, and what is wrong with it, "" for nothing."""
    now = clock.now()
    if not typed.strip():
        return now, ""
    try:
        moment = parse_datetime(typed.strip() if "T" in typed or ":" in typed else f"{typed.strip()}T23:59:59")
    except ValueError:
        moment = None
    if moment is None:
        return now, _("This is not a date and time, such as 2026-05-03 12:00. Below is the thread as it stands now.")
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    if moment > now:
        return now, _("That moment lies ahead. Below is the thread as it stands now.")
    return moment, ""


def _line(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "who": who_in_words(batch.who, batch.cause),
        "before": [_status_word(status) for status in batch.before],
        "after": _status_word(batch.after),
        "reason": _("the whole campaign") if batch.reason.startswith("campaign ") else batch.reason,
    }


def _status_word(status: str) -> str:
    return str(_(Comment.Status(status).label)) if status else _("new")
