"""Reporting illegal content over HTTP: a form that needs no account, and the private page of a notice."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parley.accounts.errors import AddressRefused
from parley.conversation.actions.notices import NewNotice, file_notice
from parley.conversation.errors import TooManyNotices
from parley.conversation.models import Comment, Notice
from parley.conversation.notice_forms import NoticeForm
from parley.conversation.origin import is_from_this_site
from parley.conversation.places import permalink
from parley.conversation.views import network_key
from parley.kit.text import whole_number

_COMMENT_IN_ADDRESS = re.compile(r"(?:#c|/conversation/c/)(\d{1,17})/?$")


@csrf_exempt  # nobody is signed in here; is_from_this_site is the check
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The form; posted, a notice, which answers with its private page."""
    if request.method != "POST":
        comment = _published(request.GET.get("comment", ""))
        return _form(request, {"url": request.build_absolute_uri(permalink(comment)) if comment else ""})
    form = NoticeForm(request.POST)
    typed = {name: request.POST.get(name, "") for name in form.fields}
    if not is_from_this_site(request):
        sentence = _("Your browser says that this was sent from another site. Please send it from here.")
        return _form(request, typed, {"": sentence}, 403)
    if not form.is_valid():
        return _form(request, typed, {field: str(messages[0]) for field, messages in form.errors.items()}, 422)
    fields = form.cleaned_data
    if fields["subject"]:  # the trap: thanked, and thrown away
        return HttpResponseRedirect("/", status=303)
    found = _COMMENT_IN_ADDRESS.search(fields["url"])
    comment = Comment.objects.filter(pk=int(found[1])).first() if found else None
    if comment is None:
        return _form(request, typed, {"url": _("No comment stands at this address. Its date leads to it.")}, 422)
    try:
        made = file_notice(
            NewNotice(
                comment=comment,
                url=fields["url"],
                category=fields["category"],
                explanation=fields["explanation"],
                name=fields["name"],
                address=fields["email"],
                in_good_faith=fields["good_faith"],
                network_key=network_key(request),
            )
        )
    except TooManyNotices as error:
        return _form(request, typed, {"": str(error)}, 429)
    except AddressRefused as error:
        return _form(request, typed, {"email": str(error)}, 422)
    return HttpResponseRedirect(reverse("notice_status", args=[made.private_key]), status=303)


@never_cache
@require_safe
def notice_status(request: HttpRequest, private_key: str) -> HttpResponse:
    """Where a notice stands. Whoever has the address is its sender."""
    made = get_object_or_404(Notice.objects.select_related("comment__thread"), private_key=private_key)
    context = {
        "number": made.pk,
        "address": made.url,
        "category": made.get_category_display(),
        "explanation": made.explanation,
        "received_at": made.received_at,
        "outcome": made.outcome,
        "ground": str(Notice.Ground(made.ground).label) if made.ground else "",
        "statement": made.statement,
        "decided_at": made.decided_at,
    }
    response = render(request, "conversation/notice_status.html", context, using="jinja2")
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _published(typed: str) -> Comment | None:
    rows = Comment.objects.select_related("thread", "root")
    return rows.filter(pk=whole_number(typed) or 0, status=Comment.Status.APPROVED).first()


def _form(
    request: HttpRequest, typed: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    names = ("url", "category", "explanation", "name", "email", "good_faith")
    context = {
        "typed": {name: typed.get(name, "") for name in names},
        "errors": errors or {},
        "categories": [(value, str(label)) for value, label in Notice.Category.choices],
    }
    return render(request, "conversation/notice.html", context, status=status, using="jinja2")
