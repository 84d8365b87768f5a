"""One list of security headers, and one of the program's addresses, for gate, Django and nginx."""

import re
from typing import Any

import pytest
from django.test import Client

from parley.config.cli.deploy import nginx_configuration
from parley.config.gate import PROGRAM_PREFIXES
from parley.config.headers import ADMIN_CSP, public_headers
from tests.conftest import Cast


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/conversation/post/", "/embed/thread.json", "/robots.txt"])
def test_every_answer_of_the_program_has_the_headers_of_the_gate(reader: Client, path: str) -> None:
    response = reader.get(path)
    headers = public_headers(is_https=False)
    assert {name: response.headers.get(name) for name in headers} == headers


def test_the_moderators_console_keeps_the_strict_policy(moderator: Client) -> None:
    response = moderator.get("/moderation/")
    assert response["Content-Security-Policy"] == public_headers(is_https=False)["Content-Security-Policy"]


def test_only_the_editors_side_has_the_looser_policy(editor: Client) -> None:
    assert editor.get("/editors/")["Content-Security-Policy"] == ADMIN_CSP


def test_a_site_on_https_asks_browsers_to_stay_there(reader: Client, settings: Any) -> None:
    settings.BASE_URL = "https://testserver"
    assert reader.get("/").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_status_page_keeps_its_own_referrer_policy(reader: Client, cast: Cast) -> None:
    from tests.posting import write

    comment = write(cast.thread, status="pending")
    assert reader.get(f"/conversation/status/{comment.private_key}/")["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("base_url", ["http://magazine.example", "https://magazine.example"])
def test_nginx_sends_the_same_list(base_url: str) -> None:
    text = nginx_configuration(data="/srv/parley", port=80, base_url=base_url, listen="127.0.0.1:8000")
    for name, value in public_headers(is_https=base_url.startswith("https")).items():
        assert text.count(f'add_header {name} "{value}" always;') >= 4
    assert ("Strict-Transport-Security" in text) == base_url.startswith("https")


def test_nginx_leaves_the_same_addresses_to_the_program() -> None:
    text = nginx_configuration(data="/srv/parley", port=80, base_url="http://magazine.example", listen="127.0.0.1:8000")
    found = re.search(r"location ~ (\^/\((.+)\)/) ", text)
    assert found is not None
    assert len(found[2].split("|")) == len(PROGRAM_PREFIXES)
    assert [prefix for prefix in PROGRAM_PREFIXES if not re.match(found[1], prefix)] == []
    assert re.match(found[1], "/1x1/") is None


def test_the_public_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = public_headers(is_https=False)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert {"default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"} <= {
        part.strip() for part in policy.split(";")
    }
