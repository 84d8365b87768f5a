"""One feed in three formats, read by readers of others."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from parley.kit.feeds import Feed, FeedEntry, FeedPerson, FeedPicture, atom, json_feed, rss
from parley.kit.feeds.content import feed_html
from parley.kit.markup import comment_html
from tests.kit.feeds.judging import read_atom, read_json, read_rss

WHEN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[4] / "shared" / "tools" / "trust"
ATTACKS = Path(os.environ.get("TESTS_ATTACKS", SHARED)) / "dev_attacks.jsonl"
HOSTILE = [
    "</content></entry><entry>",
    "]]> <![CDATA[ ]]>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "a\x00b\x08c\x0cd\x1be\ufffef\uffffg\ud800h\x7fi\x9fj",
    "&amp; &lt;b&gt; &#0; &#x1F; & < > \" '",
    "\u202eright to left\u202c \U0001f469\u200d\U0001f680",
]


def entry(**changes: object) -> FeedEntry:
    made = FeedEntry(
        id="urn:uuid:0b8e8a0e-3b1b-5c8e-9f0e-6d4f4b7d1a11",
        url="https://magazine.example/opinion/river/",
        title="A river & its <gauge>",
        published=WHEN,
        updated=WHEN + timedelta(hours=2),
        content_html='<p>Words &amp; <a href="https://magazine.example/a/">links</a>.</p>',
        summary="Three countries share it.",
        authors=(FeedPerson("Ada Writer", "https://magazine.example/authors/ada/"), FeedPerson("Ben & Co")),
        contributors=(FeedPerson("Cy Photo"),),
        categories=("Opinion", "Water & ice"),
        picture=FeedPicture(
            "https://magazine.example/media/g.jpg", "image/jpeg", 800, 450, 4711, "A gauge", "Noon", "Ann", "CC BY 4.0"
        ),
        discussion_url="https://magazine.example/opinion/river/#conversation",
        replies_feed="https://magazine.example/opinion/river/conversation/feed.xml",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def feed(*entries: FeedEntry) -> Feed:
    return Feed(
        base="https://magazine.example/opinion/",
        url="https://magazine.example/opinion/",
        title="The Review: Opinion",
        description="What we think",
        language="de",
        updated=WHEN,
        author=FeedPerson("The Review", "https://magazine.example/"),
        entries=entries,
        hub="https://hub.example/",
    )


def test_atom_says_all_that_there_is() -> None:
    found = read_atom(atom(feed(entry())))
    assert found.feed.id == "https://magazine.example/opinion/feed.xml"
    assert found.feed.title == "The Review: Opinion"
    assert found.feed.language == "de"
    links = {(link.rel, link.href) for link in found.feed.links}
    assert ("hub", "https://hub.example/") in links
    assert ("self", "https://magazine.example/opinion/feed.xml") in links
    (only,) = found.entries
    assert (only.id, only.link) == (entry().id, entry().url)
    assert (only.published, only.updated) == ("2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z")
    assert [author.name for author in only.authors] == ["Ada Writer", "Ben & Co"]
    assert [person.name for person in only.contributors] == ["Cy Photo"]
    assert [tag.term for tag in only.tags] == ["Opinion", "Water & ice"]
    assert only.content[0].value == entry().content_html
    assert only.summary == "Three countries share it."
    assert [(e.href, e.type, e.length) for e in only.enclosures] == [
        ("https://magazine.example/media/g.jpg", "image/jpeg", "4711")
    ]
    assert only.media_credit[0]["content"] == "Ann"
    replies = [link.href for link in only.links if link.rel == "replies"]
    assert replies == ["https://magazine.example/opinion/river/conversation/feed.xml"]


def test_rss_says_all_that_there_is() -> None:
    found = read_rss(rss(feed(entry())))
    assert (found.feed.title, found.feed.language) == ("The Review: Opinion", "de")
    links = {(link.rel, link.href) for link in found.feed.links}
    assert ("hub", "https://hub.example/") in links
    assert ("self", "https://magazine.example/opinion/feed.rss") in links
    (only,) = found.entries
    assert (only.id, only.guidislink, only.link) == (entry().id, False, entry().url)
    assert only.published == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert only.updated == "2026-03-02T10:00:00Z"
    assert [author.name for author in only.authors] == ["Ada Writer", "Ben & Co"]
    assert [tag.term for tag in only.tags] == ["Opinion", "Water & ice"]
    assert only.content[0].value == entry().content_html
    assert only.summary == "Three countries share it."
    assert (only.enclosures[0].href, only.enclosures[0].length) == ("https://magazine.example/media/g.jpg", "4711")
    assert only.media_content[0]["width"] == "800"
    assert only.media_credit[0]["content"] == "Ann"
    assert only.wfw_commentrss == "https://magazine.example/opinion/river/conversation/feed.rss"
    assert only.comments == "https://magazine.example/opinion/river/#conversation"


def test_json_feed_says_all_that_there_is() -> None:
    found = read_json(json_feed(feed(entry())))
    assert found["feed_url"] == "https://magazine.example/opinion/feed.json"
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    (only,) = found["items"]
    assert (only["id"], only["url"]) == (entry().id, entry().url)
    assert only["title"] == "A river & its <gauge>"
    assert only["content_html"] == entry().content_html
    assert only["date_modified"] == "2026-03-02T10:00:00Z"
    assert [author["name"] for author in only["authors"]] == ["Ada Writer", "Ben & Co"]
    assert only["image"] == "https://magazine.example/media/g.jpg"
    assert only["attachments"][0]["title"] == "A gauge. Noon. Ann. CC BY 4.0"


def test_a_feed_without_entries_is_valid() -> None:
    assert read_atom(atom(feed())).entries == []
    assert read_rss(rss(feed())).entries == []
    assert read_json(json_feed(feed()))["items"] == []


def test_the_schema_and_the_grammar_refuse_what_is_wrong() -> None:
    """Else the tests above would say nothing."""
    wrong = replace(entry(), id="no address")
    with pytest.raises(AssertionError):
        read_atom(atom(feed(wrong)))
    document = json.loads(json_feed(feed(entry())))
    del document["items"][0]["content_html"]
    with pytest.raises(AssertionError):
        read_json(json.dumps(document))


def hostile_texts() -> Iterator[str]:
    yield from HOSTILE
    if ATTACKS.is_file():
        for line in ATTACKS.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield from (str(record.get("name", "")), str(record.get("text", "")))


def test_hostile_texts_stay_texts() -> None:
    texts = [text for text in hostile_texts() if text.strip()]
    entries = tuple(
        entry(
            id=f"urn:parley:{number}",
            title=text,
            summary=text,
            content_html=feed_html(comment_html(text), "https://magazine.example/a/"),
            authors=(FeedPerson(f"x{text}"),),
            categories=(f"x{text}",),
        )
        for number, text in enumerate(texts)
    )
    found = read_atom(atom(feed(*entries)))
    assert len(found.entries) == len(texts)
    tree = etree.fromstring(atom(feed(*entries)).encode())
    contents = [element.text or "" for element in tree.iter("{http://www.w3.org/2005/Atom}content")]
    items = read_json(json_feed(feed(*entries)))["items"]
    assert contents == [item["content_html"] for item in items]
    encoded = [e.text or "" for e in etree.fromstring(rss(feed(*entries)).encode()).iter("{*}encoded")]
    assert encoded == contents
    assert len(read_rss(rss(feed(*entries))).entries) == len(texts)
    for text in (atom(feed(*entries)), rss(feed(*entries))):
        assert not [c for c in text if c not in "\n\t" and (ord(c) < 32 or 127 <= ord(c) < 133 or 133 < ord(c) < 160)]


@pytest.mark.parametrize(
    ("written", "absolute"),
    [
        ('<a href="/a/">x</a>', '<a href="https://m.example/a/">x</a>'),
        ('<a href="#n1">x</a>', '<a href="https://m.example/opinion/river/#n1">x</a>'),
        ('<a href="//cdn.example/x">x</a>', '<a href="https://cdn.example/x">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="/a/?x=1&amp;y=2">x</a>', '<a href="https://m.example/a/?x=1&amp;y=2">x</a>'),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
        ('<p>say href="/a/" and &lt;a href="/b/"&gt;</p>', '<p>say href="/a/" and &lt;a href="/b/"&gt;</p>'),
        ('<img src="/m.jpg" alt="a > b">', '<img src="https://m.example/m.jpg" alt="a > b">'),
        ('<div class="table" role="region" tabindex="0" aria-label="T">', '<div class="table">'),
    ],
)  # fmt: skip
def test_addresses_become_absolute_and_words_stay(written: str, absolute: str) -> None:
    assert feed_html(written, "https://m.example/opinion/river/") == absolute
