"""The moderators' console: queue, campaigns, decisions, undo. Works without JavaScript and outside Wagtail's shell."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from parley.accounts.models import User
from parley.conversation import queries
from parley.conversation.actions import decide, decide_campaign, undo
from parley.conversation.errors import NothingToUndo
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Campaign, Comment, Decision
from parley.conversation.moderation import POLICY, skeleton
from parley.kit.text import single_line, storable

PER_PAGE = 40
MEMBERS_SHOWN = 50
"""Members of one campaign that its card lists."""

FAINT = 0.4
"""Weight, in log-odds, below which a reason is not worth a moderator's glance."""
QUEUES = ("pending", "campaigns", "spam", "trash", "approved")
View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Ask for sign-in; refuse those who may not moderate. Nothing of the console is kept in a cache."""

    @never_cache
    @login_required(login_url="moderation_sign_in")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("accounts.moderate_conversation"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class SignIn(LoginView):
    """The console's own door: without JavaScript, in the site's look. The account is the same as the desk's."""

    template_name = "conversation/moderation/sign_in.html"
    template_engine = "jinja2"
    next_page = "moderation"


@moderators_only
@require_safe
def queue(request: HttpRequest, name: str = "pending") -> HttpResponse:
    """One queue. Members of a campaign stand together, before the others."""
    if name not in QUEUES:
        return HttpResponseRedirect(reverse("moderation"))
    groups, items, next_page = _campaign_groups(), [], ""
    if name != "campaigns":
        page = Paginator(queries.comments_in_queue(name), PER_PAGE).get_page(request.GET.get("page"))
        comments = list(page.object_list)
        here = {c.campaign_id for c in comments if c.campaign_id}
        groups = [g for g in groups if g["campaign"]["id"] in here] if name in {"pending", "spam"} else []
        grouped = {g["campaign"]["id"] for g in groups}
        items = _items([c for c in comments if c.campaign_id not in grouped])
        next_page = f"?page={page.next_page_number()}" if page.has_next() else ""
    context = {
        "queue": name,
        "counts": queries.queue_counts(),
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


def acting_moderator(request: HttpRequest) -> User:
    """Who acts; `moderators_only` has seen to it that somebody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _reason(request: HttpRequest) -> str:
    return single_line(request.POST.get("reason", ""))[:200]


def _back(request: HttpRequest, batch: str = "") -> HttpResponse:
    name = request.POST.get("queue", "pending")
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


def _campaign_groups() -> list[dict[str, Any]]:
    """Undecided campaigns, newest first, each with its first members; what was removed is out of the question."""
    in_question = Count("comments", filter=~Q(comments__status=Comment.Status.TRASH))
    open_ones = Campaign.objects.filter(label=Campaign.Label.OPEN).annotate(size=in_question).filter(size__gt=1)
    campaigns = list(open_ones.order_by("-found_at")[:PER_PAGE])
    members = list(queries.campaign_members_shown([c.pk for c in campaigns], MEMBERS_SHOWN))
    items = dict(zip((m.pk for m in members), _items(members), strict=True))
    groups = []
    for campaign in campaigns:
        own = [m for m in members if m.campaign_id == campaign.pk]
        card = {"id": campaign.pk, "key": campaign.key, "size": campaign.size, "label": campaign.label}
        groups.append(
            {"campaign": card | {"skeleton": skeleton([m.source for m in own])}, "items": [items[m.pk] for m in own]}
        )
    return groups


def _items(comments: list[Comment]) -> list[dict[str, Any]]:
    records = queries.record_of_readers(c.reader_id for c in comments)
    return [_item(comment, records.get(comment.reader_id or 0, {"approved": 0, "rejected": 0})) for comment in comments]


def _item(comment: Comment, record: dict[str, int]) -> dict[str, Any]:
    judgement = queries.newest_judgement(comment)
    return {
        "comment": {
            "id": comment.pk,
            "author_name": comment.author_name,
            "author_url": comment.author_url,
            "email": comment.reader.address if comment.reader else "",
            "source": comment.source,
            "html": Markup(comment.html),  # noqa: S704 - sanitised when it was written
            "status": comment.status,
            "posted_at": comment.posted_at,
            "thread_title": comment.thread.title,
            "thread_url": comment.thread.url,
            "parent_name": comment.parent.author_name if comment.parent else "",
            "parent_text": comment.parent.source if comment.parent else "",
        },
        "outcome": judgement.outcome if judgement else "",
        "probability": judgement.probability if judgement else 0.0,
        "reasons": _telling_reasons(judgement.reasons) if judgement else [],
        "campaign": {"id": comment.campaign.pk, "label": comment.campaign.label} if comment.campaign else None,
        "record": record,
        "history": [
            {
                "when": d.decided_at,
                "who": str(d.moderator) if d.moderator else _("the filter"),
                "before": d.before,
                "after": d.after,
                "reason": d.reason,
            }
            for d in comment.decisions.all()
        ],
    }


def _telling_reasons(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gates and the publisher's rules, then the strongest; what hardly weighs is left out, as long as three remain."""
    first = [reason for reason in reasons if reason["stage"] in (GATES, POLICY)]
    strongest = sorted((r for r in reasons if r not in first), key=lambda reason: -abs(reason["weight"]))
    return first + [reason for place, reason in enumerate(strongest) if place < 3 or abs(reason["weight"]) >= FAINT]
