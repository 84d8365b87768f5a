"""A call as Akismet's clients write it: a form, in the site's own charset."""

import codecs
import re
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict

from parley.embed.errors import CallTooLarge, CallUnreadable
from parley.embed.foreign import ForeignComment
from parley.embed.sites import site_of
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import single_line, storable

CALL_LIMIT = 262_144
"""Bytes in the body of one call. WordPress sends the whole request of the reader along: some 4 kB beside the words."""

_LINE = 300
_ADDRESS = 2000
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-?8859-?\d{1,2}|windows-?125\d|koi8-?[ru]|big5|gb(k|2312|18030)|euc-?(jp|kr)|shift_?jis", re.I
)
"""Charsets of sites. Python knows others that are none, such as "unicode_escape"."""

_WORDPRESS_TRAP = "POST_ak_hp_textarea"
"""The field that WordPress' plug-in hides from people and does not name in `honeypot_field_name`."""

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Call:
    """What a call says of itself, beside the comment."""

    key: str
    blog: str
    comment: ForeignComment
    is_test: bool
    is_by_administrator: bool
    client: str
    """The client's name, as its User-Agent gives it."""


def read_call(request: HttpRequest, key_in_path: str = "") -> Call:
    """The call that a request carries. Raises CallTooLarge, CallUnreadable."""
    form = _form(request)
    return Call(
        key=key_in_path or _line(form, "api_key", 40) or _line(form, "key", 40),
        blog=_line(form, "blog", _ADDRESS),
        comment=_comment(form),
        is_test=_is_set(form, "is_test"),
        is_by_administrator="administrator" in re.split(r"[\s,]+", _line(form, "user_role", _LINE)),
        client=request.headers.get("User-Agent", "")[:_LINE],
    )


def _form(request: HttpRequest) -> QueryDict:
    """The body's fields. Read here, since Django refuses every charset but UTF-8."""
    try:
        body = request.body
        if len(body) > CALL_LIMIT:
            raise CallTooLarge(limit=CALL_LIMIT)
        form = QueryDict(body, encoding="iso-8859-1")
        charset = form.get("blog_charset") or (request.content_params or {}).get("charset") or "utf-8"
        return QueryDict(body, encoding=_codec(charset))
    except RequestDataTooBig as error:
        raise CallTooLarge(limit=CALL_LIMIT) from error
    except (TooManyFieldsSent, OSError) as error:
        raise CallUnreadable from error


def _codec(charset: str) -> str:
    """Python's name of a site's charset; UTF-8 for what is none."""
    if not _CHARSETS.fullmatch(charset):
        return "utf-8"
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return "utf-8"


def _comment(form: QueryDict) -> ForeignComment:
    trap = _line(form, "honeypot_field_name", _LINE)
    guid = _line(form, "guid", _LINE)
    return ForeignComment(
        site=site_of(_line(form, "blog", _ADDRESS)),
        text=storable(form.get("comment_content", ""))[:COMMENT_LIMIT].strip(),
        author=_line(form, "comment_author", _LINE),
        address=_line(form, "comment_author_email", _LINE),
        website=re.sub(r"^https?://$", "", _line(form, "comment_author_url", _ADDRESS)),  # WordPress' empty address
        permalink=_line(form, "permalink", _ADDRESS),
        context=", ".join(_context(form))[:_LINE],
        fell_into_trap=bool(form.get(_WORDPRESS_TRAP) or (trap and form.get(trap))),
        given_key=guid if _KEY.fullmatch(guid) else "",
    )


def _context(form: QueryDict) -> list[str]:
    """Tags and sections of the page; PHP writes a list as `comment_context[0]`, others repeat the name."""
    named = (name for name in form if re.fullmatch(r"comment_context(\[\d*\])?", name))
    return [word for name in named for value in form.getlist(name) if (word := single_line(str(value)))]


def _line(form: QueryDict, name: str, limit: int) -> str:
    return single_line(form.get(name, "")[: limit * 4])[:limit]


def _is_set(form: QueryDict, name: str) -> bool:
    return form.get(name, "").strip().lower() not in {"", "0", "false", "no"}
