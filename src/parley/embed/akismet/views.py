"""The calls that Akismet documents, and the one more that WordPress makes before it accepts a key."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from parley.embed.actions import count_call, report_comment
from parley.embed.akismet.answers import THANKS, certain, plain, refusal, verdict
from parley.embed.akismet.calls import Call, read_call
from parley.embed.errors import EmbedError
from parley.embed.models import SiteKey
from parley.embed.queries import judge_comment, recognise_key

GUARANTEED_SPAM = frozenset({"akismet-guaranteed-spam", "viagra-test-123"})
"""Names of an author by which integrators try their code out; `…@example.com` is the address for the same."""

View = Callable[..., HttpResponse]


def with_key(view: Callable[..., HttpResponse]) -> View:
    """Read the call, recognise and count its key; whatever is refused becomes an answer that clients understand."""

    @csrf_exempt  # the key is the proof; no cookie is read
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, key_in_path: str = "", **arguments: Any) -> HttpResponse:
        try:
            call = read_call(request, key_in_path)
            key = recognise_key(typed=call.key, blog=call.blog)
            count_call(key)
            return view(key, call, **arguments)
        except EmbedError as error:
            return refusal(error)

    return answer


@with_key
def verify_key(_key: SiteKey, _call: Call) -> HttpResponse:
    """Whether the key opens the site."""
    return plain("valid")


@with_key
def comment_check(key: SiteKey, call: Call) -> HttpResponse:
    """Whether a comment is spam."""
    if _is_guaranteed_spam(call):
        return certain("true", call)
    if call.is_by_administrator:
        return certain("false", call)
    return verdict(judge_comment(call.comment, is_test=call.is_test), key, call)


@with_key
def submit(_key: SiteKey, call: Call, *, spam: bool) -> HttpResponse:
    """What a moderator of the site decided. A test teaches nothing."""
    if not call.is_test and not _is_guaranteed_spam(call):
        report_comment(call.comment, spam=spam)
    return plain(THANKS)


@with_key
def get_subscription(_key: SiteKey, _call: Call) -> HttpResponse:
    """What WordPress asks of Akismet's shop before it keeps a key: there is no shop here, and every key is in order."""
    response = JsonResponse(
        {"account_name": "Parley", "account_type": "parley", "status": "active", "next_billing_date": False}
    )
    response["Cache-Control"] = "no-store"
    return response


def _is_guaranteed_spam(call: Call) -> bool:
    return call.comment.author in GUARANTEED_SPAM or call.comment.address == "akismet-guaranteed-spam@example.com"
