"""Clients that others wrote for Akismet, pointed at a server as its owner runs it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import akismet
import httpx
import pytest

from tests.embed.akismet.conftest import HELD, HONEST, SPAM
from tests.journeys.house import House, standing_house

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

BLOG = "https://blog.example/"
CLIENTS = Path(__file__).parent / "clients"
NO_NODE = "the clients from npm are left out: `tools/clients.sh` brings them where Node.js 20 is installed"


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest) -> House:
    """The journeys' publication, served."""
    standing = standing_house()
    request.config.add_cleanup(standing.stop)
    return standing


@pytest.fixture(scope="module")
def key(house: House) -> str:
    """A key of blog.example, from the command line."""
    return str(json.loads(house.parley("filter", "keys", "add", "--site", "blog.example", "--json"))["key"])


class TowardsParley(httpx.HTTPTransport):
    """Takes a request for Akismet's host to another address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = httpx.URL(address)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme=self.address.scheme, host=self.address.host, port=self.address.port)
        request.headers["Host"] = self.address.netloc.decode()
        return super().handle_request(request)


@contextmanager
def python_client(house: House, key: str) -> Iterator[akismet.SyncClient]:
    """The client of PyPI."""
    transport = TowardsParley(house.url)
    with httpx.Client(transport=transport, headers={"User-Agent": akismet.USER_AGENT}, timeout=30) as http:
        yield akismet.SyncClient(config=akismet.Config(key=key, url=BLOG), http_client=http)


@pytest.fixture
def client(house: House, key: str) -> Iterator[akismet.SyncClient]:
    """The client of PyPI with the blog's key."""
    with python_client(house, key) as opened:
        yield opened


def test_python_verifies_a_key(client: akismet.SyncClient, key: str) -> None:
    assert client.verify_key() is True
    assert client.verify_key("000000000000", BLOG) is False
    assert client.verify_key(key, "https://other.example/") is False


def test_python_tells_three_verdicts_apart(client: akismet.SyncClient) -> None:
    def check(text: str, name: str) -> akismet.CheckResponse:
        return client.comment_check(
            "192.0.2.7", comment_content=text, comment_author=name, comment_type="comment", comment_context="rivers"
        )

    assert check(HONEST, "Cleo") is akismet.CheckResponse.HAM
    assert check("Great blog, thanks for sharing this with us.", "Cleo") is akismet.CheckResponse.SPAM
    assert check(SPAM, "cheap pills") is akismet.CheckResponse.DISCARD
    assert check(HONEST, "akismet-guaranteed-spam") is akismet.CheckResponse.SPAM


def test_python_reports_both_ways(client: akismet.SyncClient) -> None:
    assert client.submit_spam("192.0.2.7", comment_content=HELD, comment_author="Sam", is_test=True)
    assert client.submit_spam("192.0.2.7", comment_content=HELD, comment_author="Sam")
    assert client.submit_ham("192.0.2.7", comment_content=HELD, comment_author="Sam")


def test_python_hears_of_a_key_that_is_revoked(house: House) -> None:
    revoked = json.loads(house.parley("filter", "keys", "add", "--site", "blog.example", "--json"))
    house.parley("filter", "keys", "revoke", "--site", "blog.example", "--key", str(revoked["number"]))
    with python_client(house, revoked["key"]) as unsuspecting:
        assert unsuspecting.verify_key() is False
        with pytest.raises(akismet.APIKeyError):
            unsuspecting.comment_check("192.0.2.7", comment_content=HONEST)


def test_python_hears_of_too_many_calls(house: House) -> None:
    issued = json.loads(house.parley("filter", "keys", "add", "--site", "blog.example", "--calls", "1", "--json"))
    with python_client(house, issued["key"]) as hasty, pytest.raises(akismet.RequestError, match="429"):
        _verify_often(hasty)


def _verify_often(client: akismet.SyncClient) -> None:
    for _call in range(4):  # a minute may end between two of them, not between all four
        client.verify_key()


@pytest.fixture(scope="module")
def npm(house: House, key: str) -> dict[str, dict[str, Any]]:
    """What the clients from npm made of Parley's answers."""
    node = shutil.which("node")
    if node is None or not (CLIENTS / "node_modules").is_dir():
        pytest.skip(NO_NODE)
    done = subprocess.run(
        [node, str(CLIENTS / "ask.mjs"), house.url, key, BLOG],
        input=json.dumps({"honest": HONEST, "spam": SPAM}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_npm_clients_understand_every_answer(npm: dict[str, dict[str, Any]]) -> None:
    right = {"key": True, "strangeKey": False, "honest": True, "spam": True, "administrator": True, "guaranteed": True}
    assert npm == {"cedx": right, "akismet-api": right | {"trap": True}}
