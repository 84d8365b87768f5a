"""A site that is not launched: both fronts keep it from everybody who has no key."""

from collections.abc import Iterator

import pytest

from parley.config.launching import launch, make_private
from tests.front.conftest import Fronts


@pytest.fixture
def key(running: Fronts) -> Iterator[str]:
    """The key of a site that is private for one test."""
    yield make_private(running.house.data)
    launch(running.house.data)


@pytest.mark.parametrize(
    "path", ["/", "/feed.xml", "/feed.json", "/media/pictures/dot.webp", "/search/?q=a", "/robots.txt"]
)
def test_it_shows_nothing_to_strangers(running: Fronts, key: str, path: str) -> None:
    for answer in running.ask(path):
        assert answer.status == 401
        assert "This site is not open yet" in answer.words.decode()
        assert answer.field("x-robots-tag") == "noindex"
        assert answer.field("cache-control") == "private, no-store"


def test_the_private_link_opens_it_in_this_browser(running: Fronts, key: str) -> None:
    for answer in running.ask(f"/?preview={key}"):
        assert (answer.status, answer.field("location")) == (303, "/")
        cookie = answer.field("set-cookie").partition(";")[0]
        assert cookie == f"preview={key}"
    for answer in running.ask("/", Cookie=f"preview={key}"):
        assert answer.status == 200
        assert answer.field("x-robots-tag") == "noindex"


@pytest.mark.parametrize("wrong", ["/?preview=guess", "/?preview="])
def test_a_wrong_key_opens_nothing(running: Fronts, key: str, wrong: str) -> None:
    assert [answer.status for answer in running.ask(wrong)] == [401, 401]
    assert [answer.status for answer in running.ask("/", Cookie="preview=guess")] == [401, 401]


def test_its_editors_can_sign_in(running: Fronts, key: str) -> None:
    assert [answer.status for answer in running.ask("/editors/login/")] == [200, 200]


def test_launching_opens_it_without_a_restart(running: Fronts) -> None:
    make_private(running.house.data)
    assert launch(running.house.data)

    for answer in running.ask("/"):
        assert answer.status == 200
        assert answer.field("x-robots-tag") == ""
