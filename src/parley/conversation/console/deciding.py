"""The console takes decisions: about one comment, a selection, all that were found, a campaign; and takes them back."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parley.conversation.actions.deciding import decide_as_seen, decide_campaign_as_seen, undo
from parley.conversation.actions.replying import reply_as_staff
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.answers import answer, refusal, undone
from parley.conversation.errors import CommentRefused, NothingToUndo
from parley.conversation.models import Campaign, Comment
from parley.conversation.queries.finding import Search
from parley.conversation.queries.people import reply_with_kept
from parley.conversation.queries.queues import queue_named
from parley.conversation.queries.reach import (
    check_batch_within_reach,
    check_comments,
    check_everything,
    comments_within_reach,
)
from parley.conversation.reject_reasons import reason_in_words
from parley.kit.text import whole_number

STATUSES = {"approve": Comment.Status.APPROVED, "spam": Comment.Status.SPAM, "trash": Comment.Status.TRASH}
MOST_TICKED = 500
MOST_AT_ONCE = 5_000
"""Comments that one decision about all that were found takes; half a second for 500."""

NEWER_THAN_ALL = 2**62
"""For a form that does not say what its page had seen: nothing counts as newer."""


@moderators_only
@require_POST
def decide_comments(request: HttpRequest) -> HttpResponse:
    """Approve, spam or remove one comment or a selection, each named as "id" or "id.seen"."""
    status = STATUSES.get(request.POST.get("decision", ""))
    seen = dict(_named(value) for value in request.POST.getlist("comment")[:MOST_TICKED] if _is_name(value))
    if status is None:
        return refusal(request, _("That is no decision."))
    if not seen:
        return refusal(request, _("Tick a comment first."))
    reason = _reason(request) if status != Comment.Status.APPROVED else ""
    moderator = acting_moderator(request)
    check_comments(moderator, seen)
    return answer(request, decide_as_seen(seen=seen, status=status, moderator=moderator, reason=reason))


@moderators_only
@require_POST
def decide_found(request: HttpRequest) -> HttpResponse:
    """One decision about all comments of a queue that a search finds, also those on further pages.

    Only about those that stood there when the page was drawn (`up_to`), as they were known then (`seen`).
    """
    status, queue = STATUSES.get(request.POST.get("decision", "")), queue_named(request.POST.get("queue", ""))
    if status is None or queue is None:
        return refusal(request, _("That is no decision."))
    search = Search.asked(QueryDict(request.POST.get("narrowed", "")[:2000]))
    moderator = acting_moderator(request)
    found = search.narrow(comments_within_reach(queue.comments(), moderator)).filter(
        pk__lte=_number(request.POST.get("up_to", "")), staff=None
    )
    ids = found.exclude(status=status).order_by("-pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    seen = dict.fromkeys(ids, _number(request.POST.get("seen", "")))
    if not seen:
        return refusal(request, _("There is nothing left to decide about here."))
    return answer(request, decide_as_seen(seen=seen, status=status, moderator=moderator, reason=_reason(request)))


@moderators_only
@require_POST
def decide_about_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One decision for all members of a campaign."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    label = Campaign.Label.SPAM if request.POST.get("decision") == "spam" else Campaign.Label.HONEST
    seen = _number(request.POST.get("seen", ""))
    moderator = acting_moderator(request)
    check_everything(moderator)  # a campaign goes through all sections
    return answer(request, decide_campaign_as_seen(campaign=campaign, label=label, moderator=moderator, seen=seen))


@moderators_only
@require_POST
def undo_batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Take a decision back, all of it."""
    moderator = acting_moderator(request)
    check_batch_within_reach(moderator, batch)
    try:
        comments = undo(batch=batch, moderator=moderator)
    except NothingToUndo as error:
        return refusal(request, str(error), status=409)
    sentence = ngettext("Taken back: %(n)d comment.", "Taken back: %(n)d comments.", len(comments))
    return undone(request, comments, sentence % {"n": len(comments)} if comments else _("Taken back."))


@moderators_only
@require_POST
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer a comment by the moderator's own name, marked as staff; one that waits is published with it.

    Words kept at hand stand before the own ones; the console's script puts them into the field instead."""
    seen = _number(request.POST.get("seen", ""))
    text = reply_with_kept(request.POST.get("kept", ""), request.POST.get("text", ""))
    moderator = acting_moderator(request)
    check_comments(moderator, [comment_id])
    try:
        decided = reply_as_staff(parent_id=comment_id, text=text, moderator=moderator, seen=seen)
    except CommentRefused as error:
        return refusal(request, str(error))
    return answer(request, decided, _("Your reply is published.") if decided.comments else "")


def _reason(request: HttpRequest) -> str:
    return reason_in_words(request.POST.get("canned", ""), request.POST.get("reason", ""))


def _is_name(value: str) -> bool:
    return value.isascii() and len(value) < 36 and all(part.isdigit() for part in value.split(".", 1))


def _named(value: str) -> tuple[int, int]:
    pk, _point, seen = value.partition(".")
    return int(pk), int(seen) if seen else NEWER_THAN_ALL


def _number(text: str) -> int:
    number = whole_number(text)
    return NEWER_THAN_ALL if number is None else number
