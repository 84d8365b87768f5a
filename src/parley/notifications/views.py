"""Pages behind the links in mails. Opening one changes nothing, since scanners open every link; its button acts.

The key in the address is the proof, for it was sent to the reader's address only. So no view needs an account, a
cookie or a token, and a mail program can press the button (RFC 8058).
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.notifications.actions import Scope, confirm_subscription, end_subscription, resume_subscription
from parley.notifications.errors import UnknownKey
from parley.notifications.models import Subscription
from parley.notifications.queries import subscription_by_key, waiting_for_confirmation

View = Callable[..., HttpResponse]


def behind_a_private_link(view: View) -> View:
    """A page whose address is its key: not stored, not indexed, not told to the next site; unknown keys get 404."""

    @wraps(view)
    def with_headers(request: HttpRequest, private_key: str, **options: Any) -> HttpResponse:
        try:
            response = view(request, private_key, **options)
        except UnknownKey as error:
            response = _page(request, heading=_("Unknown link"), text=str(error), status=404)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(with_headers))


@behind_a_private_link
def confirm(request: HttpRequest, private_key: str) -> HttpResponse:
    """Shows what would be confirmed; POST confirms it."""
    if request.method == "POST":
        active = confirm_subscription(private_key=private_key)
        standing = _known(private_key)
        if standing.state == Subscription.State.ACTIVE:
            text = _("Thank you. We shall write to you about new comments on:")
            return _page(request, heading=_("Confirmed"), text=text, details=_wishes(active))
        return _stopped(request, standing)
    subscription = _known(private_key)
    if subscription.state == Subscription.State.ACTIVE:
        text = _("You have confirmed this already. We write to you about:")
        return _page(request, heading=_("Confirmed"), text=text, details=_wishes([subscription]))
    if subscription.state == Subscription.State.ENDED:
        return _stopped(request, subscription)
    return _page(
        request,
        heading=_("Shall we write to you?"),
        text=_("Somebody gave your address and asked for mail about:"),
        details=_wishes(waiting_for_confirmation(subscription.reader)),
        action=request.path,
        button=_("Yes, write to me"),
    )


@behind_a_private_link
def stop(request: HttpRequest, private_key: str, *, everything: bool = False) -> HttpResponse:
    """Shows what would stop; POST stops it at once, with 200 and no redirect, however often and from whomever."""
    if request.method == "POST":
        scope = Scope.ALL if everything or _asks_for_everything(request) else Scope.THREAD
        subscription = end_subscription(private_key=private_key, scope=scope)
        return _stopped(request, subscription, scope)
    subscription = _known(private_key)
    if subscription.state == Subscription.State.ENDED and not everything:
        return _stopped(request, subscription)
    stop_this, stop_all = reverse("stop", args=[private_key]), reverse("stop_all", args=[private_key])
    if everything:
        return _page(
            request,
            heading=_("Stop all mails?"),
            text=_("We shall write to you no more, about no article."),
            action=stop_all,
            button=_("Stop all mails"),
        )
    return _page(
        request,
        heading=_("Stop these mails?"),
        text=_("We shall write to you no more about:"),
        details=_wishes([subscription]),
        action=stop_this,
        button=_("Stop mails about this article"),
        undo_action=stop_all,
        undo_button=_("Stop all mails from this site"),
    )


@behind_a_private_link
def resume(request: HttpRequest, private_key: str) -> HttpResponse:
    """Takes a stop back on POST."""
    subscription = _known(private_key)
    if request.method != "POST":
        return _stopped(request, subscription)
    resumed = resume_subscription(private_key=private_key) or [subscription]
    text = _("It is as it was before. What you asked for:")
    return _page(request, heading=_("Undone"), text=text, details=_wishes(resumed))


def _stopped(request: HttpRequest, subscription: Subscription, scope: Scope = Scope.THREAD) -> HttpResponse:
    if scope is Scope.ALL:
        text, details = _("We shall write to you no more. Mails that were waiting to be sent are cancelled."), []
    else:
        text = _("We shall write to you no more about this article. Mails that were waiting to be sent are cancelled.")
        details = [subscription.thread.title]
    return _page(
        request,
        heading=_("Stopped"),
        text=text,
        details=details,
        undo_action=reverse("resume_subscription", args=[subscription.private_key]),
        undo_button=_("Undo"),
    )


def _known(private_key: str) -> Subscription:
    subscription = subscription_by_key(private_key)
    if subscription is None:
        raise UnknownKey
    return subscription


def _wishes(subscriptions: Sequence[Subscription] | Any) -> list[str]:
    """Each subscription as a line: the article, and what of it."""
    return [f"{s.thread.title}: {_WISHES[s.kind]()}" for s in subscriptions]


_WISHES: dict[str, Callable[[], str]] = {
    Subscription.Kind.REPLIES: lambda: _("replies to your comments"),
    Subscription.Kind.THREAD: lambda: _("all new comments"),
}


def _asks_for_everything(request: HttpRequest) -> bool:
    """Whether the body says `scope=all`. A body that cannot be read does not keep a reader from stopping."""
    try:
        return request.POST.get("scope") == Scope.ALL
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        return False


def _page(
    request: HttpRequest,
    *,
    heading: str,
    text: str,
    details: Sequence[str] = (),
    action: str = "",
    button: str = "",
    undo_action: str = "",
    undo_button: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "heading": heading,
        "text": text,
        "details": list(details),
        "action": action,
        "button": button,
        "undo_action": undo_action,
        "undo_button": undo_button,
    }
    return render(request, "notifications/message.html", context, status=status, using="jinja2")
