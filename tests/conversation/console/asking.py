"""Ask the console as its script does, and as a browser without a script does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from parley.conversation.models import Comment, Decision
from parley.conversation.queries.decisions import newest_line


def as_seen(comment: Comment) -> str:
    """The comment's name in a form that is drawn now."""
    newest = Decision.objects.filter(comment=comment).values_list("pk", flat=True).first()
    return f"{comment.pk}.{newest or 0}"


def decide_by_script(client: Client, decision: str, *names: str, **fields: str) -> HttpResponse:
    """One decision about comments, each named as it was seen; the answer is JSON."""
    form = {"comment": list(names), "decision": decision, "queue": "pending"} | fields
    return client.post("/moderation/decide/", form, HTTP_ACCEPT="application/json")  # type: ignore[return-value]


def decide_found(client: Client, decision: str, **fields: Any) -> HttpResponse:
    """One decision about all that a search finds, as drawn now."""
    newest = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    form = {"decision": decision, "queue": "all", "narrowed": "", "seen": newest_line(), "up_to": newest} | fields
    return client.post("/moderation/decide-found/", form, HTTP_ACCEPT="application/json")  # type: ignore[return-value]
