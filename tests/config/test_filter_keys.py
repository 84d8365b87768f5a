"""`parley filter keys`, as an operator types it."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.config.test_commands import parley
from tests.embed.akismet.conftest import Blog


def verify(key: str, site: str = "blog.example") -> bytes:
    """What a client of that site is told about its key."""
    answer: bytes = Blog(Client(), None, key).ask("verify-key", blog=f"https://{site}").content  # type: ignore[arg-type]
    return answer


def add(*options: str) -> str:
    done = parley("filter", "keys", "add", "--site", "blog.example", "--json", *options)
    assert done.exit_code == 0, done.output
    return str(json.loads(done.output)["key"])


def test_an_issued_key_works(installation: Path) -> None:
    done = parley("filter", "keys", "add", "--site", "https://www.Blog.example/")
    assert "of blog.example: " in done.output
    assert verify(done.output.splitlines()[0].rpartition(" ")[2]) == b"valid"


def test_the_list_shows_everything_but_the_key(installation: Path) -> None:
    key = add("--unsure", "publish", "--calls", "7")
    fresh = parley("filter", "keys", "list").output
    verify(key)
    (row,) = json.loads(parley("filter", "keys", "list", "--site", "blog.example", "--json").output)["keys"]
    assert "never used" in fresh
    assert key not in fresh
    assert (row["site"], row["unsure"], row["calls_a_minute"], row["revoked_at"]) == (
        "blog.example",
        "publish",
        7,
        None,
    )
    assert row["used_at"] is not None
    assert key not in str(row)


def test_the_list_says_when_there_is_none(installation: Path) -> None:
    assert parley("filter", "keys", "list").output == "No key was issued.\n"
    assert parley("filter", "keys", "list", "--site", "other.example").output == "No key was issued.\n"


def test_a_revoked_key_works_no_longer(installation: Path) -> None:
    key, other = add(), add()
    number = json.loads(parley("filter", "keys", "list", "--json").output)["keys"][0]["number"]
    assert "Revoked: 1." in parley("filter", "keys", "revoke", "--site", "blog.example", "--key", str(number)).output
    assert (verify(key), verify(other)) == (b"invalid", b"valid")
    assert "revoked 20" in parley("filter", "keys", "list").output
    parley("filter", "keys", "revoke", "--site", "blog.example")
    assert verify(other) == b"invalid"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "--site", "not a host"), 1, "is not the name of a site"),
        (("revoke", "--site", "blog.example"), 1, "has no such key"),
        (("add",), 2, "Missing option '--site'"),
        (("add", "--site", "blog.example", "--calls", "0"), 2, "--calls"),
        (("add", "--site", "blog.example", "--unsure", "perhaps"), 2, "--unsure"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    installation: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = parley("filter", "keys", *arguments)
    assert done.exit_code == code
    assert words in done.output
