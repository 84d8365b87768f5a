"""The moderators' console: its queues, what was found in them, and what other moderators did meanwhile."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parley.accounts.models import User
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.answers import notices
from parley.conversation.console.campaigns import CARDS_A_PAGE, campaign_cards
from parley.conversation.console.items import items_of
from parley.conversation.console.shell import shell_of
from parley.conversation.console.words import decided_in_words, done_in_words
from parley.conversation.models import Campaign, CannedReply, Comment, Decision, Sanction
from parley.conversation.queries.decisions import decisions_of_others, newest_line
from parley.conversation.queries.finding import Search
from parley.conversation.queries.people import replies_at_hand
from parley.conversation.queries.queues import (
    Queue,
    open_campaigns,
    queue_counts,
    queue_named,
    with_all_that_is_shown,
)
from parley.conversation.queries.reach import comments_within_reach, is_confined
from parley.conversation.reject_reasons import reject_menu
from parley.kit.text import storable, whole_number

PER_PAGE = 40
WITH_CARDS = ("pending", "spam")
"""Queues in which the members of a campaign that nobody decided about stand together in its card."""


@moderators_only
@require_safe
def queue(request: HttpRequest, name: str = "pending") -> HttpResponse:
    """One queue, or what a search finds in it. Members of a campaign stand together, before the others."""
    shown = queue_named(name)
    if shown is None:
        return HttpResponseRedirect(reverse("moderation"))
    search = Search.asked(request.GET)
    context = {
        "seen": newest_line(),  # before anything is read: what is decided from here on counts as unseen
        **shell_of(request, shown.name),
        "search": {"fields": search.fields, "query": search.query},
        "narrowed": bool(search.fields),
        "undo": _undo_offer(request),
        "notices": notices(request),
        "reasons_to_reject": reject_menu(),
        "replies_kept": list(replies_at_hand(CannedReply.Use.REPLY)),
        **_shown(shown, search, request.GET.get("page"), acting_moderator(request)),
    }
    return render(request, "conversation/moderation/queue.html", context, using="jinja2")


@moderators_only
@require_safe
def news(request: HttpRequest) -> JsonResponse:
    """What other moderators decided after the line `since` of the log, and how many comments the queues hold now."""
    since = request.GET.get("since", "")
    after = whole_number(since) or 0
    moderator = acting_moderator(request)
    lines = decisions_of_others(after, moderator)
    near = set(_within_reach(moderator, [line.comment_id for line in lines]))
    return JsonResponse(
        {
            "seen": newest_line(),
            "counts": queue_counts(moderator),
            "already": [
                {"id": line.comment_id, "sentence": decided_in_words(line)} for line in lines if line.comment_id in near
            ],
        }
    )


def _within_reach(moderator: User, ids: list[int]) -> Iterable[int]:
    return comments_within_reach(Comment.objects.filter(pk__in=ids), moderator).values_list("pk", flat=True)


def _shown(queue: Queue, search: Search, page_number: str | None, moderator: User) -> dict[str, Any]:
    """The cards and items of one page, as far as the moderator may see them. A campaign goes through all sections: its
    card is for those who moderate them all."""
    has_cards = not is_confined(moderator)
    if queue.name == "campaigns":
        campaigns = open_campaigns() if has_cards else Campaign.objects.none()
        cards = Paginator(campaigns, CARDS_A_PAGE).get_page(page_number)
        more = f"?page={cards.next_page_number()}" if cards.has_next() else ""
        return {"groups": campaign_cards(cards.object_list), "items": [], "found": 0, "up_to": 0, "next_page": more}
    comments = search.narrow(comments_within_reach(queue.comments(), moderator))
    groups = []
    if queue.name in WITH_CARDS and not search.fields and has_cards:
        campaigns = open_campaigns()
        here = campaigns.filter(pk__in=comments.exclude(campaign=None).order_by().values("campaign"))[:CARDS_A_PAGE]
        groups = campaign_cards(here)
        comments = comments.exclude(campaign__in=[group["id"] for group in groups])
    in_order = with_all_that_is_shown(comments).order_by(*queue.order)
    page = Paginator(in_order, PER_PAGE).get_page(page_number)
    newest = comments.order_by("-pk").values_list("pk", flat=True).first()
    further = f"?{search.query}&page=" if search.query else "?page="
    return {
        "groups": groups if page.number == 1 else [],
        "items": items_of(list(page.object_list), may_bar=has_cards),
        "found": page.paginator.count,
        "up_to": newest or 0,
        "next_page": f"{further}{page.next_page_number()}" if page.has_next() else "",
    }


def _undo_offer(request: HttpRequest) -> dict[str, str] | None:
    """What was just done, in words, with the batch that takes it back."""
    batch = storable(request.GET.get("done", ""))
    decisions = list(Decision.objects.filter(batch=batch).values_list("after", flat=True)) if batch else []
    ban = Sanction.objects.filter(batch=batch, lifted_at=None).select_related("reader").first() if batch else None
    sentences = [_("Banned: %(name)s.") % {"name": ban.reader.name}] if ban else []
    if decisions:
        sentences.append(done_in_words(Comment.Status(decisions[0]), len(decisions)))
    return {"batch": batch, "sentence": " ".join(sentences)} if sentences else None
