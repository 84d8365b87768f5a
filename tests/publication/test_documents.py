"""An article's blocks become plain documents with safe HTML."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.publication.actions import NewArticle, publish_article, record_author
from parley.publication.documents import ArticleDocument
from parley.publication.lists import list_document
from parley.publication.models import ArticlePage
from parley.publication.queries import article_document, live_articles
from tests.conftest import Cast


def document(cast: Cast, *body: dict[str, Any]) -> ArticleDocument:
    article = publish_article(
        NewArticle(
            title="Blocks",
            standfirst="",
            section=cast.section,
            authors=[],
            published_at=datetime(2026, 4, 1, tzinfo=UTC),
            body=list(body),
        )
    )
    return article_document(article)


def heading(text: str, level: int = 2) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": level}}


def test_headings_get_anchors_that_are_unique_in_the_article(cast: Cast) -> None:
    blocks = document(cast, heading("The gauge"), heading("The gauge", 3), heading("!!!"), heading("Река")).blocks
    assert [block.anchor for block in blocks] == ["the-gauge", "the-gauge-2", "section", "река"]
    assert [block.level for block in blocks] == [2, 3, 2, 2]


def test_every_kind_of_block_has_its_document(cast: Cast) -> None:
    blocks = document(
        cast,
        {"type": "paragraph", "value": "<p>One <i>word</i></p>"},
        heading("Two"),
        {"type": "pull_quote", "value": {"text": "Three", "attribution": "Ada"}},
        {"type": "quote", "value": {"text": "<p>Four</p>", "attribution": ""}},
        {"type": "list", "value": {"is_ordered": True, "items": ["a", "b"]}},
        {"type": "image", "value": {"picture": None, "address": "https://old.example/p.jpg", "alternative_text": "A",
                                    "caption": "B", "credit": "C"}},
        {"type": "related", "value": {"title": "Five", "address": "/five/"}},
        {"type": "code", "value": {"text": "x < y", "language": "python"}},
        {"type": "table", "value": {"caption": "T", "rows": [["h", "i"], ["1", "2"]]}},
        {"type": "embed", "value": {"address": "https://video.example/1", "title": ""}},
        {"type": "divider", "value": None},
    ).blocks  # fmt: skip
    assert [block.kind for block in blocks] == [
        *("paragraph", "heading", "pull_quote", "quote", "list", "image", "related", "code", "table", "embed"),
        "divider",
    ]
    by_kind = {block.kind: block for block in blocks}
    assert (by_kind["list"].is_ordered, len(by_kind["list"].items)) == (True, 2)
    assert by_kind["table"].rows[0] == ("h", "i")
    picture = by_kind["image"].picture
    assert picture is not None
    assert (picture.alt, picture.credit, picture.renditions) == ("A", "C", ())


@pytest.mark.parametrize(
    "block",
    [
        {"type": "paragraph", "value": "<p onclick=x>a<script>alert(1)</script><a href='javascript:x'>b</a></p>"},
        {"type": "quote", "value": {"text": "<img src=x onerror=x>", "attribution": "<script>x</script>"}},
        {"type": "list", "value": {"is_ordered": False, "items": ["<svg onload=x>"]}},
        {"type": "table", "value": {"caption": "", "rows": [["<script>x</script>"]]}},
    ],
)
def test_no_block_brings_a_script(cast: Cast, block: dict[str, Any]) -> None:
    (made,) = document(cast, block).blocks
    shown = f"{made.html}{''.join(made.items)}{made.rows}"
    assert not any(word in shown for word in ("<script", "<svg", "<img", "onclick", "javascript:"))


def test_a_link_to_a_page_is_resolved_before_the_sanitiser(cast: Cast) -> None:
    link = f'<p><a linktype="page" id="{cast.article.pk}">the river</a></p>'
    (block,) = document(cast, {"type": "paragraph", "value": link}).blocks
    assert f'href="{cast.article.public_path}"' in block.html


def test_a_withdrawn_article_has_no_place_in_a_list(cast: Cast) -> None:
    ArticlePage.objects.get(pk=cast.article.pk).unpublish()
    front = list_document("front", "")
    assert front is not None
    assert front.articles == ()
    assert list_document("topic", "water") is None
    assert list_document("author", "ada-writer") is None
    assert list_document("section", "nowhere") is None


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list_document("front", "")
        return len(captured)

    def publish(number: int) -> None:
        publish_article(
            NewArticle(
                title=f"Article {number}",
                standfirst="",
                section=cast.section,
                authors=[record_author(name=f"Author {number}")],
                published_at=datetime(2026, 4, 1, tzinfo=UTC),
                body=[{"type": "paragraph", "value": "<p>x</p>"}],
                topics=["Water"],
            )
        )

    queries()
    few = queries()
    for number in range(4):
        publish(number)
    assert queries() == few


def test_articles_stand_newest_first(cast: Cast) -> None:
    newer = publish_article(NewArticle("Newer", "", cast.section, [], datetime(2026, 5, 1, tzinfo=UTC), []))
    assert [article.pk for article in live_articles()] == [newer.pk, cast.article.pk]


def pull_quote(text: str) -> dict[str, Any]:
    return {"type": "pull_quote", "value": {"text": text, "attribution": ""}}


def test_a_pull_quote_of_the_text_is_shown_once_to_who_reads_the_text(cast: Cast) -> None:
    from parley.materializer.actions import materialize_dirty
    from tests.public import page_text

    document(cast, {"type": "paragraph", "value": "<p>It rained in <i>Velka</i> all night.</p>"},
             pull_quote("rained in Velka all night"))  # fmt: skip
    page = page_text("/opinion/blocks/")
    assert '<aside class="pull-quote" aria-hidden="true" data-nosnippet>' in page
    materialize_dirty()
    feed = page_text("/feed.xml")
    assert feed.count("all night") == 1


def test_a_pull_quote_that_the_text_does_not_say_is_a_quote_everywhere(cast: Cast) -> None:
    from parley.materializer.actions import materialize_dirty
    from tests.public import page_text

    (block,) = document(cast, pull_quote("Said elsewhere")).blocks
    assert not block.is_repeated
    assert "<blockquote><p>Said elsewhere</p></blockquote>" in page_text("/opinion/blocks/")
    materialize_dirty()
    assert "Said elsewhere" in page_text("/feed.xml")


def test_the_new_kinds_of_block_have_their_documents(cast: Cast) -> None:
    facts, questions, update, embed = document(
        cast,
        {"type": "facts", "value": {"title": "Who", "text": "<ul><li>Ada</li></ul>"}},
        {"type": "questions", "value": {"items": [{"question": "Why?", "answer": "<p>So.</p>"}]}},
        {"type": "update_note", "value": {"moment": "2026-04-02T08:00:00+00:00", "text": "<p>More.</p>"}},
        {"type": "embed", "value": {"address": "https://www.video.example/1", "title": "V", "description": "A film."}},
    ).blocks
    assert (facts.text, facts.html) == ("Who", "<ul><li>Ada</li></ul>")
    assert [(q.question, q.answer) for q in questions.questions] == [("Why?", "<p>So.</p>")]
    assert update.moment == datetime(2026, 4, 2, 8, tzinfo=UTC)
    assert (embed.attribution, embed.text) == ("video.example", "A film.")


def test_a_preview_of_what_stands_elsewhere_asks_nobody_else(cast: Cast) -> None:
    import re

    from tests.public import page_text

    document(cast, {"type": "embed", "value": {"address": "https://video.example/1", "title": "V"}})
    assert re.findall(r'(?:src|srcset)="(https?:[^"]*)', page_text("/opinion/blocks/")) == []


def test_a_cell_of_a_table_is_escaped_once(cast: Cast) -> None:
    from tests.public import page_text

    document(cast, {"type": "table", "value": {"caption": "", "rows": [["A & B"], ["1 < 2"]]}})
    page = page_text("/opinion/blocks/")
    assert '<th scope="col">A &amp; B</th>' in page
    assert "1 &lt; 2" in page
