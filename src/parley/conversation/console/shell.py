"""What every page of the console needs for what stands around it."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from parley.conversation.console.access import acting_moderator
from parley.conversation.queries.queues import queue_counts
from parley.conversation.queries.reach import sections_of


def shell_of(request: HttpRequest, queue: str) -> dict[str, Any]:
    """The context of `shell.html`: the entry of the menu that is open, what waits, who acts, how far that reaches."""
    moderator = acting_moderator(request)
    return {
        "queue": queue,
        "counts": queue_counts(moderator),
        "user_name": str(moderator),
        "own_sections": sections_of(moderator),
        "mails_address": _address_of("moderation_mails"),
        "health_address": _address_of("health") if moderator.is_superuser else "",
        "doctor_address": _address_of("mail_doctor") if moderator.is_superuser else "",
    }


def _address_of(page: str) -> str:
    """Where moderators choose their mails, and administrators look after the rest; rooms above have the pages."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
