"""The moderators' console: queue, campaigns, decisions, undo. Works without JavaScript and outside Wagtail's shell."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.items import campaign_groups, items_of
from parley.conversation.errors import NothingToUndo
from parley.conversation.models import Campaign, Comment, Decision
from parley.conversation.queries.queues import comments_in_queue, queue_counts
from parley.kit.text import single_line, storable

PER_PAGE = 40
QUEUES = ("pending", "campaigns", "spam", "trash", "approved")


@moderators_only
@require_safe
def queue(request: HttpRequest, name: str = "pending") -> HttpResponse:
    """One queue. Members of a campaign stand together, before the others."""
    if name not in QUEUES:
        return HttpResponseRedirect(reverse("moderation"))
    groups, items, next_page = campaign_groups(), [], ""
    if name != "campaigns":
        page = Paginator(comments_in_queue(name), PER_PAGE).get_page(request.GET.get("page"))
        comments = list(page.object_list)
        here = {c.campaign_id for c in comments if c.campaign_id}
        groups = [g for g in groups if g["campaign"]["id"] in here] if name in {"pending", "spam"} else []
        grouped = {g["campaign"]["id"] for g in groups}
        items = items_of([c for c in comments if c.campaign_id not in grouped])
        next_page = f"?page={page.next_page_number()}" if page.has_next() else ""
    context = {
        "queue": name,
        "counts": queue_counts(),
        "user_name": str(request.user),
        "items": items,
        "groups": groups,
        "undo": _undo_offer(request),
        "next_page": next_page,
        "csrf_input": _csrf_input(request),
    }
    return render(request, "conversation/moderation/queue.html", context, using="jinja2")


@moderators_only
@require_POST
def decide_comments(request: HttpRequest) -> HttpResponse:
    """Approve, spam or remove one comment or a selection."""
    status = {"approve": "approved", "spam": "spam", "trash": "trash"}.get(request.POST.get("decision", ""))
    ids = [int(pk) for pk in request.POST.getlist("comment") if pk.isascii() and pk.isdigit()][:500]
    if status is None or not ids:
        return _back(request)
    comments = Comment.objects.filter(pk__in=ids).select_related("thread")
    batch = decide(comments=comments, status=status, moderator=acting_moderator(request), reason=_reason(request))
    return _back(request, batch)


@moderators_only
@require_POST
def decide_about_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One decision for all members of a campaign."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    label = Campaign.Label.SPAM if request.POST.get("decision") == "spam" else Campaign.Label.HONEST
    return _back(request, decide_campaign(campaign=campaign, label=label, moderator=acting_moderator(request)))


@moderators_only
@require_POST
def undo_batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Take a decision back, all of it."""
    try:
        undo(batch=batch, moderator=acting_moderator(request))
    except NothingToUndo as error:
        request.session["moderation_notice"] = str(error)
    return _back(request)


def _reason(request: HttpRequest) -> str:
    return single_line(request.POST.get("reason", ""))[:200]


def _back(request: HttpRequest, batch: str = "") -> HttpResponse:
    name = request.POST.get("queue", "pending")
    if name == "log":
        return HttpResponseRedirect(reverse("moderation_log"), status=303)
    target = reverse("moderation_queue", args=[name if name in QUEUES else "pending"])
    return HttpResponseRedirect(f"{target}?done={batch}" if batch else target, status=303)


def _csrf_input(request: HttpRequest) -> Markup:
    return Markup(format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)))  # noqa: S704


def _undo_offer(request: HttpRequest) -> dict[str, str] | None:
    """What was just done, in words, with the batch that takes it back."""
    notice = request.session.pop("moderation_notice", "")
    if notice:
        return {"batch": "", "sentence": notice}
    batch = storable(request.GET.get("done", ""))
    decisions = list(Decision.objects.filter(batch=batch).values_list("after", flat=True)) if batch else []
    if not decisions:
        return None
    status = Comment.Status(decisions[0]).label
    sentence = ngettext("%(n)d comment: %(status)s.", "%(n)d comments: %(status)s.", len(decisions))
    return {"batch": batch, "sentence": sentence % {"n": len(decisions), "status": _(status)}}
