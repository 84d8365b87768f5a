"""Ann corrects an article in Wagtail's form, as she would."""

from typing import Any

from django.test import Client

from parley.materializer.actions import materialize_dirty
from parley.publication.models import ArticlePage, Correction
from parley.publication.queries import article_document
from tests.conftest import Cast
from tests.public import page_text, page_tree, words_of
from tests.publication.test_editing import add, new_article

PATH = "/opinion/the-second-gauge/"


def article() -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(slug="the-second-gauge")
    return found


def edit(editor: Client, cast: Cast, **changes: Any) -> Any:
    """Send the form of an article that stands, with its block and its byline as they are."""
    page = article().get_latest_revision_as_object()
    byline = page.bylines.get()
    kept = {
        "body-0-id": page.body.raw_data[0]["id"],
        "bylines-INITIAL_FORMS": "1",
        "bylines-0-id": str(byline.pk),
        "action-publish": "action-publish",
    }
    return editor.post(f"/editors/pages/{page.pk}/edit/", new_article(cast, **(kept | changes)))


def correction(passage: str, **changes: str) -> dict[str, str]:
    fields = {
        "corrections-TOTAL_FORMS": "1",
        "corrections-0-id": "",
        "corrections-0-ORDER": "1",
        "corrections-0-DELETE": "",
        "corrections-0-kind": "correction",
        "corrections-0-text": "It stands at Velka, not at Lindau.",
        "corrections-0-passage": passage,
        "corrections-0-made_at": "2026-04-03 10:00",
    }
    return fields | changes


def rich(text: str) -> str:
    import json

    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def test_a_correction_of_the_form_is_tied_to_its_paragraph(editor: Client, cast: Cast) -> None:
    add(editor, cast, **{"body-0-value": rich("It stands at Lindau."), "action-publish": "action-publish"})
    response = edit(editor, cast, **correction("stands at Velka"))
    assert response.status_code == 302, response.content.decode()[:2000]
    assert Correction.objects.get().block_id == article().body.raw_data[0]["id"]
    materialize_dirty()
    page = page_tree(f"{PATH}changes/")
    assert [words_of(e) for e in page.iter("del")] == ["Lindau"]
    assert [words_of(e) for e in page.iter("ins")] == ["Velka"]


def test_a_passage_that_is_not_there_is_refused_with_words(editor: Client, cast: Cast) -> None:
    add(editor, cast, **{"action-publish": "action-publish"})
    response = edit(editor, cast, **correction("nowhere to be found"))
    assert response.status_code == 200
    assert "The passage of a correction does not stand in the text." in response.content.decode()
    assert not Correction.objects.exists()


def test_a_correction_of_a_draft_is_not_public_before_it_is_published(editor: Client, cast: Cast) -> None:
    add(editor, cast, **{"action-publish": "action-publish"})
    edit(editor, cast, **correction("stands at Velka"), **{"action-publish": ""})
    materialize_dirty()
    assert "not at Lindau" not in page_text(PATH)
    revision = article().get_latest_revision()
    assert [c.text for c in revision.as_object().corrections.all()] == ["It stands at Velka, not at Lindau."]


def test_a_correction_stays_the_same_when_the_article_is_edited_again(editor: Client, cast: Cast) -> None:
    add(editor, cast, **{"body-0-value": rich("It stands at Lindau."), "action-publish": "action-publish"})
    edit(editor, cast, **correction("stands at Velka"))
    before = Correction.objects.get()
    again = correction("stands at Velka", **{"corrections-INITIAL_FORMS": "1", "corrections-0-id": str(before.pk)})
    edit(editor, cast, **again, **{"body-0-value": rich("It rusts at Velka, quietly.")})
    after = Correction.objects.get()
    assert (after.uid, after.block_id) == (before.uid, before.block_id)
    (shown,) = article_document(article()).corrections
    assert shown.anchor == f"p-{before.block_id[:8]}"
    materialize_dirty()
    assert [words_of(e) for e in page_tree(f"{PATH}changes/").iter("del")] == ["Lindau"]
