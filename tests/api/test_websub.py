"""A WebSub hub is told of each feed whose bytes changed, and again until it answers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import time_machine

from parley.kit import clock
from parley.materializer.actions import materialize_dirty, want_everything
from parley.outbox.actions import deal_with_waiting_events
from parley.outbox.models import Event, Receipt
from tests.api.receivers import Receiver, receiver
from tests.conftest import Cast
from tests.kit.feeds.judging import read_atom, read_json, read_rss
from tests.posting import announce, write
from tests.public import page_text


@pytest.fixture
def hub(settings: Any) -> Iterator[Receiver]:
    with receiver() as found:
        changes = {"webhooks_to_private_networks": True, "websub_hub": found.url}
        settings.PARLEY = settings.PARLEY.model_copy(update=changes)
        yield found


def told(hub: Receiver) -> list[str]:
    deal_with_waiting_events()
    deal_with_waiting_events(apart=True)
    topics = []
    for _path, headers, body in hub.requests:
        fields = parse_qs(body.decode())
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert fields["hub.mode"] == ["publish"]
        assert fields["hub.url"] == fields["hub.topic"]
        topics += fields["hub.url"]
    hub.requests.clear()
    return sorted(topics)


@pytest.fixture
def standing(cast: Cast, hub: Receiver) -> Cast:
    """The cast, whose feeds stand and name the hub."""
    want_everything()
    materialize_dirty()
    told(hub)
    return cast


def change(cast: Cast, title: str = "A river measured four times") -> None:
    cast.article.title = title
    cast.article.save_revision().publish()
    materialize_dirty()


def test_each_changed_feed_is_told_once(standing: Cast, hub: Receiver) -> None:
    change(standing)
    folders = ("authors/ada-writer/", "", "opinion/", "topics/water/")
    files = ("feed.json", "feed.rss", "feed.xml")
    assert told(hub) == sorted(f"http://testserver/{folder}{file}" for folder in folders for file in files)
    assert told(hub) == []


def test_nothing_is_told_of_what_was_made_again_the_same(standing: Cast, hub: Receiver) -> None:
    want_everything()
    materialize_dirty()
    assert told(hub) == []


def test_comments_are_not_told(standing: Cast, hub: Receiver) -> None:
    write(standing.thread)
    announce(standing.thread)
    materialize_dirty()
    assert told(hub) == []


def test_a_change_after_the_other_is_told_with_the_last(standing: Cast, hub: Receiver) -> None:
    before = max(Event.objects.values_list("pk", flat=True))
    change(standing)
    change(standing, "A river measured five times")
    assert len(told(hub)) == 12
    assert Event.objects.filter(kind="feed_changed", pk__gt=before).count() == 24


def test_a_hub_that_fails_is_told_again(standing: Cast, hub: Receiver) -> None:
    hub.reply = (503, b"later")
    change(standing)
    first = told(hub)
    assert len(first) == 12
    assert told(hub) == []
    assert "the hub answered 503" in Receipt.objects.filter(consumer="websub", state="waiting")[0].last_error
    hub.reply = (204, b"")
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert told(hub) == first
    assert not Receipt.objects.filter(consumer="websub").exclude(state="done").exists()


def test_without_a_hub_there_is_no_news_of_feeds(cast: Cast) -> None:
    change(cast)
    assert not Event.objects.filter(kind="feed_changed").exists()
    assert "hub" not in page_text("/feed.json")


def test_feeds_name_the_hub(standing: Cast, hub: Receiver) -> None:
    for found in (read_atom(page_text("/feed.xml")), read_rss(page_text("/feed.rss"))):
        assert [link.href for link in found.feed.links if link.rel == "hub"] == [hub.url]
    assert read_json(page_text("/feed.json"))["hubs"] == [{"type": "WebSub", "url": hub.url}]
    assert "hub" not in page_text("/comments/feed.xml")
