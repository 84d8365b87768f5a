"""The console's pages about people: a reader's record with sanctions and notes; replies kept at hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parley.accounts.models import Reader, User
from parley.conversation.actions.people import drop_reply, impose, keep_reply, lift, note
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.models import CannedReply, Comment, Sanction
from parley.conversation.people_forms import CannedReplyForm, NoteForm, SanctionForm
from parley.conversation.queries.people import FORBIDS, names_in, sanction_in_force
from parley.conversation.queries.reach import (
    check_everything,
    comments_within_reach,
    is_confined,
    readers_within_reach,
)
from parley.conversation.queries.readers import Record, record_of_readers
from parley.kit.text import whole_number

COMMENTS_SHOWN = 50


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def reader_record(request: HttpRequest, reader_id: int) -> HttpResponse:
    """All that moderators know of a reader. Posted: a sanction ("impose") or a note ("note").

    Who moderates some sections only sees readers who wrote there, and may warn them: a ban holds everywhere.
    """
    moderator = acting_moderator(request)
    reader = get_object_or_404(readers_within_reach(moderator), pk=reader_id)
    step = request.POST.get("step", "")
    sanction_form = SanctionForm(request.POST if step == "impose" else None)
    note_form = NoteForm(request.POST if step == "note" else None)
    if step == "impose" and sanction_form.is_valid():
        _check_may_impose(moderator, sanction_form.cleaned_data["kind"])
        made = impose(reader=reader, moderator=moderator, **sanction_form.cleaned_data)
        return _to_reader(reader, f"?done={made.batch}")
    if step == "note" and note_form.is_valid():
        note(reader=reader, moderator=moderator, **note_form.cleaned_data)
        return _to_reader(reader)
    errors = {**sanction_form.errors, **note_form.errors}
    context = _record(request, reader) | {
        "kinds": _kinds(moderator),
        "typed": {name: sanction_form[name].value() or "" for name in ("kind", "reason", "days", "remove_comments")},
        "typed_note": note_form["words"].value() or "",
        "errors": {field: str(messages[0]) for field, messages in errors.items()},
    }
    return render(
        request, "conversation/moderation/reader.html", context, status=422 if errors else 200, using="jinja2"
    )


@moderators_only
@require_POST
def ban_reader(request: HttpRequest, reader_id: int) -> HttpResponse:
    """Ban in one step, from a queue: the reader's comments that stand or wait go too, and one undo takes all back."""
    moderator = acting_moderator(request)
    check_everything(moderator)
    reader = get_object_or_404(Reader, pk=reader_id)
    form = SanctionForm({"kind": Sanction.Kind.BAN, "reason": request.POST.get("reason", ""), "remove_comments": "1"})
    if not form.is_valid():
        return HttpResponseRedirect(reverse("moderation_reader", args=[reader.pk]), status=303)
    made = impose(reader=reader, moderator=moderator, **form.cleaned_data)
    queue = request.POST.get("queue", "pending")
    return HttpResponseRedirect(f"{reverse('moderation_queue', args=[queue])}?done={made.batch}", status=303)


@moderators_only
@require_POST
def lift_sanction(request: HttpRequest, sanction_id: int) -> HttpResponse:
    """Take a sanction back."""
    moderator = acting_moderator(request)
    within = Sanction.objects.filter(reader__in=readers_within_reach(moderator))
    sanction = get_object_or_404(within, pk=sanction_id)
    _check_may_impose(moderator, sanction.kind)
    lift(sanction=sanction, moderator=moderator)
    return HttpResponseRedirect(reverse("moderation_reader", args=[sanction.reader_id]), status=303)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def canned_replies(request: HttpRequest) -> HttpResponse:
    """The words that moderators keep at hand. Posted: one more, one changed, or one dropped."""
    if request.POST.get("step") == "drop":
        drop_reply(reply=get_object_or_404(CannedReply, pk=whole_number(request.POST.get("reply")) or 0))
        return HttpResponseRedirect(reverse("moderation_replies"), status=303)
    form = CannedReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_reply(**form.cleaned_data)
        return HttpResponseRedirect(reverse("moderation_replies"), status=303)
    context = {
        **shell_of(request, "replies"),
        "replies": list(CannedReply.objects.filter(is_active=True)),
        "uses": CannedReply.Use.choices,
        "typed": {name: form[name].value() or "" for name in ("title", "words", "use")},
        "errors": {field: str(messages[0]) for field, messages in form.errors.items()},
    }
    status = 422 if form.errors else 200
    return render(request, "conversation/moderation/replies.html", context, status=status, using="jinja2")


def _record(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    own = Comment.objects.filter(reader=reader).select_related("thread").order_by("-received_at", "-pk")
    moderator = acting_moderator(request)
    comments = comments_within_reach(own, moderator)
    return {
        **shell_of(request, "reader"),
        "reader": {
            "id": reader.pk,
            "name": reader.name,
            "names": names_in(comments),
            "address": reader.address,
            "since": reader.created_at,
            "confirmed_at": reader.confirmed_at,
        },
        "record": record_of_readers([reader.pk]).get(reader.pk, Record()),
        "forbidden": sanction_in_force(reader),
        "may_bar": not is_confined(moderator),
        "barring": FORBIDS,
        "sanctions": list(reader.sanctions.select_related("imposed_by", "lifted_by")),
        "notes": list(reader.notes.select_related("written_by")),
        "comments": list(comments[:COMMENTS_SHOWN]),
        "done": request.GET.get("done", ""),
    }


def _kinds(moderator: User) -> list[tuple[str, Any]]:
    """The sanctions that a moderator may impose and lift: what forbids writing does so in every section."""
    kinds = Sanction.Kind.choices
    return [(value, label) for value, label in kinds if value not in FORBIDS] if is_confined(moderator) else kinds


def _check_may_impose(moderator: User, kind: str) -> None:
    if kind in FORBIDS:
        check_everything(moderator)


def _to_reader(reader: Reader, query: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("moderation_reader", args=[reader.pk]) + query, status=303)
