"""Addresses of our pages and of the rest of the web."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.urls import page_path, quoted_path, web_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org", "https://example.org"),
        (" https://example.org/a?b=c#d ", "https://example.org/a?b=c#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("HTTPS://Example.org/", "https://Example.org/"),
    ],
)
def test_a_web_address_is_completed(typed: str, address: str) -> None:
    assert web_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,x",
        "mailto:cleo@example.org",
        "ftp://example.org/",
        "https://user@example.org/",
        "https://user:password@example.org/",
        "https://example.org/'onmouseover='x",
        'https://example.org/"',
        "https://exam ple.org/",
        "https://[::1",
        "https://example.org:port/",
        "https:///path",
        "localhost",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    assert web_address(typed) == ""


@given(st.text(max_size=60))
def test_an_accepted_address_breaks_out_of_no_attribute(typed: str) -> None:
    address = web_address(typed)
    assert address == "" or (address.startswith(("http://", "https://")) and not set(address) & set("\"'<>` \n\t\\"))


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://magazine.example/2019/02/talks/?x=1#y", "/2019/02/talks/"),
        ("/opinion/river", "/opinion/river/"),
        ("//", "/"),
        ("", "/"),
        ("/caf%C3%A9/", "/café/"),
        ("/a//b/", "/a/b/"),
    ],
)
def test_a_page_has_one_path(address: str, path: str) -> None:
    assert page_path(address) == path


@pytest.mark.parametrize(
    "address", ["/../etc/passwd", "/a/%2e%2e/b", "/a/./b", "/a/..%2f..%2fb", "/a\\b", "/a%5cb", "/a%00b", "/a%0d%0ab"]
)
def test_a_path_that_could_leave_the_folder_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a page's path"):
        page_path(address)


@given(st.text(max_size=50))
def test_no_path_leaves_the_folder(address: str) -> None:
    try:
        path = page_path(f"/{address}")
    except ValueError:
        return
    assert path.startswith("/")
    assert path.endswith("/")
    assert not {".", ".."} & set(path.split("/"))
    assert "\0" not in path


def test_a_path_in_a_header_is_ascii() -> None:
    assert quoted_path("/café/\n/") == "/caf%C3%A9/%0A/"
