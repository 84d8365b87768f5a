"""A reader's own pages: signing in by a link in a mail, what was written and where it stands, data, erasure.

None is kept in a cache. Signed in or not, the address is never shown to anybody but its owner.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.accounts.errors import AddressRefused, LinkSpent, TooManyLinks
from parley.accounts.models import Reader
from parley.accounts.signing_in import (
    cookie_name,
    give_cookie,
    link_of,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in_reader,
    take_cookie,
)
from parley.conversation.actions.erasing import Words
from parley.conversation.models import Comment, Thread
from parley.conversation.origin import is_from_this_site
from parley.conversation.places import permalink
from parley.conversation.queries.readers_data import comments_of
from parley.conversation.views import network_key
from parley.kit.urls import page_path
from parley.notifications.bounces.blocks import lift_complaints, standing_blocks
from parley.notifications.queries import subscriptions_of
from parley.notifications.reader_mails import mails_of
from parley.notifications.sign_in_mails import send_sign_in_link
from parley.notifications.wishes import wish_of
from parley.readers.actions import erase
from parley.readers.exporting import export_archive
from parley.readers.forms import AddressForm, EraseForm

PER_PAGE = 50
_WITH_ANOTHER = gettext_lazy(
    "Signing in there did not work, or no confirmed address came from there. Please try again, or have a link sent."
)
View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Not stored, not indexed, not told to the next site; a POST from another site is refused.

    `is_from_this_site` is the check: the form that leads here stands in shared files, which hold no token.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_from_this_site(request):
            text = _("Your browser says that this was sent from another site. Please send it from here.")
            response = _message(request, _("Not sent"), text, status=403)
        else:
            response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(with_headers))


@private_page
def my_page(request: HttpRequest) -> HttpResponse:
    """Signed in: what was written and what is followed. Else: the form that has a link sent."""
    reader = signed_in_reader(request)
    if request.method == "POST":
        return _send_link(request)
    if reader is None:
        errors = [_WITH_ANOTHER] if request.GET.get("with") == "failed" else []
        return _ask_address(request, {"back_to": request.GET.get("from", "")}, errors=[str(e) for e in errors])
    page = Paginator(comments_of(reader), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "reader": {"name": reader.name, "address": reader.address, "since": reader.created_at},
        "comments": [_line(comment) for comment in page.object_list],
        "count": page.paginator.count,
        "subscriptions": [
            {"wish": wish_of(s), "state": s.state, "key": s.private_key} for s in subscriptions_of(reader)
        ],
        "mail_held_back": {block.cause for block in standing_blocks(reader)},
        "my_mails": reverse("my_mails", args=[mails_of(reader).private_key]),
        "earlier": page.previous_page_number() if page.has_previous() else None,
        "later": page.next_page_number() if page.has_next() else None,
        "back": _back(request.GET.get("from", "")),
    }
    return render(request, "readers/my_page.html", context, using="jinja2")


@private_page
def sign_in_page(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the button; only pressing it signs in and uses the link up."""
    try:
        if request.method != "POST":
            link_of(token)
            return render(request, "readers/sign_in.html", {}, using="jinja2")
        link, session = sign_in(token=token)
    except LinkSpent as error:
        return _ask_address(request, {}, errors=[str(error)], status=410)
    query = f"?from={link.back_to}" if link.back_to else ""
    response = HttpResponseRedirect(f"{reverse('my_page')}{query}", status=303)
    give_cookie(response, session)
    return response


