"""What programs read of an article and of the site, judged by programs that are not ours."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree
from PIL import Image

from parley.kit import clock
from parley.materializer.actions import materialize_dirty, reconcile
from parley.materializer.files import file_of
from parley.publication.actions import NewArticle, correct_article, publish_article, record_author
from parley.publication.models import ArticlePage, FrontPage, InformationPage
from tests.conftest import Cast
from tests.posting import announce, write
from tests.public import page_stands, page_text, page_tree

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def json_ld(path: str) -> list[dict[str, Any]]:
    blocks = page_tree(path).iter("script")
    return [json.loads(block.text or "") for block in blocks if block.get("type") == "application/ld+json"]


def published(cast: Cast, **changes: Any) -> ArticlePage:
    facts: dict[str, Any] = {
        "title": "Talks",
        "standfirst": "They talked.",
        "section": cast.section,
        "authors": [record_author(name="Ada Writer")],
        "published_at": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "body": [{"type": "paragraph", "value": "<p>They <b>talked</b>[^treaty] &lt;long&gt;.</p>"}],
        "sources": [
            {"type": "source", "value": {"key": "treaty", "kind": "book", "title": "The treaty", "authors": "B. Scribe",
                                         "date": "1961", "address": "https://archive.example/t"}}
        ],
    }  # fmt: skip
    article = publish_article(NewArticle(**(facts | changes)))
    reconcile()
    materialize_dirty()
    return article


def all_urls(path: str) -> list[str]:
    tree = etree.fromstring(page_text(path).encode())
    return [element.text or "" for element in tree.iterfind(".//s:loc", SITEMAP)]


def test_an_article_says_what_it_is(cast: Cast) -> None:
    cast.section.article_kind = "OpinionNewsArticle"
    cast.section.save()
    article = published(cast, title="Talks </script><!-- & go")
    data, *_count = json_ld(article.public_path)
    assert (data["@type"], data["headline"]) == ("OpinionNewsArticle", "Talks </script><!-- & go")
    assert data["datePublished"].startswith("2026-03-02T08:00")
    assert data["author"][0]["name"] == "Ada Writer"
    assert data["isAccessibleForFree"] is True
    assert data["citation"] == [
        {
            "@type": "Book",
            "name": "The treaty",
            "author": {"@type": "Person", "name": "B. Scribe"},
            "datePublished": "1961",
            "url": "https://archive.example/t",
        }
    ]


def test_search_engines_read_the_same(cast: Cast) -> None:
    extruct = pytest.importorskip("extruct")
    article = published(cast)
    found = extruct.extract(
        page_text(article.public_path), base_url=settings.BASE_URL, syntaxes=["json-ld", "opengraph"]
    )
    assert found["json-ld"][0]["publisher"]["name"] == "The Test Review"
    graph = dict(found["opengraph"][0]["properties"])
    assert graph["og:image"] == f"{settings.BASE_URL}{article.public_path}card.png"


def test_the_kind_of_an_article_outranks_its_section(cast: Cast) -> None:
    cast.article.article_kind = "AnalysisNewsArticle"
    cast.article.save_revision().publish()
    assert json_ld(cast.article.public_path)[0]["@type"] == "AnalysisNewsArticle"


def test_the_number_of_comments_is_told_without_drawing_the_article_anew(cast: Cast) -> None:
    write(cast.thread, "The gauge at Lindau was read by my grandfather every Monday.")
    announce(cast.thread)
    article, count = json_ld(cast.thread.url)
    assert (count["@id"], count["commentCount"]) == (article["@id"], 1)


def test_a_correction_is_told(cast: Cast) -> None:
    correct_article(cast.article, text="The river is the Ostra.")
    (correction,) = json_ld(cast.article.public_path)[0]["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", "The river is the Ostra.")


def test_every_page_that_readers_can_open_is_in_a_sitemap(cast: Cast) -> None:
    article = published(cast)
    listed = [urlsplit(address).path for address in all_urls("/sitemap.xml")]
    urls = {url for path in listed for url in all_urls(path)}
    base = settings.BASE_URL
    assert {f"{base}/", f"{base}{article.public_path}", f"{base}/opinion/", f"{base}/authors/ada-writer/"} <= urls
    article.unpublish()
    materialize_dirty()
    assert f"{base}{article.public_path}" not in {url for path in listed for url in all_urls(path)}


def test_a_sitemap_reader_of_others_takes_them(cast: Cast) -> None:
    usp = pytest.importorskip("usp.objects.sitemap")
    parser = pytest.importorskip("usp.fetch_parse")
    assert usp
    article = published(cast)
    (path,) = [urlsplit(url).path for url in all_urls("/sitemap.xml") if "articles" in url]
    made = parser.XMLSitemapParser(
        url=f"{settings.BASE_URL}{path}", content=page_text(path), recursion_level=0, web_client=None, parent_urls=set()
    ).sitemap()
    assert f"{settings.BASE_URL}{article.public_path}" in {page.url for page in made.all_pages()}


def test_news_is_news_for_two_days(cast: Cast) -> None:
    fresh = published(cast, title="Fresh & new", published_at=clock.now() - timedelta(hours=47))
    published(cast, title="Old", published_at=clock.now() - timedelta(hours=49))
    assert all_urls("/sitemaps/news.xml") == [f"{settings.BASE_URL}{fresh.public_path}"]
    tree = etree.fromstring(page_text("/sitemaps/news.xml").encode())
    assert tree.findtext(".//n:title", namespaces=SITEMAP) == "Fresh & new"


def test_robots_may_read_articles_and_find_the_sitemap(cast: Cast) -> None:
    robots = RobotFileParser()
    robots.parse(page_text("/robots.txt").splitlines())
    assert robots.can_fetch("any", f"{settings.BASE_URL}{cast.article.public_path}")
    assert not robots.can_fetch("any", f"{settings.BASE_URL}/my/")
    assert robots.site_maps() == [f"{settings.BASE_URL}/sitemap.xml"]


def test_an_article_stands_as_markdown(cast: Cast) -> None:
    from markdown_it import MarkdownIt

    article = published(cast, title="Talks *and* more")
    path = f"{article.public_path}index.html.md"
    text = page_text(path)
    html = MarkdownIt().render(text)
    assert "<h1>Talks *and* more</h1>" in html
    assert "They <strong>talked</strong>[^1] &lt;long&gt;." in html
    assert "[^1]: B. Scribe. The treaty. 1961" in text
    assert f"{settings.BASE_URL}{path}" in page_text("/llms.txt")


def test_the_share_card_is_small_and_of_the_size_that_is_told(cast: Cast) -> None:
    import gzip

    published(cast, title="A very long title about the talks on the river " * 5)
    article = published(cast)
    packed = file_of(f"{article.public_path}card.png").read_bytes()
    card = Image.open(BytesIO(gzip.decompress(packed)))
    assert (card.format, card.size) == ("PNG", (1200, 630))
    assert len(gzip.decompress(packed)) < 100_000


def test_citations_are_read_by_programs_of_others(cast: Cast) -> None:
    rispy, bibtexparser = pytest.importorskip("rispy"), pytest.importorskip("bibtexparser")
    article = published(cast, title="Talks & 100% {trust}", authors=[record_author(name="Ada Lu Writer")])
    texts = ["".join(e.itertext()) for e in page_tree(f"{article.public_path}cite/").iter("pre")]
    (entry,) = rispy.loads(texts[1])
    assert (entry["authors"], entry["title"]) == (["Writer, Ada Lu"], "Talks & 100% {trust}")
    read = (
        bibtexparser.parse_string(texts[0]) if hasattr(bibtexparser, "parse_string") else bibtexparser.loads(texts[0])
    )
    fields = read.entries[0]
    assert fields["year"] == "2026"
    assert r"Talks \& 100\% \{trust\}" in fields["title"]


def test_citations_for_people_follow_their_styles(cast: Cast) -> None:
    from parley.publication.citations import citations
    from parley.publication.queries import article_document

    article = published(cast, authors=[record_author(name="Ada Writer"), record_author(name="Bo Lund")])
    apa, mla, chicago, *_rest = (one.text for one in citations(article_document(article), "The Test Review"))
    address = f"{settings.BASE_URL}{article.public_path}"
    assert apa == f"Writer, A., & Lund, B. (2026, March 2). Talks. The Test Review. {address}"
    assert mla.startswith("Writer, Ada, and Bo Lund. “Talks.” The Test Review, 2 Mar. 2026, ")
    assert chicago == f"Writer, Ada, and Bo Lund. “Talks.” The Test Review, March 2, 2026. {address}."


def test_an_article_is_offered_to_others_only_where_its_licence_allows_it(cast: Cast) -> None:
    article = published(cast)
    assert not page_stands(f"{article.public_path}republish/")
    article.licence = "cc-by"
    article.save_revision().publish()
    materialize_dirty()
    html, markdown = ("".join(e.itertext()) for e in page_tree(f"{article.public_path}republish/").iter("textarea"))
    assert f"{settings.BASE_URL}{article.public_path}" in html
    assert "https://creativecommons.org/licenses/by/4.0/" in html
    assert "They **talked**" in markdown
    article.licence = ""
    article.save_revision().publish()
    reconcile()
    materialize_dirty()
    assert not page_stands(f"{article.public_path}republish/")


@pytest.mark.parametrize(
    ("words", "licence", "comes"),
    [
        ("CC BY 4.0", "cc-by", True),
        ("Public domain", "cc-by", True),
        ("CC BY-NC 4.0", "cc-by", False),
        ("CC BY-NC 4.0", "cc-by-nc", True),
        ("Agency, all rights reserved", "cc-by", False),
        ("", "cc0", False),
        ("CC BY 4.0", "all-rights-reserved", False),
    ],
)
def test_a_picture_comes_along_only_where_its_licence_says_so(words: str, licence: str, comes: bool) -> None:
    from parley.publication.licences import LICENCES, picture_may_come_along

    assert picture_may_come_along(words, LICENCES[licence]) is comes


def test_oembed_answers_what_its_discovery_link_promises(cast: Cast, reader: Client) -> None:
    (link,) = [e for e in page_tree(cast.article.public_path).iter("link") if "oembed" in e.get("type", "")]
    answer = reader.get(str(link.get("href")).removeprefix(settings.BASE_URL) + "&maxwidth=320")
    found = answer.json()
    assert (found["version"], found["type"], found["width"]) == ("1.0", "rich", 320)
    assert found["title"] == cast.article.title
    assert f'href="{settings.BASE_URL}{cast.article.public_path}"' in found["html"]
    assert parse_qs(urlsplit(str(link.get("href"))).query)["url"] == [f"{settings.BASE_URL}{cast.article.public_path}"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "https://elsewhere.example/opinion/"}, 404),
        ({"url": f"{settings.BASE_URL}/opinion/nothing/"}, 404),
        ({"url": f"{settings.BASE_URL}/", "format": "xml"}, 501),
    ],
)
def test_oembed_refuses_in_the_words_of_its_standard(reader: Client, query: dict[str, str], status: int) -> None:
    assert reader.get("/api/oembed", query).status_code == status


def test_a_new_publication_begins_with_pages_about_itself(cast: Cast) -> None:
    from parley.publication.information import write_information_pages

    assert len(write_information_pages(FrontPage.objects.get())) == 5
    assert write_information_pages(FrontPage.objects.get()) == []
    reconcile()
    materialize_dirty()
    assert "No page follows readers" in page_text("/about/")
    assert not page_stands("/masthead/")  # only its publisher knows what belongs there
    assert json_ld("/")[0]["publisher"]["ethicsPolicy"] == f"{settings.BASE_URL}/ethics/"
    InformationPage.objects.get(purpose="about").unpublish()
    reconcile()
    assert not page_stands("/about/")


def test_sharing_needs_no_script_and_asks_nobody(cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"share_with": ("mail", "bluesky")})
    article = published(cast, title="50% & more?")
    links = {str(e.get("href")) for e in page_tree(article.public_path).iter("a")}
    (mail,) = [link for link in links if link.startswith("mailto:")]
    assert parse_qs(urlsplit(mail).query)["subject"] == ["50% & more?"]
    assert [link for link in links if link.startswith("https://bsky.app/intent/compose?text=50%25%20%26%20more%3F")]
