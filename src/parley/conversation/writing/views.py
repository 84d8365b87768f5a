"""The private page of a comment and what its writer does there. Whoever has the link is the writer; no account."""

import contextlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from parley.conversation.actions.appeals import make_appeal
from parley.conversation.actions.editing import delete_comment, edit_comment, restore_comment
from parley.conversation.errors import AppealRefused, CommentChanged, EditRefused, Sanctioned
from parley.conversation.keeping_words import bare_edit_form, keeping_words
from parley.conversation.models import Appeal, Comment
from parley.conversation.origin import is_from_this_site
from parley.conversation.places import permalink
from parley.conversation.queries.appeals import may_be_appealed, newest_appeal
from parley.conversation.queries.notices import removal_notice
from parley.conversation.queries.writing import editable_until, may_be_deleted, may_be_edited, may_be_restored
from parley.conversation.scripts import conversation_script
from parley.conversation.views import keep_for_going_back, preview_of, see_other
from parley.conversation.waiting import usual_wait
from parley.conversation.writing.forms import LONGEST_APPEAL, AppealForm, EditForm
from parley.conversation.writing.standing import standing_of
from parley.kit.markup import without_links


@never_cache
@require_safe
def comment_status(request: HttpRequest, private_key: str) -> HttpResponse:
    """Where a comment stands and why, and what its writer can do about it."""
    return _status_page(request, _comment(private_key))


@csrf_exempt  # the link is the writer's own; is_from_this_site is the check
@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words(lambda request, problem, private_key: _still_typed(request, problem, private_key), bare_edit_form)
def edit(request: HttpRequest, private_key: str) -> HttpResponse:
    """The form that changes the words; posted, they are judged and stand, or are only shown ("preview")."""
    comment = _comment(private_key)
    if request.method != "POST":
        if not may_be_edited(comment):
            return see_other(_address(comment))
        return _edit_page(request, comment, typed=comment.source)
    typed = request.POST.get("text", "")
    if not is_from_this_site(request):
        return _edit_page(request, comment, typed=typed, problem=_foreign(), status=403)
    if request.POST.get("step") == "preview":
        html, problem = preview_of(typed)
        return _edit_page(request, comment, typed=typed, preview=html, problem=problem, status=422 if problem else 200)
    form = EditForm(request.POST)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _edit_page(request, comment, typed=typed, problem=problem, status=422)
    try:
        edit_comment(comment=comment, text=form.cleaned_data["text"], edits_seen=form.cleaned_data["edits"] or 0)
    except (EditRefused, Sanctioned) as error:
        return _edit_page(request, comment, typed=typed, problem=str(error), status=403)
    except CommentChanged as error:
        return _edit_page(request, _comment(private_key), typed=typed, problem=str(error), status=409)
    return see_other(_address(comment))


def _still_typed(request: HttpRequest, problem: str, private_key: str) -> HttpResponse:
    return _edit_page(request, _comment(private_key), typed=request.POST.get("text", ""), problem=problem, status=503)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, private_key: str) -> HttpResponse:
    """Ask once, then take the comment out."""
    comment = _comment(private_key)
    if request.method != "POST":
        if not may_be_deleted(comment):
            return see_other(_address(comment))
        return _private(render(request, "conversation/writing/delete.html", _words_of(comment), using="jinja2"))
    if not is_from_this_site(request):
        return _status_page(request, comment, problem=_foreign(), status=403)
    with contextlib.suppress(EditRefused):  # a moderator was quicker; the page says how it stands
        delete_comment(comment=comment)
    return see_other(_address(comment))


@csrf_exempt
@require_POST
def restore(request: HttpRequest, private_key: str) -> HttpResponse:
    """Take the deletion back."""
    comment = _comment(private_key)
    if not is_from_this_site(request):
        return _status_page(request, comment, problem=_foreign(), status=403)
    try:
        restore_comment(comment=comment)
    except EditRefused:
        return _status_page(request, comment, problem=_("It is too late to take this back."), status=403)
    except Sanctioned as error:
        return _status_page(request, comment, problem=str(error), status=403)
    return see_other(_address(comment))


@csrf_exempt
@require_POST
def appeal(request: HttpRequest, private_key: str) -> HttpResponse:
    """Ask a person to look again."""
    comment = _comment(private_key)
    typed = request.POST.get("words", "")
    if not is_from_this_site(request):
        return _status_page(request, comment, problem=_foreign(), typed=typed, status=403)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _status_page(request, comment, problem=str(form.errors["words"][0]), typed=typed, status=422)
    try:
        make_appeal(comment=comment, words=form.cleaned_data["words"])
    except AppealRefused as error:
        return _status_page(request, comment, problem=str(error), typed=typed, status=409)
    return see_other(_address(comment))


def _comment(private_key: str) -> Comment:
    return get_object_or_404(Comment.objects.select_related("thread", "reader"), private_key=private_key)


def _address(comment: Comment) -> str:
    return reverse("comment_status", args=[comment.private_key])


def _foreign() -> str:
    return _("Your browser says that this was sent from another site. Please send it from here.")


def _status_page(
    request: HttpRequest, comment: Comment, *, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    standing = standing_of(comment)
    last = newest_appeal(comment)
    context = _words_of(comment) | {
        "state": comment.status,
        "permalink": permalink(comment) if comment.is_public else "",
        "usual_wait": usual_wait(),
        "standing": standing,
        "edited_at": comment.edited_at,
        "editable_until": editable_until(comment) if may_be_edited(comment) else None,
        "may_be_deleted": may_be_deleted(comment),
        "may_be_restored": may_be_restored(comment),
        "may_be_appealed": may_be_appealed(comment),
        "appeal": last if last and (last.state != Appeal.State.UPHELD or comment.is_public) else None,
        "appeal_words": typed,
        "longest_appeal": LONGEST_APPEAL,
        "problem": problem,
        "notice": removal_notice(comment),
        "my_data": _my_data(),
        "thread_id": comment.thread_id,
        "script": conversation_script(),
    }
    return _private(render(request, "conversation/status.html", context, status=status, using="jinja2"))


def _edit_page(
    request: HttpRequest, comment: Comment, *, typed: str, preview: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    context = _words_of(comment) | {
        "id": comment.pk,
        "typed": typed,
        "edits": comment.revisions.count(),
        "preview_html": Markup(preview),  # noqa: S704 - sanitised by comment_html
        "problem": problem,
        "may_be_edited": may_be_edited(comment),
        "editable_until": editable_until(comment),
        "is_public": comment.is_public,
        "script": conversation_script(),
    }
    response = render(request, "conversation/writing/edit.html", context, status=status, using="jinja2")
    keep_for_going_back(response)
    return _private(response)


def _words_of(comment: Comment) -> dict[str, Any]:
    return {
        "private_key": comment.private_key,
        # Whoever has the address may read this page: before a moderator's word no link in it leads anywhere.
        "comment_html": Markup(comment.html if comment.is_public else without_links(comment.html)),  # noqa: S704
        "posted_at": comment.received_at,
        "thread_title": comment.thread.title,
        "thread_url": comment.thread.url,
        "edit_minutes": settings.PARLEY.edit_minutes,
    }


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    # The address is the key: no other site may hear it. Our own may, since a browser that is told "no-referrer" sends
    # its forms with "Origin: null", which by http and without Sec-Fetch-Site looks like a foreign site.
    response["Referrer-Policy"] = "same-origin"
    return response


def _my_data() -> str:
    """Address of the page on which readers see and erase what is kept of them; "" where there is none."""
    try:
        return reverse("my_data")
    except NoReverseMatch:
        return ""
