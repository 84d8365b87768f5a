"""What the operator's switches do to requests, and how pages come to say it."""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parley.conversation.models import Comment
from parley.kit import switches
from parley.kit.switches import Switch
from parley.materializer.actions import MODERATOR, mark_dirty, show_changed_shell

SAFE = {"GET", "HEAD", "OPTIONS"}
GIVES_WORDS_BACK = ("/conversation/post/", "/conversation/preview/")
"""These answer with the form and every word in it, and change nothing while a switch is on."""
ALWAYS = ("/stop/", "/notifications/stop/")
"""A reader's word that no more mail is wanted is never put off: a mail program presses the button once."""
EDITING = re.compile(r"^/conversation/status/[^/]+/edit/$")
FOR_PROGRAMS = ("/api/", "/1.1/", "/embed/")
LATER = 300
"""Seconds; in Retry-After."""
LIVELY = 50
"""Conversations whose pages change first when a switch is turned."""
SECRET = re.compile(r"password|token|csrf|proof|opened|email", re.IGNORECASE)

_shown: list[Switch] | None = None


class SwitchesMiddleware:
    """Refuses what a switch forbids, with everything that was typed. One look at the file system a changing request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or request.path.startswith(GIVES_WORDS_BACK) or not _is_refused(request.path):
            return self.get_response(request)
        response = _refusal(request)
        response["Retry-After"] = str(LATER)
        response["Cache-Control"] = "no-store"
        return response


def _is_refused(path: str) -> bool:
    data = Path(settings.DATA)
    if switches.is_on(data, Switch.READ_ONLY):
        return not path.startswith(ALWAYS)
    return bool(EDITING.match(path)) and switches.is_on(data, Switch.COMMENTS_OFF)


def _refusal(request: HttpRequest) -> HttpResponse:
    sentence = _("Nothing can be changed here for a while: this site is being looked after. Please try again later.")
    if request.path.startswith(FOR_PROGRAMS):
        problem = {"type": "about:blank", "status": 503, "code": "read_only", "title": sentence}
        return JsonResponse(problem, status=503, content_type="application/problem+json")
    words = [v for name, v in request.POST.items() if isinstance(v, str) and len(v) > 15 and not SECRET.search(name)]
    return render(request, "keeping/read_only.html", {"sentence": sentence, "words": words}, status=503, using="jinja2")


def show_switches() -> bool:
    """Let every page say how the switches stand, the liveliest conversations first. For the worker, each second: two
    looks at the file system while nothing was turned. Returns whether pages change."""
    global _shown
    standing = switches.switches_on(Path(settings.DATA))
    if standing == _shown:
        return False
    changes = show_changed_shell()
    if changes:
        lively = Comment.objects.order_by("-pk").values_list("thread_id", flat=True)[: LIVELY * 4]
        mark_dirty([f"thread:{pk}" for pk in dict.fromkeys(lively)][:LIVELY], priority=MODERATOR)
    _shown = standing
    return changes
