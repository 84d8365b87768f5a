"""Pages behind the links in mails. Opening one changes nothing, since scanners open every link; its button acts.

The key in the address is the proof, for it was sent to the reader's address only. So no view needs an account, a
cookie or a token, and a mail program can press the button (RFC 8058).
"""

from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.notifications.actions import Scope, confirm_subscription, end_subscription, resume_subscription
from parley.notifications.models import Subscription
from parley.notifications.private_pages import behind_a_private_link, message
from parley.notifications.queries import subscription_with, waiting_for_confirmation
from parley.notifications.reader_mails import mails_of
from parley.notifications.wishes import wish_of

_ABOUT_ALL = {Scope.KIND: "stop_kind", Scope.ALL: "stop_all", Scope.THREAD: "stop"}


@behind_a_private_link
def confirm(request: HttpRequest, private_key: str) -> HttpResponse:
    """Shows what would be confirmed; POST confirms it."""
    if request.method == "POST":
        active = confirm_subscription(private_key=private_key)
        standing = subscription_with(private_key)
        if standing.state == Subscription.State.ACTIVE:
            text = _("Thank you. We shall write to you about:")
            return message(
                request, heading=_("Confirmed"), text=text, details=_wishes(active), more=_my_mails(standing)
            )
        return _stopped(request, standing)
    subscription = subscription_with(private_key)
    if subscription.state == Subscription.State.ACTIVE:
        text = _("You have confirmed this already. We write to you about:")
        return message(request, heading=_("Confirmed"), text=text, details=_wishes([subscription]))
    if subscription.state == Subscription.State.ENDED:
        return _stopped(request, subscription)
    return message(
        request,
        heading=_("Shall we write to you?"),
        text=_("Somebody gave your address and asked for mail about:"),
        details=_wishes(waiting_for_confirmation(subscription.reader)),
        buttons=[(request.path, _("Yes, write to me"))],
    )


@behind_a_private_link
def stop(request: HttpRequest, private_key: str, *, scope: Scope = Scope.THREAD) -> HttpResponse:
    """Shows what would stop; POST stops it at once, with 200 and no redirect, however often and from whomever."""
    if request.method == "POST":
        scope = _asked_for(request) or scope
        return _stopped(request, end_subscription(private_key=private_key, scope=scope), scope)
    subscription = subscription_with(private_key)
    if subscription.state == Subscription.State.ENDED and scope is Scope.THREAD:
        return _stopped(request, subscription)
    wider = [each for each in (Scope.THREAD, Scope.KIND, Scope.ALL) if each is not scope]
    headings = {
        Scope.THREAD: _("Stop these mails?"),
        Scope.KIND: _("Stop all mails of this kind?"),
        Scope.ALL: _("Stop all mails?"),
    }
    texts = {
        Scope.THREAD: _("We shall write to you no more about:"),
        Scope.KIND: _("We shall write to you no more about:"),
        Scope.ALL: _("We shall write to you no more, about no article."),
    }
    details = {Scope.THREAD: _wishes([subscription]), Scope.KIND: [_kind_of(subscription)], Scope.ALL: []}
    return message(
        request,
        heading=headings[scope],
        text=texts[scope],
        details=details[scope],
        buttons=[
            (reverse(_ABOUT_ALL[each], args=[private_key]), _button(subscription, each)) for each in (scope, *wider)
        ],
    )


@behind_a_private_link
def resume(request: HttpRequest, private_key: str) -> HttpResponse:
    """Takes a stop back on POST."""
    subscription = subscription_with(private_key)
    if request.method != "POST":
        return _stopped(request, subscription)
    resumed = resume_subscription(private_key=private_key) or [subscription]
    text = _("It is as it was before. What you asked for:")
    return message(request, heading=_("Undone"), text=text, details=_wishes(resumed), more=_my_mails(subscription))


def _stopped(request: HttpRequest, subscription: Subscription, scope: Scope = Scope.THREAD) -> HttpResponse:
    cancelled = _("Mails that were waiting to be sent are cancelled.")
    if scope is Scope.ALL:
        text, details = f"{_('We shall write to you no more.')} {cancelled}", []
    elif scope is Scope.KIND:
        text, details = f"{_('We shall write to you no more about this.')} {cancelled}", [_kind_of(subscription)]
    elif subscription.is_about_a_thread:
        text = f"{_('We shall write to you no more about this article.')} {cancelled}"
        details = [wish_of(subscription).title]
    else:
        text, details = f"{_('We shall write to you no more about this.')} {cancelled}", _wishes([subscription])
    return message(
        request,
        heading=_("Stopped"),
        text=text,
        details=details,
        undo=(reverse("resume_subscription", args=[subscription.private_key]), _("Undo")),
        more=_my_mails(subscription),
    )


def _wishes(subscriptions: Iterable[Subscription]) -> list[str]:
    """Each subscription as a line: what it is about, and what of it."""
    return [wish_of(subscription).line for subscription in subscriptions]


def _kind_of(subscription: Subscription) -> str:
    if subscription.is_about_a_thread:
        return _("conversations, all of them")
    if subscription.kind == Subscription.Kind.ARTICLES:
        return _("new articles, all of them")
    return _("the newsletter")


def _button(subscription: Subscription, scope: Scope) -> str:
    if scope is Scope.ALL:
        return _("Stop all mails from this site")
    if scope is Scope.KIND:
        return _("Stop mails about: %(kind)s") % {"kind": _kind_of(subscription)}
    return _("Stop mails about this article") if subscription.is_about_a_thread else _("Stop these mails")


def _my_mails(subscription: Subscription) -> tuple[str, str]:
    key = mails_of(subscription.reader).private_key
    return reverse("my_mails", args=[key]), _("All my mails: how often, pause, stop")


def _asked_for(request: HttpRequest) -> Scope | None:
    """What the body says as `scope`, or None. A body that cannot be read does not keep a reader from stopping."""
    try:
        typed = request.POST.get("scope")
    except (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
        return None
    return Scope(typed) if typed in tuple(Scope) else None
