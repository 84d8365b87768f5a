"""When the machine fails while a reader writes (disk full or read-only, database away, no file handle left), the answer
is the form with every word, never an error page: what somebody typed exists nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from parley.conversation.documents import FormDocument
from parley.conversation.rendering import form_html
from parley.kit.text import whole_number

RETRY_AFTER = 60
"""Seconds after which the sender may try again (RFC 9110, 10.2.3)."""

MACHINE_FAULTS = (DatabaseError, OSError)

log = structlog.get_logger(__name__)

More = ParamSpec("More")
View = Callable[Concatenate[HttpRequest, More], HttpResponse]
Answer = Callable[Concatenate[HttpRequest, str, More], HttpResponse]


def keeping_words(answer: Answer[More], without_database: Answer[More]) -> Callable[[View[More]], View[More]]:
    """A view whose writer keeps every word when the machine fails: 503, and `answer(request, problem, …)`.

    `without_database` is asked when even that cannot be drawn. A comment that was written before the fault is not
    written twice when its writer sends it again: the same submission is the same comment.
    """

    def decorate(view: View[More]) -> View[More]:
        @wraps(view)
        def kept(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except MACHINE_FAULTS:
                log.exception("words_handed_back", path=request.resolver_match.route if request.resolver_match else "")
            problem = _("This could not be stored just now. Your words are still in the box; please send them again.")
            try:
                response = answer(request, problem, *args, **kwargs)
            except MACHINE_FAULTS:
                response = without_database(request, problem, *args, **kwargs)
            response.status_code = 503
            response["Retry-After"] = str(RETRY_AFTER)
            return response

        return cast("View[More]", kept)

    return decorate


def bare_comment_form(request: HttpRequest, problem: str) -> HttpResponse:
    """The comment form with what was typed, drawn without the database: no menu, no title of the article."""
    typed = request.POST
    form = FormDocument(
        thread_id=whole_number(typed.get("thread")) or 0,
        thread_url="/",
        thread_title="",
        parent_id=whole_number(typed.get("parent")),
        parent_name="",
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        website=typed.get("website", ""),
        text=typed.get("text", ""),
        notify=typed.get("notify", ""),
        opened=typed.get("opened", ""),
        errors={"": problem},
    )
    return _bare_page({"form_html": form_html(form)})


def bare_edit_form(request: HttpRequest, problem: str, private_key: str) -> HttpResponse:
    """The form that changes a comment, with what was typed, drawn without the database."""
    del private_key  # it stands in the address, to which the form is sent again
    typed = {name: request.POST.get(name, "") for name in ("text", "edits")}
    response = _bare_page({"form_html": "", "problem": problem, "typed": typed})
    response["Referrer-Policy"] = "same-origin"
    return response


def draw_once() -> None:
    """Read templates and texts now: when no file can be opened any more, they must be in memory."""
    form = FormDocument(thread_id=0, thread_url="/", thread_title="", errors={"": "-"})
    _bare_page({"form_html": form_html(form)})


def _bare_page(context: dict[str, object]) -> HttpResponse:
    html = render_to_string("conversation/kept.html", context, using="jinja2")
    response = HttpResponse(html)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
