"""A correction is a record: dated, visible, tied to a paragraph, with the difference of the two published versions."""

from datetime import UTC, datetime

import pytest

from parley.materializer.actions import materialize_dirty, reconcile
from parley.publication.actions import correct_article
from parley.publication.errors import PassageNotFound
from parley.publication.models import ArticlePage, Correction, PublishedVersion
from parley.publication.queries import article_document
from parley.publication.versions import record_missing_versions, record_version
from tests.conftest import Cast
from tests.public import page_stands, page_text, page_tree, words_of

MOMENT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def correct(cast: Cast) -> Correction:
    return correct_article(
        cast.article,
        text="The tables differed by four centimetres, not forty.",
        passage="the two tables differed",
        made_at=MOMENT,
        replace=("forty centimetres", "four centimetres"),
    )


def fresh(cast: Cast) -> ArticlePage:
    article: ArticlePage = ArticlePage.objects.get(pk=cast.article.pk)
    return article


def test_a_correction_stands_above_and_below_the_text_and_leads_to_its_paragraph(cast: Cast) -> None:
    correct(cast)
    page = page_tree(cast.article.public_path)
    (below,) = [e for e in page.iter("section") if e.get("id") == "corrections"]
    assert "The tables differed by four centimetres, not forty." in words_of(below)
    assert "5 March 2026" in words_of(below)
    (to_passage,) = [a.get("href") for a in below.iter("a") if a.get("href", "").startswith("#p-")]
    (passage,) = [e for e in page.iter() if f"#{e.get('id')}" == to_passage]
    assert "four centimetres" in words_of(passage)
    assert [a.get("href") for p in page.iter("p") if p.get("class") == "corrected" for a in p.iter("a")] == [
        "#corrections"
    ]


def test_the_difference_of_the_two_versions_is_public(cast: Cast) -> None:
    correct(cast)
    materialize_dirty()
    page = page_tree(f"{cast.article.public_path}changes/")
    assert [words_of(e) for e in page.iter("del")] == ["forty"]
    assert [words_of(e) for e in page.iter("ins")] == ["four"]
    assert "2 March 2026" in words_of(page)  # when the version before it was published


def test_a_link_of_the_correction_leads_to_its_difference(cast: Cast) -> None:
    correct(cast)
    materialize_dirty()
    (address,) = {
        a.get("href", "") for a in page_tree(cast.article.public_path).iter("a") if "/changes/" in a.get("href", "")
    }
    path, _hash, fragment = address.partition("#")
    assert any(e.get("id") == fragment for e in page_tree(path).iter())


def test_an_article_without_a_correction_has_no_page_of_changes(cast: Cast) -> None:
    reconcile()
    materialize_dirty()
    assert not page_stands(f"{cast.article.public_path}changes/")


def test_the_page_of_changes_goes_with_its_article(cast: Cast) -> None:
    correct(cast)
    materialize_dirty()
    fresh(cast).unpublish()
    assert not page_stands(f"{cast.article.public_path}changes/")


def test_reconciling_changes_nothing_where_all_stands(cast: Cast) -> None:
    correct(cast)
    materialize_dirty()
    reconcile()
    materialize_dirty()
    assert reconcile() == 0


def test_a_passage_that_is_not_there_is_refused(cast: Cast) -> None:
    with pytest.raises(PassageNotFound, match="not in the text|does not stand"):
        correct_article(cast.article, text="Wrong.", passage="the moon is made of cheese")
    assert not Correction.objects.exists()


def test_a_correction_keeps_its_paragraph_when_the_words_change_again(cast: Cast) -> None:
    correct(cast)
    article = fresh(cast)
    article.body = [
        {**stored, "value": "<p>Written anew.</p>"} if "tables" in str(stored) else stored
        for stored in article.body.raw_data
    ]
    article.save_revision().publish()
    document = article_document(fresh(cast))
    (correction,) = document.corrections
    (tied,) = [block for block in document.blocks if block.anchor == correction.anchor]
    assert "Written anew." in tied.html


def test_a_later_publishing_does_not_change_what_a_correction_is_said_to_have_changed(cast: Cast) -> None:
    correct(cast)
    article = fresh(cast)
    article.title = "A river measured four times"
    article.save_revision().publish()
    materialize_dirty()
    page = page_tree(f"{cast.article.public_path}changes/")
    assert [words_of(e) for e in page.iter("del")] == ["forty"]


def test_the_newest_correction_stands_first(cast: Cast) -> None:
    correct(cast)
    correct_article(cast.article, text="A later note.", kind="clarification")
    assert [c.kind for c in article_document(fresh(cast)).corrections] == ["clarification", "correction"]


def test_a_publishing_that_changes_no_word_makes_no_version(cast: Cast) -> None:
    before = PublishedVersion.objects.filter(article=cast.article).count()
    fresh(cast).save_revision().publish()
    assert PublishedVersion.objects.filter(article=cast.article).count() == before == 1


def test_a_heading_keeps_its_address_when_its_words_change(cast: Cast) -> None:
    article = fresh(cast)
    assert 'id="the-gauge-at-lindau"' in page_text(article.public_path)
    article.body = [
        {**stored, "value": {**stored["value"], "text": "What the keepers read"}}
        if stored["type"] == "heading"
        else stored
        for stored in article.body.raw_data
    ]
    article.save_revision().publish()
    page = page_text(article.public_path)
    assert "What the keepers read" in page
    assert 'id="the-gauge-at-lindau"' in page


def test_an_article_of_an_earlier_release_gets_its_first_version(cast: Cast) -> None:
    PublishedVersion.objects.all().delete()
    assert record_missing_versions() == 1
    assert record_missing_versions() == 0
    assert PublishedVersion.objects.get().published_at == cast.article.first_published_at


def test_versions_are_numbered(cast: Cast) -> None:
    correct(cast)
    record_version(fresh(cast))
    assert list(PublishedVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_the_words_of_a_correction_are_text(cast: Cast) -> None:
    correct_article(cast.article, text="<script>alert(1)</script>")
    assert "<script>alert" not in page_text(cast.article.public_path)


def test_a_feed_has_the_correction_and_its_passage(cast: Cast) -> None:
    correct(cast)
    materialize_dirty()
    feed = page_text("/feed.xml")
    assert "The tables differed by four centimetres, not forty." in feed
    assert "/changes/#change-" in feed


def test_a_difference_of_long_texts_is_bounded() -> None:
    from parley.publication.differences import LIMIT, difference

    long = "word " * LIMIT
    assert difference(long, f"{long}more") == (("gone", long), ("new", f"{long}more"))


def test_blocks_that_came_and_went_are_shown_in_their_place() -> None:
    from parley.publication.differences import block_differences

    old = [{"id": i, "kind": "paragraph", "text": t} for i, t in (("a", "One"), ("b", "Two"), ("c", "Three"))]
    new = [{"id": i, "kind": "paragraph", "text": t} for i, t in (("c", "Three"), ("a", "One more"), ("d", "Four"))]
    assert [(d.block_id, d.parts) for d in block_differences(old, new)] == [
        ("a", (("same", "One"), ("new", " more"))),
        ("b", (("gone", "Two"),)),
        ("d", (("new", "Four"),)),
    ]


def test_a_correction_brings_no_unfinished_draft_into_public(cast: Cast) -> None:
    article = fresh(cast)
    article.title = "Not done yet"
    article.save_revision()
    correct(cast)
    assert fresh(cast).title == cast.article.title
