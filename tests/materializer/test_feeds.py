"""Feeds of articles and of all comments: which stand, what they say, and when they change."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.kit.feeds import FORMATS
from parley.materializer.actions import materialize_dirty, reconcile, want_everything
from parley.materializer.models import Output
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.actions import NewArticle, publish_article, record_author
from parley.publication.models import ArticlePage, Topic
from tests.conftest import Cast
from tests.kit.feeds.judging import read_atom, read_json, read_rss
from tests.posting import announce, send, write
from tests.public import page_stands, page_text, page_tree
from tests.publication.test_picture_sizes import upload_picture

FOLDERS = ("/", "/opinion/", "/topics/water/", "/authors/ada-writer/", "/comments/")


def made(folder: str) -> tuple[Any, Any, Any]:
    """The three formats of a folder's feed, each read by a program of others that finds no fault in it."""
    materialize_dirty()
    return (
        read_atom(page_text(f"{folder}feed.xml")),
        read_rss(page_text(f"{folder}feed.rss")),
        read_json(page_text(f"{folder}feed.json")),
    )


def titles(folder: str) -> list[str]:
    atom, rss, items = made(folder)
    found = [entry.title for entry in atom.entries]
    assert found == [entry.title for entry in rss.entries] == [item["title"] for item in items["items"]]
    return found


def publish(cast: Cast, title: str, **changes: Any) -> ArticlePage:
    fields: dict[str, Any] = {
        "standfirst": "In short.",
        "section": cast.section,
        "authors": [record_author(name="Bo Second")],
        "published_at": datetime(2026, 3, 4, 8, 0, tzinfo=UTC),
        "body": [{"type": "paragraph", "value": "<p>See <a href='/opinion/'>here</a>.</p>"}],
        "topics": ["Ice"],
    }
    return publish_article(NewArticle(title=title, **(fields | changes)))


@pytest.mark.parametrize("folder", [*FOLDERS, "/opinion/a-river-measured-three-times/conversation/"])
def test_each_feed_stands_in_three_valid_formats(cast: Cast, folder: str) -> None:
    atom, rss, items = made(folder)
    assert atom.feed.title == rss.feed.title == items["title"]
    ids = [entry.id for entry in atom.entries]
    assert ids == [entry.id for entry in rss.entries] == [item["id"] for item in items["items"]]
    assert len(ids) == ("/co" not in folder)


def test_pages_lead_to_their_feeds(cast: Cast) -> None:
    for page, folder in [
        *((folder, folder) for folder in FOLDERS[:-1]),
        (cast.thread.url, f"{cast.thread.url}conversation/"),
        ("/feeds/", "/comments/"),
    ]:
        links = [(a.get("type"), a.get("href")) for a in page_tree(page).iter("link") if a.get("rel") == "alternate"]
        assert len(links) == len(set(links))
        assert {(each.content_type, f"{folder}{each.file}") for each in FORMATS} <= set(links)
        assert ("application/atom+xml", "/feed.xml") in links


def test_a_page_for_people_leads_to_all_of_them(cast: Cast) -> None:
    targets = {a.get("href") for a in page_tree("/feeds/").iter("a")}
    assert {f"{folder}{each.file}" for folder in FOLDERS for each in FORMATS} <= targets
    assert any(a.get("href") == "/feeds/" for a in page_tree("/").iter("a"))


def test_a_new_article_changes_its_feeds_and_no_others(cast: Cast) -> None:
    materialize_dirty()
    water = page_text("/topics/water/feed.rss")
    before = Output.objects.get(path="/topics/water/feed.rss").wanted
    publish(cast, "The second gauge")
    assert titles("/") == ["The second gauge", "A river measured three times"]
    assert titles("/topics/ice/") == titles("/authors/bo-second/") == ["The second gauge"]
    assert page_text("/topics/water/feed.rss") == water
    assert Output.objects.get(path="/topics/water/feed.rss").wanted == before


def test_an_article_leaves_the_feeds_of_what_it_was_about(cast: Cast) -> None:
    article = publish(cast, "The second gauge", topics=["Water"])
    assert len(titles("/topics/water/")) == 2
    article.topics.set([Topic.objects.get_or_create(name="Ice", slug="ice")[0]])
    article.save_revision().publish()
    assert len(titles("/topics/water/")) == 1
    assert titles("/topics/ice/") == ["The second gauge"]
    article.unpublish()
    assert titles("/") == ["A river measured three times"]


