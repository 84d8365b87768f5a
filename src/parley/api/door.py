"""What every call goes through: the token, the limits, the body's form, and refusals as problems (RFC 9457)."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from parley.accounts.errors import AddressRefused
from parley.api.actions.tokens import count_network_call, count_token_call
from parley.api.documents import Problem, problem
from parley.api.errors import (
    ApiError,
    BodyTooLarge,
    BodyUnreadable,
    FieldsRefused,
    MethodNotAllowed,
    NotJson,
    TokenMissing,
)
from parley.api.models import ApiToken
from parley.api.queries import recognise_token
from parley.conversation import errors as conversation
from parley.conversation.views import network_key

BODY_LIMIT = 262_144
"""Bytes of one body: the longest comment as JSON escapes takes half of it."""

PROBLEM = "application/problem+json"
ANYBODY = "anybody"
"""What stands in `request.auth` when a call came without a token."""

STATUS_OF: dict[type[conversation.ConversationError], int] = {
    conversation.CommentsOff: 503,
    conversation.ThreadClosed: 403,
    conversation.Sanctioned: 403,
    conversation.TooManyComments: 429,
    conversation.SlowMode: 429,
    conversation.WarningUnread: 422,
    conversation.CommentRefused: 422,
    conversation.NothingToUndo: 409,
}

DESCRIPTION = (
    "Read threads, post comments, moderate. Tokens are issued with `parley api token add` and go into the header "
    "Authorization. Refusals are problems (RFC 9457) with a stable code."
)

log = structlog.get_logger(__name__)


class Bearer(HttpBearer):
    """A token with a scope. With `needed=False` a call without any is answered too, within its network's limit."""

    def __init__(self, scope: str = "", *, needed: bool = True) -> None:
        super().__init__()
        self.scope, self.needed = scope, needed

    def __call__(self, request: HttpRequest) -> ApiToken | str:
        kind, _space, typed = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            if self.needed or kind:
                raise TokenMissing
            count_network_call(network_key(request))
            return ANYBODY
        return self.authenticate(request, typed.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        found = recognise_token(token, scope=self.scope)
        count_token_call(found)
        return found


class JsonParser(Parser):
    """Takes JSON in UTF-8 of a bounded size, and nothing else for it."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise NotJson
        try:
            if len(request.body) > BODY_LIMIT:
                raise BodyTooLarge(BODY_LIMIT)
            body = json.loads(request.body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError too
            raise BodyUnreadable from error
        if not isinstance(body, dict):
            raise BodyUnreadable
        return body


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


class PublicApi(NinjaAPI):
    """Ninja, with problems described as what they are."""

    def get_openapi_schema(self, **arguments: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**arguments)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if status >= 400:
                        response["content"] = {PROBLEM: response["content"].pop("application/json")}
        return schema


api = PublicApi(
    title="Parley",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=JsonParser(),
)


calls = Router()
"""One for all views: methods of one address belong together."""


def problems(*statuses: int) -> dict[int, Any]:
    """The refusals of an operation, for its description; 405 and 429 may meet any."""
    return dict.fromkeys(sorted({*statuses, 401, 422, 429}), Problem)


def refused(error: Exception, status: int, code: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer to a call that is refused."""
    said = problem(status=status, title=HTTPStatus(status).phrase, detail=str(error), code=code, errors=errors)
    response = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=PROBLEM, status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Parley"'
    if isinstance(seconds := getattr(error, "seconds", None), int):
        response["Retry-After"] = str(seconds)
    return response


@api.exception_handler(ApiError)
def _api_error(_request: HttpRequest, error: ApiError) -> HttpResponse:
    return refused(error, error.status, error.code)


@api.exception_handler(RequestDataTooBig)
def _too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """Django's own bound, which is wider."""
    return refused(BodyTooLarge(BODY_LIMIT), BodyTooLarge.status, BodyTooLarge.code)


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own: it says so of every fault of a body, and what the parser raised is its cause."""
    cause = error.__cause__ if isinstance(error.__cause__, ApiError) else BodyUnreadable()
    return refused(cause, cause.status, cause.code)


@api.exception_handler(conversation.ConversationError)
def _conversation_error(_request: HttpRequest, error: conversation.ConversationError) -> HttpResponse:
    field = getattr(error, "field", "")
    errors = [{"field": field, "message": str(error)}] if field else None
    return refused(error, STATUS_OF.get(type(error), 422), error.code, errors)


@api.exception_handler(AddressRefused)
def _address_refused(_request: HttpRequest, error: AddressRefused) -> HttpResponse:
    return refused(error, 422, error.code, [{"field": "email", "message": str(error)}])


@api.exception_handler(ValidationError)
def _fields_refused(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What came in is not repeated: it may be no text at all."""
    named = [{"field": _field(e["loc"]), "message": str(e["msg"])} for e in error.errors]
    return fields_refused(named)


def fields_refused(errors: list[dict[str, str]]) -> HttpResponse:
    """The answer to a call with fields that are not as they should be."""
    return refused(FieldsRefused(), 422, FieldsRefused.code, errors)


def _field(place: tuple[Any, ...]) -> str:
    """The name of a field without where it stood: ('body', 'new', 'text') is 'text'. What the caller made up is not
    repeated when it is no plain name."""
    names = [str(part) for part in place[1:]]
    name = ".".join(names[1:] if place[0] == "body" and len(names) > 1 else names)
    return name if name.isascii() and name.isprintable() and len(name) <= 80 else "?"


@api.exception_handler(Exception)
def _broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api_call_failed", exc_info=error)
    return refused(Exception("The fault is ours and has been noted."), 500, "broken")


def through_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers are kept nowhere, may be read from every site, and a wrong method is a problem too."""

    @csrf_exempt  # the token is the proof; no cookie is read
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allow = response["Allow"]
            response = refused(MethodNotAllowed(), 405, MethodNotAllowed.code)
            response["Allow"] = allow
        response.headers.setdefault("Cache-Control", "no-store")
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return guarded
