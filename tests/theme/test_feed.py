"""The feed: whole texts, absolute addresses, each sentence once."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from parley.kit.feeds import atom
from parley.publication.documents import ArticleDocument, BlockDocument, Link
from parley.publication.feeds import FeedSource, feed_of
from parley.publication.rendering import feed_content
from tests.theme.samples import article, parsed

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.usefixtures("installation")


def entry(*articles: ArticleDocument) -> Element:
    source = FeedSource("front", 0, "The Test Review", "/")
    text = atom(feed_of(source, ((each, feed_content(each)) for each in articles)))
    found: Element | None = fromstring(text.encode()).find(f"{ATOM}entry")
    assert found is not None
    return found


def content(*blocks: BlockDocument) -> str:
    return entry(article(*blocks)).findtext(f"{ATOM}content") or ""


def test_the_identity_of_an_entry_is_the_address_of_its_article() -> None:
    assert entry(article()).findtext(f"{ATOM}id") == "http://testserver/opinion/river/"


def test_the_content_has_the_picture_with_its_credit() -> None:
    html = content(BlockDocument("paragraph", html="<p>Words.</p>"))
    assert "Photo: Ann (CC BY 4.0)" in html
    assert 'src="http://testserver/media/gauge-800.jpg"' in html


def test_pull_quotes_and_links_to_other_articles_are_no_part_of_the_content() -> None:
    html = content(
        BlockDocument("paragraph", html="<p>It was read.</p>"),
        BlockDocument("pull_quote", text="It was read."),
        BlockDocument("related", link=Link("Elsewhere", "/elsewhere/")),
    )
    assert html.count("It was read.") == 1
    assert "Elsewhere" not in html


def test_addresses_in_the_text_are_absolute() -> None:
    links = '<p><a href="/a/">a</a> <a href="#note">b</a> <a href="https://example.org/">c</a></p>'
    found = [a.get("href") for a in parsed(content(BlockDocument("paragraph", html=links))).findall(".//a")]
    assert found == ["http://testserver/a/", "http://testserver/opinion/river/#note", "https://example.org/"]
