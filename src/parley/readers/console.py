"""The administrator's page of readers' data: find, hand out, erase a record; rules of retention and their report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parley.accounts.actions import address_key
from parley.accounts.models import Reader
from parley.conversation.actions.erasing import Words
from parley.conversation.console.access import acting_moderator, administrators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.queries.readers import record_of_readers
from parley.readers.actions import erase
from parley.readers.forms import AddressForm, EraseForm
from parley.readers.models import Removal
from parley.readers.retention import rules_in_force
from parley.readers.views import archive_response

SHOWN = 50


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def readers_data(request: HttpRequest) -> HttpResponse:
    """The page; an address that is posted is looked for. It is no part of an address, which logs would keep."""
    if request.method != "POST":
        return _page(request)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, errors=[str(messages[0]) for messages in form.errors.values()], status=422)
    reader = Reader.objects.filter(address_key=address_key(form.cleaned_data["email"])).first()
    if reader is None:
        return _page(request, errors=[_("Nobody with this address is known here.")], status=404)
    return _page(request, reader=reader)


@administrators_only
@require_POST
def export_reader(request: HttpRequest, reader_id: int) -> HttpResponse:
    """The file that the reader would get."""
    return archive_response(get_object_or_404(Reader, pk=reader_id))


@administrators_only
@require_POST
def erase_reader(request: HttpRequest, reader_id: int) -> HttpResponse:
    """Erase a record for its owner, who asked for it."""
    reader = get_object_or_404(Reader, pk=reader_id)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, reader=reader, errors=[str(m[0]) for m in form.errors.values()], status=422)
    words = Words(form.cleaned_data["words"])
    count = erase(reader=reader, words=words, by_administrator=True, actor=acting_moderator(request))
    return _page(request, done=_("Erased. Comments concerned: %(count)d.") % {"count": count})


def _page(
    request: HttpRequest,
    *,
    reader: Reader | None = None,
    errors: list[str] | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **shell_of(request, "readers"),
        "reader": _record(reader) if reader is not None else None,
        "errors": errors or [],
        "done": done,
        "rules": rules_in_force(),
        "removals": [
            {"what": r.get_cause_display(), "count": r.count, "at": r.removed_at, "by": str(r.actor or "")}
            for r in Removal.objects.select_related("actor")[:SHOWN]
        ],
    }
    return render(request, "readers/console.html", context, status=status, using="jinja2")


def _record(reader: Reader) -> dict[str, Any]:
    return {
        "id": reader.pk,
        "address": reader.address,
        "name": reader.name,
        "since": reader.created_at,
        "confirmed": reader.confirmed_at is not None,
        "comments": reader.comments.count(),
        "record": record_of_readers([reader.pk]).get(reader.pk, {"approved": 0, "rejected": 0}),
    }
