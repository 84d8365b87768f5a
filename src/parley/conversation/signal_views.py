"""Votes and reports over HTTP: without an account, without JavaScript, and with an answer that says what happened."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from parley.conversation.actions.signals import Sender, report, take_back_vote, vote
from parley.conversation.errors import TooManySignals
from parley.conversation.models import Comment, Report
from parley.conversation.origin import is_from_this_site
from parley.conversation.places import link_to
from parley.conversation.signal_forms import ReportForm
from parley.conversation.views import network_key
from parley.conversation.writers import known_writer
from parley.kit.signing import keyed_hash, new_token
from parley.kit.text import whole_number

COOKIE = "parley_voter"
"""Set when somebody first votes or reports, never before: so that one browser counts once."""

COOKIE_AGE = 365 * 24 * 3600


@csrf_exempt  # the button stands in a shared file; is_from_this_site is the check
@require_POST
@never_cache
def vote_for_comment(request: HttpRequest) -> HttpResponse:
    """Useful; or, with `back`, not any more. A script gets JSON, a reader a page with the way back."""
    comment = _public_comment(request.POST.get("comment", ""))
    if not is_from_this_site(request):
        return _said(request, comment, _("Your browser says that this was sent from another site."), status=403)
    sender, token = _sender(request)
    take_back = "back" in request.POST
    try:
        if take_back:
            take_back_vote(comment=comment, sender=sender)
        else:
            vote(comment=comment, sender=sender)
    except TooManySignals as error:
        return _said(request, comment, str(error), status=429)
    comment.refresh_from_db()
    if request.headers.get("Accept") == "application/json":
        response: HttpResponse = JsonResponse({"useful": comment.useful, "mine": not take_back})
    elif take_back:
        response = _said(request, comment, _("Your vote was taken back."))
    else:
        response = _said(request, comment, _("Thank you: you found this comment useful."), can_take_back=True)
    return _with_cookie(response, token)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The form for reporting a comment, and what became of it."""
    comment = _public_comment(str(comment_id))
    if request.method != "POST":
        return _report_page(request, comment, ReportForm())
    form = ReportForm(request.POST)
    if not is_from_this_site(request):
        form.add_error(None, _("Your browser says that this was sent from another site. Please send it from here."))
        return _report_page(request, comment, form, status=403)
    if not form.is_valid():
        return _report_page(request, comment, form, status=422)
    sender, token = _sender(request)
    if not form.cleaned_data["subject"]:  # what fell into the trap is thanked and forgotten
        try:
            report(
                comment=comment,
                sender=sender,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
            )
        except TooManySignals as error:
            form.add_error(None, str(error))
            return _report_page(request, comment, form, status=429)
    thanks = _("Thank you. A moderator will look at this comment. You need not report it again.")
    return _with_cookie(_said(request, comment, thanks), token)


def _public_comment(typed: str) -> Comment:
    public = Comment.objects.select_related("thread", "staff", "parent", "root")
    return get_object_or_404(public, pk=whole_number(typed) or 0, status=Comment.Status.APPROVED)


def _sender(request: HttpRequest) -> tuple[Sender, str]:
    """Who signals, and the token that the browser is to keep; "" for a reader who is signed in."""
    reader = known_writer(request).reader
    if reader is not None:
        key = keyed_hash(settings.SECRET_KEY, "voter", f"reader {reader.pk}")
        return Sender(key=key, network_key=network_key(request), reader=reader), ""
    token = request.COOKIES.get(COOKIE, "")
    if not (20 <= len(token) <= 64 and token.isascii()):
        token = new_token()
    return Sender(key=keyed_hash(settings.SECRET_KEY, "voter", token), network_key=network_key(request)), token


def _with_cookie(response: HttpResponse, token: str) -> HttpResponse:
    if not token:  # a reader who is signed in needs no other mark
        return response
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _said(
    request: HttpRequest, comment: Comment, sentence: str, *, status: int = 200, can_take_back: bool = False
) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"sentence": sentence}, status=status)
    context = {
        "sentence": sentence,
        "place": link_to(comment),
        "comment_id": comment.pk,
        "can_take_back": can_take_back,
        "is_error": status >= 400,
    }
    return render(request, "conversation/signal_said.html", context, status=status, using="jinja2")


def _report_page(request: HttpRequest, comment: Comment, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {
        "comment_id": comment.pk,
        "author_name": comment.author_name,
        "comment_html": Markup(comment.html),  # noqa: S704 - sanitised when it was written
        "place": link_to(comment),
        "thread_title": comment.thread.title,
        "reasons": Report.Reason.choices,
        "typed": {name: form[name].value() or "" for name in ("reason", "words")},
        "errors": {field: str(messages[0]) for field, messages in form.errors.items()},
    }
    return render(request, "conversation/report_page.html", context, status=status, using="jinja2")
