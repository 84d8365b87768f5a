"""Pages on which a reader asks for mail without writing anything: about a conversation, new articles, the newsletter.

The links to them stand in shared files, so nothing of a reader is in them; a reader who is signed in need not confirm.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.accounts.errors import AddressRefused
from parley.accounts.signing_in import signed_in_reader
from parley.conversation.models import Thread
from parley.conversation.origin import is_from_this_site
from parley.conversation.views import network_key
from parley.kit.urls import quoted_path
from parley.notifications.actions import request_by_form
from parley.notifications.consent import wording_of_follow_form
from parley.notifications.errors import TooManyRequests
from parley.notifications.forms import FollowForm
from parley.notifications.models import Subscription
from parley.notifications.private_pages import message, untold
from parley.notifications.reader_mails import language_of_request, mails_of
from parley.publication.announcing import SITE, target_at, target_link

_Kind = Subscription.Kind
_methods = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # the check is is_from_this_site, as for comments
@_methods
def follow_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Mail about new comments of one conversation."""
    thread = get_object_or_404(Thread, pk=thread_id)
    back = quoted_path(thread.url) + "#conversation" if thread.site == settings.SITE_HOST else "/"
    return _asked(request, kind=_Kind.THREAD, thread=thread, title=thread.title, back=back)


@csrf_exempt
@_methods
def follow_articles(request: HttpRequest) -> HttpResponse:
    """Mail about new articles; `of` is the path of the page that lists them: front page, section, topic, author."""
    path = request.POST.get("of") or request.GET.get("of") or "/"
    target = target_at(path)
    found = target_link(target) if target else None
    if target is None or found is None:
        raise Http404
    return _asked(request, kind=_Kind.ARTICLES, target=target, title=found.title, back=quoted_path(found.path), of=path)


@csrf_exempt
@_methods
def follow_newsletter(request: HttpRequest) -> HttpResponse:
    """The newsletter."""
    found = target_link(SITE)
    return _asked(request, kind=_Kind.NEWSLETTER, title=found.title if found else "", back="/")


def _asked(
    request: HttpRequest,
    *,
    kind: str,
    title: str,
    back: str,
    thread: Thread | None = None,
    target: str = "",
    of: str = "",
) -> HttpResponse:
    reader = signed_in_reader(request)
    wording = wording_of_follow_form(kind, title)
    shown = {"heading": _heading(kind), "wording": wording, "kind": kind, "back": back, "of": of}
    shown["email"] = request.POST.get("email", reader.address if reader else "")
    if request.method != "POST":
        return _form(request, shown)
    if not is_from_this_site(request):
        text = _("Your browser says that this was sent from another site. Please send it from here.")
        return _form(request, shown, text, 403)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _form(request, shown, str(next(iter(form.errors.values()))[0]), 422)
    subscription = None
    if not form.cleaned_data["subject"]:
        try:
            subscription = request_by_form(
                address=form.cleaned_data["email"],
                kind=kind,
                thread=thread,
                target=target,
                via="follow",
                wording=wording,
                language=language_of_request(request),
                network_key=network_key(request),
                owner=reader,
            )
        except AddressRefused as error:
            return _form(request, shown, str(error), 422)
        except TooManyRequests as error:
            response = _form(request, shown, str(error), 429)
            response["Retry-After"] = str(error.seconds)
            return response
    if reader is not None and subscription is not None and subscription.reader_id == reader.pk:
        more = (reverse("my_mails", args=[mails_of(reader).private_key]), _("All my mails: how often, pause, stop"))
        return untold(
            message(request, heading=_("Done"), text=_("You are signed in, so nothing needs confirming."), more=more)
        )
    text = _(
        "If this address may have a mail now, one is on its way that asks whether it was you. Nothing else comes "
        "before you press its button. Who confirmed before and gets this already need do nothing."
    )
    return untold(message(request, heading=_("Look into your mail"), text=text))


def _form(request: HttpRequest, shown: dict[str, str], error: str = "", status: int = 200) -> HttpResponse:
    context = shown | {"error": error}
    return untold(render(request, "notifications/follow.html", context, status=status, using="jinja2"))


def _heading(kind: str) -> str:
    if kind == _Kind.ARTICLES:
        return _("New articles by mail")
    return _("The newsletter") if kind == _Kind.NEWSLETTER else _("Follow this conversation")
