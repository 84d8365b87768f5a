"""Where moderators choose their mails: a page of the console, and the link in each mail, which needs no sign-in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.notifications.digests import choose_rhythm, digest_for, mails_by_key, mails_of, stop_by_key
from parley.notifications.models import ModeratorMails
from parley.notifications.private_pages import behind_a_private_link, message


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def moderation_mails(request: HttpRequest) -> HttpResponse:
    """How often the moderator is written to; posted: how often from now on."""
    moderator = acting_moderator(request)
    rhythm = request.POST.get("rhythm", "")
    if request.method == "POST" and rhythm in ModeratorMails.Rhythm.values:
        choose_rhythm(moderator=moderator, rhythm=rhythm)
        return HttpResponseRedirect(f"{reverse('moderation_mails')}?saved=1", status=303)
    context = shell_of(request, "mails") | {
        "address": moderator.email,
        "rhythm": mails_of(moderator).rhythm,
        "rhythms": ModeratorMails.Rhythm.choices,
        "digest": digest_for(moderator),
        "saved": "saved" in request.GET,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "notifications/moderation_mails.html", context, status=status, using="jinja2")


@behind_a_private_link
def stop_digest(request: HttpRequest, private_key: str) -> HttpResponse:
    """Shows what would stop; POST stops it at once, with 200 and no redirect, however often (RFC 8058)."""
    address = reverse("stop_digest", args=[private_key])
    if request.method == "POST":
        stop_by_key(private_key=private_key)
    text = _("We shall write to you no more about what waits for moderators.")
    if mails_by_key(private_key).rhythm == ModeratorMails.Rhythm.OFF:
        undo = (reverse("resume_digest", args=[private_key]), _("Undo"))
        return message(request, heading=_("Stopped"), text=text, undo=undo)
    return message(request, heading=_("Stop these mails?"), text=text, buttons=[(address, _("Stop these mails"))])


@behind_a_private_link
def resume_digest(request: HttpRequest, private_key: str) -> HttpResponse:
    """Takes a stop back on POST."""
    if request.method != "POST":
        return stop_digest(request, private_key=private_key)
    stop_by_key(private_key=private_key, resume=True)
    return message(request, heading=_("Undone"), text=_("We write to you again, at most once a day."))
