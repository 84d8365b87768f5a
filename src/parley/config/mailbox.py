"""The local mailbox as pages: what would have been mailed, for trying Parley out on one's own machine."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parley.notifications.mail.mailbox import stored_mail, stored_mails


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails, newest first."""
    _refuse_strangers(request)
    context = {"messages": stored_mails(settings.MAILBOX)}
    return _private(render(request, "config/mailbox.html", context, using="jinja2"))


@never_cache
@require_safe
def mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail: its headers and its text."""
    _refuse_strangers(request)
    message = stored_mail(settings.MAILBOX, mail_id)
    if message is None:
        raise Http404
    return _private(render(request, "config/mail.html", {"message": message}, using="jinja2"))


def _refuse_strangers(request: HttpRequest) -> None:
    """Mails hold private links. They are shown only while nothing is really mailed, to this machine, on a site that
    is not public: behind a proxy every request seems to come from this machine."""
    is_private_site = settings.PARLEY.demo or _is_loopback(urlsplit(settings.BASE_URL).hostname or "")
    if settings.MAIL_SERVER or not is_private_site or not _is_loopback(request.META.get("REMOTE_ADDR", "")):
        raise Http404


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
