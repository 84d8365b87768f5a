"""The page of the API, from its description (OpenAPI 3.1)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from parley.api.door import BODY_LIMIT
from parley.api.urls import described
from parley.config.reference.markdown import table

INTRODUCTION = f"""# The API

JSON over HTTP below `/api/v1/`. Its description for programs (OpenAPI 3.1) is at `/api/openapi.json`; how it is used,
and webhooks: [Use the API](../how-to/use-the-api.md).

- **Tokens** go into the header: `Authorization: Bearer parley_…`. `parley api token add` issues them. Nowhere else is
  one read. A token has scopes (`read`, `write`, `moderate`) and a number of calls a minute; without a token, what is
  public can be read, within the setting `api_rate`.
- **Refusals** are problems (RFC 9457, `application/problem+json`): `status`, `title`, `detail` (a sentence), `code`
  (stable; [all of them](errors.md)) and, where fields are wrong, `errors`. Any call may meet 401, 405, 422 and
  429, which carries `Retry-After` in seconds.
- **Bodies** are JSON in UTF-8 of at most {BODY_LIMIT:,} bytes, sent as `application/json`; what is not named here is
  refused.
- **Lists** come in pages: `next` is what the next call is given. Times are RFC 3339.
- Answers are not to be kept (`Cache-Control: no-store`), may be read from every site, and set no cookie.
"""


def api_page() -> str:
    """Each call with its parameters, body and answers, and each form of an answer."""
    schema = described()
    calls = [
        _call(method, path, operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    forms = [_form(name, form) for name, form in sorted(schema["components"]["schemas"].items())]
    return "\n".join([INTRODUCTION, *calls, "# Forms\n", *forms])


def _call(method: str, path: str, operation: dict[str, Any]) -> str:
    words = operation.get("description", "")
    parts = [f"## `{method.upper()} {path}`\n\n{words}\n\n{_scope(operation)}\n"]
    if rows := [_parameter(parameter) for parameter in operation.get("parameters", [])]:
        parts.append(table(("Parameter", "In", "What it is"), rows))
    answers = [
        (str(status), HTTPStatus(int(status)).phrase, _kind(next(iter(answer.get("content", {}).values()), {})))
        for status, answer in operation["responses"].items()
    ]
    if body := operation.get("requestBody"):
        parts.append(f"Body: {_kind(body['content']['application/json'])}.\n")
    return "\n".join([*parts, table(("Status", "", "Answer"), answers)])


def _scope(operation: dict[str, Any]) -> str:
    if {} in operation["security"]:
        return "Without a token too."
    scope = {"writing": "write", "moderating": "moderate"}[operation["tags"][0]]
    return f"Scope `{scope}`."


def _parameter(parameter: dict[str, Any]) -> tuple[str, str, str]:
    return f"`{parameter['name']}`", parameter["in"], "; ".join(_facts(parameter["schema"]))


def _form(name: str, form: dict[str, Any]) -> str:
    needed = form.get("required", [])
    rows = [
        (f"`{field}`{'' if field in needed else ' (optional)'}", "; ".join(_facts(facts)))
        for field, facts in form["properties"].items()
    ]
    return f"## {name}\n\n{form.get('description', '')}\n\n" + table(("Field", "What it is"), rows)


def _kind(content: dict[str, Any]) -> str:
    return _type(content["schema"]) if "schema" in content else ""


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if "title" in schema and "properties" in schema:
        return f"[{schema['title']}](#{schema['title'].lower()})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return {"date-time": "time"}.get(schema.get("format", ""), str(schema.get("type", "anything")))


BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}


def _facts(schema: dict[str, Any]) -> Iterator[str]:
    yield _type(schema)
    for one in (schema, *schema.get("anyOf", ())):
        for name, words in BOUNDS.items():
            if name in one:
                yield words.format(f"{one[name]:,}")
    if schema.get("default") not in (None, ""):
        yield f"without it: `{str(schema['default']).lower()}`"
    if description := schema.get("description"):
        yield description.rstrip(".")