def test_an_entry_keeps_its_identity_when_its_address_changes(cast: Cast) -> None:
    before = made("/")
    cast.article.permalink = "/2026/03/river/"
    cast.article.title = "A river measured four times"
    cast.article.save_revision().publish()
    after = made("/")
    assert after[0].entries[0].link != before[0].entries[0].link
    assert after[0].entries[0].id == before[0].entries[0].id
    assert after[1].entries[0].id == after[0].entries[0].id == after[2]["items"][0]["id"]
    assert after[0].entries[0].id.startswith("urn:uuid:")


def test_updated_is_what_readers_are_told(cast: Cast) -> None:
    cast.article.updated_on = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    cast.article.save_revision().publish()
    atom, rss, items = made("/opinion/")
    assert atom.entries[0].published == "2026-03-02T08:00:00Z"
    assert atom.entries[0].updated == atom.feed.updated == "2026-03-05T09:30:00Z"
    assert rss.feed.updated == "Thu, 05 Mar 2026 09:30:00 GMT"
    assert items["items"][0]["date_modified"] == "2026-03-05T09:30:00Z"


def test_pictures_keep_their_words_and_addresses_are_absolute(cast: Cast) -> None:
    picture = upload_picture()
    picture.licence, picture.caption = "CC BY 4.0", "Read at noon"
    picture.save()
    cast.article.hero = picture
    cast.article.save_revision().publish()
    deal_with_waiting_events()
    atom, rss, items = made("/")
    entry = atom.entries[0]
    file = Path(picture.file.path)
    assert file.is_file()
    assert int(entry.enclosures[0].length) > 1000
    assert entry.media_credit[0]["content"] == rss.entries[0].media_credit[0]["content"] == "Photo: Ada"
    assert "A gauge at a bridge" in items["items"][0]["attachments"][0]["title"]
    for html in (entry.content[0].value, rss.entries[0].content[0].value, items["items"][0]["content_html"]):
        assert 'alt="A gauge at a bridge"' in html
        assert "Photo: Ada (CC BY 4.0)" in html
        assert "Read at noon" in html
        assert 'src="http://testserver/media/' in html
        assert 'href="http://testserver/opinion/a-river-measured-three-times/#the-gauge-at-lindau"' in html


def test_who_took_part_otherwise_is_no_author(cast: Cast) -> None:
    cast.article.bylines.create(author=record_author(name="Cy Photo"), role="Photographs")
    cast.article.save_revision().publish()
    atom, _rss, items = made("/")
    assert [author.name for author in atom.entries[0].authors] == ["Ada Writer"]
    assert [person.name for person in atom.entries[0].contributors] == ["Cy Photo"]
    assert [author["name"] for author in items["items"][0]["authors"]] == ["Ada Writer"]


def test_all_comments_come_change_and_go(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    assert titles("/comments/") == [f"Cleo on {cast.thread.title}"]
    assert "cleo@example.org" not in page_text("/comments/feed.json")
    decide(comments=[Comment.objects.get()], status="trash", moderator=cast.ben)
    assert titles("/comments/") == []


def test_a_reply_says_what_it_answers_and_goes_with_its_article(cast: Cast) -> None:
    first = write(cast.thread)
    write(cast.thread, parent=first, author_name="Dora")
    announce(cast.thread)
    folder = f"{cast.thread.url}conversation/"
    atom, _rss, _items = made(folder)
    assert f'ref="{atom.entries[1].id}"' in page_text(f"{folder}feed.xml")
    assert len(titles("/comments/")) == 2
    cast.article.unpublish()
    assert titles("/comments/") == []
    assert not page_stands(f"{folder}feed.json")


def test_made_again_they_are_the_same_bytes(cast: Cast) -> None:
    materialize_dirty()
    paths = [f"{folder}{each.file}" for folder in FOLDERS for each in FORMATS]
    before = dict(Output.objects.filter(path__in=paths).values_list("path", "written_at"))
    assert len(before) == len(paths)
    want_everything()
    materialize_dirty()
    assert dict(Output.objects.filter(path__in=paths).values_list("path", "written_at")) == before


def test_they_are_healed_and_go_with_what_they_are_of(cast: Cast) -> None:
    publish(cast, "The second gauge").unpublish()
    reconcile()
    materialize_dirty()
    assert not page_stands("/topics/ice/feed.json")
    assert json.loads(page_text("/topics/water/feed.json"))["items"]
