"""Sources are typed, numbered as the text names them, and linked there and back without a script."""

from datetime import UTC, datetime
from typing import Any

import pytest

from parley.publication.actions import NewArticle, publish_article
from parley.publication.models import ArticlePage
from parley.publication.queries import article_document, body_text
from tests.conftest import Cast
from tests.public import page_text, page_tree, words_of


def source(key: str, **fields: Any) -> dict[str, Any]:
    return {"type": "source", "value": {"key": key, "kind": "book", "title": f"On {key}"} | fields}


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def article(cast: Cast, body: list[dict[str, Any]], sources: list[dict[str, Any]]) -> ArticlePage:
    return publish_article(
        NewArticle(
            title="Sources",
            standfirst="One.",
            section=cast.section,
            authors=[],
            published_at=datetime(2026, 4, 1, tzinfo=UTC),
            body=body,
            sources=sources,
        )
    )


def test_sources_are_numbered_as_the_text_names_them(cast: Cast) -> None:
    page = article(
        cast,
        [paragraph("One[^tides] and two[^mud], again[^tides].")],
        [source("mud"), source("unread"), source("tides")],
    )
    document = article_document(page)
    assert [(s.number, s.key, s.references) for s in document.sources] == [
        (1, "tides", (1, 3)),
        (2, "mud", (2,)),
        (3, "unread", ()),
    ]


def test_a_reference_leads_to_its_source_and_back(cast: Cast) -> None:
    made = article(
        cast,
        [
            paragraph("One[^tides], again[^tides]."),
            {"type": "list", "value": {"is_ordered": False, "items": ["x[^mud]"]}},
        ],
        [source("mud"), source("tides")],
    )
    page = page_tree(made.public_path)
    ids = {e.get("id") for e in page.iter() if e.get("id")}
    there = [a for a in page.iter("a") if a.get("role") == "doc-noteref"]
    back = [a for a in page.iter("a") if a.get("role") == "doc-backlink"]
    assert [a.get("href") for a in there] == ["#source-1", "#source-1", "#source-2"]
    assert [a.get("href") for a in back] == ["#ref-1", "#ref-2", "#ref-3"]
    assert {a.get("href", "").lstrip("#") for a in [*there, *back]} <= ids
    assert len([e for e in page.iter() if e.get("id")]) == len(ids)


@pytest.mark.parametrize("text", ["An unknown[^nobody] key.", "<code>x[^tides]</code>"])
def test_what_is_no_reference_stays_as_it_is(cast: Cast, text: str) -> None:
    assert "[^" in page_text(article(cast, [paragraph(text)], [source("tides")]).public_path)


def test_the_words_of_a_source_are_text(cast: Cast) -> None:
    page = page_text(article(cast, [paragraph("x")], [source("a", title="<script>x</script>")]).public_path)
    assert "<script>x" not in page


def test_each_kind_is_shown_with_what_is_known(cast: Cast) -> None:
    sources = [
        source("b", kind="book", title="Tides", authors="Ada", publication="Press", date="1999", pages="p. 4"),
        source("i", kind="interview", title="The keeper of Velka", date="7 May 2026"),
        source("d", kind="data", title="Levels", address="https://data.example/levels", note="As of May."),
    ]
    page = page_tree(article(cast, [paragraph("x[^b][^i][^d]")], sources).public_path)
    items = [words_of(li) for li in page.iter("li") if (li.get("id") or "").startswith("source-")]
    assert items[0].startswith("Ada: Tides, Press, 1999, p. 4.")
    assert items[1].startswith("Interview: The keeper of Velka, 7 May 2026.")
    assert items[2].startswith("Data: Levels. As of May.")


def test_the_filter_and_the_search_read_no_marks(cast: Cast) -> None:
    assert "[^" not in body_text(article(cast, [paragraph("One[^tides] word.")], [source("tides")]))
