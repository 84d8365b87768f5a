"""How the console answers a decision: a page for a browser, figures for the console's script."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse

from parley.conversation.actions.deciding import Decided
from parley.conversation.console.access import acting_moderator
from parley.conversation.console.words import decided_in_words, done_in_words, left_alone_in_words
from parley.conversation.models import Comment
from parley.conversation.queries.finding import Search
from parley.conversation.queries.queues import queue_counts, queue_named

NOTICE = "moderation_notice"
"""Key of the session: sentences for the next page."""


def answer(request: HttpRequest, decided: Decided, sentence: str = "") -> HttpResponse:
    """What became of a decision: what was done, what another moderator had done before, and the way back."""
    if not sentence and decided.batch:
        sentence = done_in_words(decided.comments[0].status, len(decided.comments))
    if asks_for_figures(request):
        return JsonResponse(
            {
                "batch": decided.batch,
                "sentence": sentence,
                "moved": [comment.pk for comment in decided.comments],
                "already": [{"id": line.comment_id, "sentence": decided_in_words(line)} for line in decided.already],
                "counts": queue_counts(acting_moderator(request)),
            }
        )
    if decided.already:
        request.session[NOTICE] = left_alone_in_words(decided.already)
    return back(request, decided.batch)


def refusal(request: HttpRequest, sentence: str, status: int = 422) -> HttpResponse:
    """Nothing was changed; the sentence says why."""
    if asks_for_figures(request):
        return JsonResponse({"error": sentence}, status=status)
    request.session[NOTICE] = [sentence]
    return back(request)


def undone(request: HttpRequest, comments: Sequence[Comment], sentence: str) -> HttpResponse:
    """A decision was taken back."""
    if asks_for_figures(request):
        return JsonResponse(
            {"sentence": sentence, "moved": [c.pk for c in comments], "counts": queue_counts(acting_moderator(request))}
        )
    return back(request)


def back(request: HttpRequest, batch: str = "") -> HttpResponse:
    """To the queue from which the decision came, narrowed as it was."""
    if request.POST.get("queue") == "log":
        return HttpResponseRedirect(reverse("moderation_log"), status=303)
    queue = queue_named(request.POST.get("queue", "pending"))
    target = reverse("moderation_queue", args=[queue.name if queue else "pending"])
    search = Search.asked(QueryDict(request.POST.get("narrowed", "")[:2000])).query
    query = "&".join(part for part in (search, f"done={batch}" if batch else "") if part)
    return HttpResponseRedirect(f"{target}?{query}" if query else target, status=303)


def asks_for_figures(request: HttpRequest) -> bool:
    """Whether the console's script asks, not a form."""
    return request.headers.get("Accept") == "application/json"


def notices(request: HttpRequest) -> list[Any]:
    """What is still to be said, once."""
    return list(request.session.pop(NOTICE, []))
