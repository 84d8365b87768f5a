"""Who may ask."""

import pytest
import time_machine
from django.db import connection

from parley.embed.actions import issue_key, revoke_keys
from parley.embed.errors import KeyUnknown, NotAHost
from parley.embed.models import SiteKey
from tests.embed.akismet.conftest import Blog, open_blog

CALLS = ("verify-key", "comment-check", "submit-spam", "submit-ham", "get-subscription")


def test_a_key_opens_its_site(blog: Blog) -> None:
    assert blog.ask("verify-key").content == b"valid"


def test_the_key_may_stand_in_either_field_or_in_the_address(blog: Blog) -> None:
    assert blog.ask("verify-key", api_key=None, key=blog.key).content == b"valid"
    assert blog.ask("verify-key", api_key=None, prefix=f"/embed/akismet/{blog.key}/1.1/").content == b"valid"
    assert blog.ask("verify-key", api_key=None, prefix="/embed/akismet/000000000000/1.1/").content == b"invalid"


@pytest.mark.parametrize(
    "address",
    ["https://blog.example/", "http://www.blog.example/home/", "HTTPS://BLOG.EXAMPLE:8443", "blog.example"],
)
def test_a_site_is_its_host(blog: Blog, address: str) -> None:
    assert blog.ask("verify-key", blog=address).content == b"valid"


def test_a_site_in_another_script_is_what_dns_knows_it_by(blog: Blog) -> None:
    german = open_blog(blog.client, "bücher.example")
    for address in ("https://bücher.example", "https://xn--bcher-kva.example"):
        assert german.ask("verify-key", blog=address).content == b"valid"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"api_key": None}, "key_missing"),
        ({"api_key": "000000000000"}, "key_unknown"),
        ({"blog": None}, "blog_missing"),
        ({"blog": "https://other.example"}, "key_of_another_site"),
        ({"blog": "https://blog.example.evil.example"}, "key_of_another_site"),
        ({"blog": "https://["}, "key_of_another_site"),
    ],
)
def test_every_call_says_what_is_wrong_with_its_key(
    blog: Blog, call: str, fields: dict[str, str | None], error: str
) -> None:
    answer = blog.ask(call, **fields)
    assert (answer.status_code, answer.content, answer["X-akismet-error"]) == (200, b"invalid", error)
    assert len(answer["X-akismet-debug-help"]) > 20
    assert "X-akismet-alert-code" not in answer


def test_a_revoked_key_raises_an_alert(blog: Blog) -> None:
    revoke_keys(site="blog.example")
    answer = blog.check()
    assert (answer.content, answer["X-akismet-error"]) == (b"invalid", "key_revoked")
    assert answer["X-akismet-alert-code"].isdigit()
    assert "revoked" in answer["X-akismet-alert-msg"]


def test_one_of_two_keys_can_be_revoked(blog: Blog) -> None:
    second = open_blog(blog.client)
    revoke_keys(site="blog.example", number=blog.issued.pk)
    assert (blog.ask("verify-key").content, second.ask("verify-key").content) == (b"invalid", b"valid")


def test_what_is_revoked_already_cannot_be_revoked(blog: Blog) -> None:
    revoke_keys(site="blog.example")
    with pytest.raises(KeyUnknown):
        revoke_keys(site="blog.example")


def test_another_sites_key_cannot_be_revoked_by_its_number(blog: Blog) -> None:
    with pytest.raises(KeyUnknown):
        revoke_keys(site="other.example", number=blog.issued.pk)


def test_wordpress_takes_the_form_of_the_keys(blog: Blog) -> None:
    assert len(blog.key) == 12
    assert set(blog.key) <= set("0123456789abcdef")
    assert blog.ask("verify-key", api_key=blog.key.upper()).content == b"valid"


def test_wordpress_is_told_that_the_key_is_in_order(blog: Blog) -> None:
    answer = blog.ask("get-subscription", api_key=None, key=blog.key)
    assert answer.json()["status"] == "active"


def test_only_a_hash_of_a_key_is_kept(blog: Blog) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM embed_sitekey")
        assert blog.key not in str(cursor.fetchall())


@pytest.mark.parametrize("site", ["", "not a host", "https://", "a" * 64 + ".example", "ex_ample", "\0"])
def test_a_key_is_for_a_host(blog: Blog, site: str) -> None:
    with pytest.raises(NotAHost):
        issue_key(site=site, unsure="hold", calls_a_minute=1)


def test_a_key_has_so_many_calls_a_minute(blog: Blog) -> None:
    SiteKey.objects.update(calls_a_minute=2)
    with time_machine.travel("2026-03-02T08:00:15Z", tick=False) as travel:
        assert [blog.check().status_code for _ in range(3)] == [200, 200, 429]
        refused = blog.check()
        assert (refused["Retry-After"], refused["X-akismet-error"]) == ("45", "too_many_calls")
        assert refused.content not in {b"true", b"false", b"valid", b"invalid"}
        travel.shift(45)
        assert blog.check().status_code == 200


def test_one_key_does_not_use_up_anothers_calls(blog: Blog) -> None:
    busy = open_blog(blog.client, "busy.example", calls=1)
    with time_machine.travel("2026-03-02T08:00:15Z", tick=False):
        assert [busy.ask("verify-key", blog="busy.example").status_code for _ in range(2)] == [200, 429]
        assert blog.check().status_code == 200