@private_page
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """Ends this browser's session, or all of the reader's."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("my_page"))
    reader = signed_in_reader(request)
    if reader is not None and request.POST.get("everywhere"):
        sign_out_everywhere(reader=reader)
        text = _("You are signed out in every browser. Links to sign in that were mailed to you work no longer.")
    else:
        sign_out(token=request.COOKIES.get(cookie_name(), ""))
        text = _("You are signed out in this browser.")
    response = _message(request, _("Signed out"), text)
    take_cookie(response)
    return response


@private_page
def mails_again(request: HttpRequest) -> HttpResponse:
    """Ends what keeps mails from a reader: a complaint at once, bounces by a mailed link that arrives."""
    reader = signed_in_reader(request)
    if reader is None or request.method != "POST":
        return HttpResponseRedirect(reverse("my_page"))
    lift_complaints(reader)
    if not standing_blocks(reader):
        return _message(request, _("Mails go on"), _("We write to you again, as you asked for."))
    send_sign_in_link(address=reader.address)
    text = _(
        "We have sent you a mail with a link, if your address may have one now: at most one a day while mails come "
        "back. When you open the link and press its button, everything goes on as before."
    )
    return _message(request, _("Look into your mail"), text)


@private_page
def my_data(request: HttpRequest) -> HttpResponse:
    """All that is kept about the reader, as a file."""
    reader = signed_in_reader(request)
    if reader is None:
        return HttpResponseRedirect(reverse("my_page"))
    return archive_response(reader)


@private_page
def erase_me(request: HttpRequest) -> HttpResponse:
    """Says what erasing means; posted with a choice and a tick, does it."""
    reader = signed_in_reader(request)
    if reader is None:
        return HttpResponseRedirect(reverse("my_page"))
    if request.method != "POST":
        return _erase_form(request, reader)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _erase_form(request, reader, [str(messages[0]) for messages in form.errors.values()], 422)
    count = erase(reader=reader, words=Words(form.cleaned_data["words"]))
    text = _("Your data are erased, and we shall not write to you again. Comments concerned: %(count)d.")
    response = _message(request, _("Erased"), text % {"count": count})
    take_cookie(response)
    return response


def archive_response(reader: Reader) -> HttpResponse:
    """The export as a download."""
    response = HttpResponse(export_archive(reader), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


def _send_link(request: HttpRequest) -> HttpResponse:
    """The same answer whether the address is known or not, and whether a mail went out or not."""
    form = AddressForm(request.POST)
    typed = {"email": request.POST.get("email", ""), "back_to": request.POST.get("back_to", "")}
    if not form.is_valid():
        return _ask_address(request, typed, errors=[str(messages[0]) for messages in form.errors.values()], status=422)
    if not form.cleaned_data["subject"]:
        try:
            send_sign_in_link(
                address=form.cleaned_data["email"],
                back_to=_back(form.cleaned_data["back_to"]),
                network_key=network_key(request),
            )
        except AddressRefused as error:
            return _ask_address(request, typed, errors=[str(error)], status=422)
        except TooManyLinks as error:
            response = _ask_address(request, typed, errors=[str(error)], status=429)
            response["Retry-After"] = str(error.seconds)
            return response
    text = _(
        "We have sent you a mail with a link, if this address may have one now. It works once, for half an hour. When "
        "nothing comes, look among the unwanted mails, and ask for another one in ten minutes."
    )
    return _message(request, _("Look into your mail"), text)


def _line(comment: Comment) -> dict[str, Any]:
    return {
        "title": comment.thread.title,
        "text": comment.source,
        "state": comment.status,
        "at": comment.posted_at,
        "status_link": reverse("comment_status", args=[comment.private_key]),
        "permalink": permalink(comment) if comment.is_public else "",
    }


def _back(path: str) -> str:
    """A path of this site's public pages to which a reader may be led back, "" for anything else."""
    try:
        clean = page_path(path) if path.startswith("/") else ""
    except ValueError:
        return ""
    return clean if clean and Thread.objects.filter(url=clean).exists() else ""


def _ask_address(
    request: HttpRequest, typed: dict[str, str], *, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "email": typed.get("email", ""),
        "back_to": _back(typed.get("back_to", "")),
        "errors": errors or [],
        "providers": [
            {"name": each.name, "url": f"/my/with/oidc/{each.id}/login/"} for each in settings.PARLEY.sign_in_with
        ],
    }
    return render(request, "readers/ask_address.html", context, status=status, using="jinja2")


def _erase_form(
    request: HttpRequest, reader: Reader, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "count": Comment.objects.filter(reader=reader).count(),
        "errors": errors or [],
        "words": request.POST.get("words", ""),
    }
    return render(request, "readers/erase.html", context, status=status, using="jinja2")


def _message(request: HttpRequest, heading: str, text: str, *, status: int = 200) -> HttpResponse:
    context = {"heading": heading, "text": text}
    return render(request, "readers/message.html", context, status=status, using="jinja2")
