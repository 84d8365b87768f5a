"""Where editors look at an issue as it will arrive, try it, release it, and stop it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.accounts.models import User
from parley.publication.errors import PublicationError
from parley.publication.newsletters.actions import cancel_issue, release_issue, send_test_of_issue
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.queries import issue_document
from parley.publication.newsletters.rendering import preview

WIDTHS = (320, 600, 1024)
"""CSS pixels at which an issue is looked at: a small phone, a mail program, a wide window."""


@require_http_methods(["GET", "HEAD", "POST"])
def look_and_send(request: HttpRequest, issue_id: int) -> HttpResponse:
    """`show`: "html" or "text" is the mail alone, for the frames of this page. POST: `do` is "test", "release" or
    "cancel"."""
    issue = get_object_or_404(NewsletterIssue, pk=issue_id)
    if not isinstance(request.user, User) or not request.user.has_perm("publication.change_newsletterissue"):
        raise PermissionDenied
    if request.method == "POST":
        _do(request, issue, request.user)
        return redirect(reverse("newsletter_look_and_send", args=[issue.pk]))
    if shown := request.GET.get("show"):
        return preview(issue, shown)
    context = {
        "issue": issue,
        "document": issue_document(issue),
        "widths": WIDTHS,
        "may_release": request.user.has_perm("publication.release_newsletterissue"),
        "address": request.user.email,
    }
    return render(request, "publication/editors/newsletter.html", context, using="django")


def _do(request: HttpRequest, issue: NewsletterIssue, user: User) -> None:
    asked = request.POST.get("do")
    if asked in {"release", "cancel"} and not user.has_perm("publication.release_newsletterissue"):
        raise PermissionDenied
    try:
        if asked == "test" and user.email:
            send_test_of_issue(issue=issue, to=user)
            messages.success(request, _("A test is on its way to %(address)s.") % {"address": user.email})
        elif asked == "release":
            release_issue(issue=issue, by=user)
            messages.success(request, _("The issue is being sent, and stands in the archive."))
        elif asked == "cancel":
            cancel_issue(issue=issue)
            messages.success(request, _("Nobody more gets this issue. Who had it before has it."))
    except PublicationError as error:
        messages.error(request, str(error))
