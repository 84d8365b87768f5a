"""Lists: composed front pages, stable pages, archives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parley.kit import clock
from parley.materializer.actions import materialize_dirty, reconcile
from parley.publication.actions import NewArticle, open_section, publish_article
from parley.publication.addresses import is_of_the_house
from parley.publication.archive import archive_document
from parley.publication.lists import PAGE, further_pages, list_document
from parley.publication.models import ArticlePage, FrontPage, SectionPage
from tests.conftest import Cast
from tests.posting import announce, write
from tests.public import page_stands, page_text, page_tree, words_of


def publish(section: SectionPage, title: str, moment: datetime | None = None) -> ArticlePage:
    return publish_article(
        NewArticle(
            title=title,
            standfirst="One.",
            section=section,
            authors=[],
            published_at=moment or datetime(2026, 4, 1, tzinfo=UTC),
            body=[{"type": "paragraph", "value": "<p>x</p>"}],
        )
    )


def compose(*blocks: dict[str, Any]) -> None:
    front = FrontPage.objects.get()
    front.composition = list(blocks)
    front.save_revision().publish()


def titles(kind: str, key: str = "") -> list[str]:
    document = list_document(kind, key)
    assert document is not None
    return [article.title for article in document.articles]


def test_a_front_page_that_nobody_composed_shows_the_newest(cast: Cast) -> None:
    publish(cast.section, "Newer")
    assert titles("front") == ["Newer", cast.article.title]


def test_an_editor_composes_lead_picks_and_sections(cast: Cast) -> None:
    science = open_section(title="Science")
    pages = {name: publish(cast.section, name) for name in ("A", "B", "C")}
    publish(science, "S")
    compose(
        {"type": "lead", "value": {"article": pages["A"].pk}},
        {"type": "picks", "value": {"title": "We chose", "articles": [pages["C"].pk, pages["A"].pk]}},
        {"type": "section", "value": {"section": science.pk, "count": 3}},
        {"type": "newest", "value": {"title": "", "count": 2}},
    )
    document = list_document("front", "")
    assert document is not None
    assert [(g.kind, g.title, [a.title for a in g.articles]) for g in document.groups] == [
        ("lead", "", ["A"]),
        ("picks", "We chose", ["C"]),
        ("section", "Science", ["S"]),
        ("newest", "", ["B", cast.article.title]),
    ]
    materialize_dirty()
    page = page_tree("/")
    assert [words_of(e) for e in page.iter("h2")] == ["A", "We chose", "Science", "B", cast.article.title]
    assert [words_of(e) for e in page.iter("h3")] == ["C", "S"]


def test_a_withdrawn_lead_gives_way_to_the_newest(cast: Cast) -> None:
    lead = publish(cast.section, "Lead")
    publish(cast.section, "Newest", datetime(2026, 5, 1, tzinfo=UTC))
    compose({"type": "lead", "value": {"article": lead.pk}})
    assert titles("front") == ["Lead"]
    ArticlePage.objects.get(pk=lead.pk).unpublish()
    assert titles("front") == ["Newest"]


def test_a_composition_of_which_nothing_is_left_shows_the_newest(cast: Cast) -> None:
    gone = publish(cast.section, "Gone")
    compose({"type": "picks", "value": {"title": "P", "articles": [gone.pk]}})
    ArticlePage.objects.get(pk=gone.pk).delete()
    assert titles("front") == [cast.article.title]


def test_the_most_discussed_come_by_themselves(cast: Cast) -> None:
    from parley.conversation.models import Thread

    talked, quiet = (publish(cast.section, name, clock.now() - timedelta(days=2)) for name in ("Talked", "Quiet"))
    compose(
        {"type": "lead", "value": {"article": quiet.pk}},
        {"type": "most_discussed", "value": {"title": "Most discussed", "count": 4, "days": 30}},
    )
    materialize_dirty()
    assert "Talked" not in page_text("/")
    thread = Thread.objects.get(url=talked.public_path)
    write(thread)
    announce(thread)
    materialize_dirty()
    assert "Talked" in page_text("/")
    assert cast.article.title not in page_text("/")  # older than the days that count


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (29, 0), (59, 0), (60, 1), (89, 1), (90, 2)])
def test_a_page_stands_when_the_newest_fill_another(total: int, pages: int) -> None:
    assert further_pages(total) == pages


def test_a_page_of_a_section_keeps_its_content(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.publication.lists.PAGE", 2)
    for number in range(2, 6):
        publish(cast.section, f"Article {number}", datetime(2026, 4, number, tzinfo=UTC))
    assert titles("section", "opinion:1") == ["Article 2", cast.article.title]
    assert titles("section", "opinion") == ["Article 5", "Article 4", "Article 3"]
    publish(cast.section, "Article 6", datetime(2026, 4, 6, tzinfo=UTC))
    assert titles("section", "opinion:1") == ["Article 2", cast.article.title]
    assert titles("section", "opinion:2") == ["Article 4", "Article 3"]
    assert titles("section", "opinion") == ["Article 6", "Article 5"]
    assert list_document("section", "opinion:3") is None
    reconcile()
    materialize_dirty()
    assert 'rel="next" href="/opinion/page/2/"' in page_text("/opinion/")
    page = page_text("/opinion/page/2/")
    assert 'rel="next" href="/opinion/page/1/"' in page
    assert 'rel="prev" href="/opinion/"' in page
    assert page_stands("/topics/water/")


def test_pages_are_thirty_long() -> None:
    assert PAGE == 30


def test_the_archive_leads_from_years_to_months_to_articles(cast: Cast) -> None:
    publish(cast.section, "Old", datetime(2019, 2, 7, tzinfo=UTC))
    materialize_dirty()
    reconcile()
    materialize_dirty()
    links = [a.get("href") for a in page_tree("/archive/").iter("a")]
    assert {"/archive/2019/", "/archive/2019/02/", "/archive/2026/", "/archive/2026/03/"} <= set(links)
    assert "2019" not in words_of(page_tree("/archive/2026/").find(".//main"))
    month = page_text("/archive/2019/02/")
    assert "Old" in month
    assert "7 February 2019" in month
    assert 'rel="prev" href="/archive/2026/03/"' in month


def test_a_month_is_the_sites_own(cast: Cast, settings: Any) -> None:
    from django.utils import timezone

    publish(cast.section, "New Year", datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    with timezone.override("Europe/Berlin"):
        assert archive_document("2026-01") is not None
    assert archive_document("2026-01") is None
    assert archive_document("2025-12") is not None


def test_an_empty_archive_is_no_page(cast: Cast) -> None:
    ArticlePage.objects.get(pk=cast.article.pk).unpublish()
    assert archive_document("") is None
    reconcile()
    materialize_dirty()
    assert not page_stands("/archive/")


@pytest.mark.parametrize("path", ["/archive/", "/archive/2026/", "/opinion/page/2/", "/a/b/changes/"])
def test_addresses_of_lists_are_of_the_house(path: str) -> None:
    assert is_of_the_house(path)
