"""Whatever is sent, the answer is one that clients understand, and never a broken page."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from parley.embed.akismet.calls import CALL_LIMIT
from tests.embed.akismet.conftest import FORM, Blog

NAMES = (
    *("blog", "user_ip", "user_agent", "referrer", "permalink", "comment_type", "comment_author", "user_role", "guid"),
    *("comment_author_email", "comment_author_url", "comment_content", "comment_date_gmt", "comment_post_modified_gmt"),
    *("blog_lang", "blog_charset", "is_test", "recheck_reason", "honeypot_field_name", "comment_context[]"),
)
BODIES = {"true", "false", "valid", "invalid", "Thanks for making the web a better place."}
fields = some.dictionaries(some.sampled_from(NAMES), some.text(max_size=200))
calls = some.sampled_from(["verify-key", "comment-check", "submit-spam", "submit-ham"])
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quickly
@given(call=calls, fields=fields)
def test_any_words_in_any_field(blog: Blog, call: str, fields: dict[str, str]) -> None:
    form = urlencode({"api_key": blog.key, "blog": "https://blog.example"} | fields, errors="surrogatepass")
    answer = blog.client.post(f"/1.1/{call}", form, content_type=FORM)
    assert answer.status_code in {200, 429}
    assert answer.status_code == 429 or answer.content.decode() in BODIES


@quickly
@given(
    call=calls, form=some.binary(max_size=400), charset=some.sampled_from(["", "; charset=utf-16", "; charset=\xff"])
)
def test_any_bytes(blog: Blog, call: str, form: bytes, charset: str) -> None:
    answer = blog.client.generic("POST", f"/1.1/{call}", form, content_type=f"{FORM}{charset}")
    assert (answer.status_code, answer.content) == (200, b"invalid")


def test_a_call_that_is_too_long_is_refused(blog: Blog) -> None:
    answer = blog.check("x" * CALL_LIMIT)
    assert (answer.status_code, answer["X-akismet-error"]) == (413, "call_too_large")
    longer_than_django_takes = blog.check("x" * 3_000_000)
    assert longer_than_django_takes.status_code == 413


def test_a_long_comment_is_judged_by_its_beginning(blog: Blog) -> None:
    assert blog.check("The water stood low at Lindau. " * 3_000).content in {b"true", b"false"}


def test_a_call_with_too_many_fields_is_refused(blog: Blog) -> None:
    answer = blog.client.post("/1.1/comment-check", "&".join(f"a{n}=1" for n in range(6_000)), content_type=FORM)
    assert (answer.status_code, answer["X-akismet-error"]) == (400, "call_unreadable")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_another_form_of_body_has_no_key(blog: Blog, kind: str) -> None:
    answer = blog.client.post("/1.1/comment-check", b'{"api_key": "x"}', content_type=kind)
    assert (answer.content, answer["X-akismet-error"]) == (b"invalid", "key_missing")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_calls_are_posts(blog: Blog, method: str) -> None:
    assert getattr(blog.client, method)("/1.1/comment-check").status_code == 405


@pytest.mark.parametrize("path", ["/1.1/", "/1.1/nothing", "/embed/akismet/1.1/comment-check", "/1.2/usage-limit"])
def test_other_calls_are_not_there(blog: Blog, path: str) -> None:
    assert blog.client.get(path).status_code == 404
