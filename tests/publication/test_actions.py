"""What an import or the demo asks of the publication."""

from datetime import UTC, datetime
from typing import Any

import pytest

from parley.config.gate import PROGRAM_PREFIXES
from parley.conversation.models import Thread
from parley.materializer.actions import materialize_dirty
from parley.publication.actions import (
    NewArticle,
    found_publication,
    open_section,
    publish_article,
    record_author,
    relate,
)
from parley.publication.addresses import HOUSE
from parley.publication.errors import AddressTaken, AlreadyFounded
from parley.publication.models import ArticlePage, Author, SectionPage, Topic
from parley.publication.queries import body_text, listed_authors, listed_topics, related_articles
from tests.conftest import Cast
from tests.public import page_stands, page_text


def new(cast: Cast, **changes: Any) -> NewArticle:
    """A short article in Ann's section."""
    fields: dict[str, Any] = {
        "title": "The second gauge",
        "standfirst": "Nobody knows who paid for it.",
        "section": cast.section,
        "authors": [],
        "published_at": datetime(2026, 4, 1, 9, 0, tzinfo=UTC),
        "body": [{"type": "paragraph", "value": "<p>It stands at Velka.</p>"}],
    }
    return NewArticle(**(fields | changes))


def test_a_publication_is_founded_once(cast: Cast) -> None:
    with pytest.raises(AlreadyFounded, match="already"):
        found_publication(name="Another", base_url="http://another.example")


def test_a_published_article_stands_as_a_file_with_the_date_it_was_given(cast: Cast) -> None:
    article = publish_article(new(cast))
    assert article.first_published_at == datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    page = page_text("/opinion/the-second-gauge/")
    assert "It stands at Velka." in page
    assert "2026-04-01T09:00:00Z" in page


def test_a_draft_reaches_no_file_and_opens_no_conversation(cast: Cast) -> None:
    article = publish_article(new(cast, is_public=False))
    assert not article.live
    assert not page_stands("/opinion/the-second-gauge/")
    assert not Thread.objects.filter(url="/opinion/the-second-gauge/").exists()
    assert "The second gauge" not in page_text("/")


def test_an_article_keeps_its_old_address(cast: Cast) -> None:
    publish_article(new(cast, permalink="/2019/02/gauge/"))
    assert "It stands at Velka." in page_text("/2019/02/gauge/")
    assert not page_stands("/opinion/the-second-gauge/")
    assert Thread.objects.filter(url="/2019/02/gauge/").exists()


def test_two_articles_cannot_have_one_address(cast: Cast) -> None:
    publish_article(new(cast, permalink="/2019/02/gauge/"))
    with pytest.raises(AddressTaken, match="/2019/02/gauge/"):
        publish_article(new(cast, permalink="/2019/02/gauge/"))


def test_an_article_cannot_take_the_address_that_another_has_from_its_section(cast: Cast) -> None:
    with pytest.raises(AddressTaken):
        publish_article(new(cast, permalink=cast.article.public_path))


@pytest.mark.parametrize("slug", ["media", "editors", "authors", "conversation", "errors"])
def test_a_section_gets_no_address_of_the_house(cast: Cast, slug: str) -> None:
    assert open_section(title=slug.capitalize(), slug=slug).public_path == f"/{slug}-section/"


def test_the_house_knows_every_address_that_the_program_answers() -> None:
    assert {prefix.strip("/") for prefix in PROGRAM_PREFIXES} <= HOUSE


def test_a_slug_that_would_take_a_kept_address_is_numbered(cast: Cast) -> None:
    publish_article(new(cast, title="Kept", permalink="/opinion/the-second-gauge/"))
    assert publish_article(new(cast)).public_path == "/opinion/the-second-gauge-2/"


@pytest.mark.parametrize(
    "permalink", ["/", "/feed.xml/", "/x/y/conversation/2/", "/opinion/", "/editors/x/", "/moderation/", "/errors/404/"]
)
def test_an_article_cannot_take_an_address_of_the_house(cast: Cast, permalink: str) -> None:
    with pytest.raises(AddressTaken):
        publish_article(new(cast, permalink=permalink))


def test_equal_titles_get_addresses_of_their_own(cast: Cast) -> None:
    paths = [publish_article(new(cast)).public_path for _ in range(3)]
    assert paths == ["/opinion/the-second-gauge/", "/opinion/the-second-gauge-2/", "/opinion/the-second-gauge-3/"]


def test_a_title_without_a_letter_still_has_an_address(cast: Cast) -> None:
    assert publish_article(new(cast, title="!!!")).public_path == "/opinion/article/"


def test_a_title_in_another_script_is_its_address(cast: Cast) -> None:
    assert publish_article(new(cast, title="Река и мост")).public_path == "/opinion/река-и-мост/"
    assert page_stands("/opinion/река-и-мост/")


def test_a_long_title_in_another_script_still_has_a_file(cast: Cast) -> None:
    article = publish_article(new(cast, title="река " * 45))
    assert page_stands(article.public_path)


def test_a_section_and_an_author_are_made_once(cast: Cast) -> None:
    assert open_section(title="Opinion") == cast.section
    assert record_author(name="Ada Writer") == Author.objects.get()
    assert SectionPage.objects.count() == 1


def test_two_spellings_of_a_topic_are_one(cast: Cast) -> None:
    publish_article(new(cast, topics=["water", "Water!", "Bridges"]))
    assert set(Topic.objects.values_list("slug", flat=True)) == {"water", "bridges"}


def test_an_author_and_a_topic_have_pages_as_long_as_they_have_articles(cast: Cast) -> None:
    record_author(name="Silent Sven")
    Topic.objects.create(name="Nothing", slug="nothing")
    assert listed_authors() == ["ada-writer"]
    assert listed_topics() == ["water"]
    publish_article(new(cast, authors=[record_author(name="Silent Sven")], topics=["Nothing"]))
    materialize_dirty()
    assert "The second gauge" in page_text("/authors/silent-sven/")
    assert "The second gauge" in page_text("/topics/nothing/")


def test_related_articles_stand_in_the_order_that_was_chosen(cast: Cast) -> None:
    first, second = publish_article(new(cast, title="One")), publish_article(new(cast, title="Two"))
    relate(cast.article, [second, first])
    assert related_articles(ArticlePage.objects.get(pk=cast.article.pk)) == [second, first]


def test_related_articles_never_lead_to_what_was_withdrawn(cast: Cast) -> None:
    gone = publish_article(new(cast))
    relate(cast.article, [gone])
    ArticlePage.objects.get(pk=cast.article.pk).save_revision().publish()
    assert 'href="/opinion/the-second-gauge/"' in page_text(cast.thread.url)
    ArticlePage.objects.get(pk=gone.pk).unpublish()
    materialize_dirty()
    assert 'href="/opinion/the-second-gauge/"' not in page_text(cast.thread.url)


def test_the_filter_reads_the_words_once_and_without_markup(cast: Cast) -> None:
    article = publish_article(
        new(
            cast,
            body=[
                {"type": "paragraph", "value": "<p>It stands at <b>Velka</b> &amp; rusts.</p>"},
                {"type": "pull_quote", "value": {"text": "It stands at Velka", "attribution": ""}},
            ],
        )
    )
    assert body_text(article).count("It stands at Velka") == 1
    assert "& rusts" in body_text(article)
    assert Thread.objects.get(url=article.public_path).text == body_text(article)
