"""The administrators' page about mail: how each kind fares, the brake, and the mail doctor."""

from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.conversation.console.access import acting_moderator, administrators_only
from parley.conversation.console.shell import shell_of
from parley.notifications import brake
from parley.notifications.doctor import Finding, examine
from parley.notifications.queries import deliveries_to_look_at


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def mail_doctor(request: HttpRequest) -> HttpResponse:
    """How mail fares. Posted "release": a kind goes on; "examine": the doctor looks, and perhaps sends a trial.

    The examination asks servers elsewhere and takes seconds, so that opening the page does not start it.
    """
    if request.method != "POST":
        return _page(request)
    if "release" in request.POST:
        brake.release(purpose=request.POST["release"], moderator=acting_moderator(request))
        return HttpResponseRedirect(f"{reverse('mail_doctor')}?released=1", status=303)
    typed = request.POST.get("address", "").strip()
    try:
        addresses = [str(ip_address(typed))] if typed else []
    except ValueError:
        return _page(request, error=_("An address is written as 192.0.2.7 or 2001:db8::7."), status=422)
    trial_to = acting_moderator(request).email if request.POST.get("trial") else ""
    return _page(request, findings=examine(addresses=addresses, trial_to=trial_to))


def _page(
    request: HttpRequest, *, findings: list[Finding] | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = shell_of(request, "mail") | {
        "findings": findings,
        "error": error,
        "typed": request.POST.get("address", ""),
        "own_address": acting_moderator(request).email,
        "brakes": [(each, brake.frequent_reasons(each.purpose)) for each in brake.standing_brakes()],
        "records": brake.all_records(),
        "unclear": deliveries_to_look_at().count(),
        "released": "released" in request.GET,
    }
    return render(request, "notifications/mail_doctor.html", context, status=status, using="jinja2")
