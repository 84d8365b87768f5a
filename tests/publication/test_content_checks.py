"""What is checked before publishing: errors block it, warnings do not."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from parley.publication.attributions import unsourced_attributions
from parley.publication.content_checks import errors, findings
from parley.publication.models import ArticlePage, Picture
from tests.conftest import Cast
from tests.public import page_stands
from tests.publication.test_editing import add


def draft(cast: Cast, *body: dict[str, Any], **fields: Any) -> ArticlePage:
    article: ArticlePage = ArticlePage.objects.get(pk=cast.article.pk)
    article.body = list(body)
    for name, value in fields.items():
        setattr(article, name, value)
    return article


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def image(**fields: Any) -> dict[str, Any]:
    words = {"picture": None, "address": "https://old.example/p.jpg", "alternative_text": "A gauge.", "caption": "The "
             "gauge.", "credit": "Photo: Ada", "licence": "CC BY 4.0"}  # fmt: skip
    return {"type": "image", "value": words | fields}


def codes(article: ArticlePage) -> list[str]:
    return [finding.code for finding in findings(article)]


def test_an_article_with_all_it_needs_has_no_finding(cast: Cast) -> None:
    assert codes(ArticlePage.objects.get(pk=cast.article.pk)) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([image(credit="")], "picture_credit_missing"),
        ([image(licence="")], "picture_licence_missing"),
        ([image(caption="")], "picture_caption_missing"),
        ([image(alternative_text="")], "picture_alt_missing"),
        ([image(address="")], "picture_missing"),
        ([{"type": "heading", "value": {"text": "Deep", "level": 3}}], "heading_gap"),
        ([paragraph("a"), {"type": "pull_quote", "value": {"text": "b", "attribution": ""}}], "pull_quote_not_in_text"),
        ([paragraph("See[^nobody].")], "source_unknown"),
    ],
)
def test_what_readers_need_blocks_publishing(cast: Cast, body: list[dict[str, Any]], code: str) -> None:
    assert [finding.code for finding in errors(draft(cast, *body))] == [code]


def test_a_missing_standfirst_blocks_publishing(cast: Cast) -> None:
    assert [finding.code for finding in errors(draft(cast, standfirst=" "))] == ["standfirst_missing"]


def test_a_decorative_picture_needs_no_alternative_text(cast: Cast) -> None:
    assert not errors(draft(cast, image(alternative_text="", is_decorative=True)))


def test_a_lead_picture_needs_its_words(cast: Cast) -> None:
    hero = Picture(title="Gauge", width=1, height=1)
    found = [finding.code for finding in errors(draft(cast, hero=hero))]
    assert found == [f"picture_{what}_missing" for what in ("credit", "licence", "caption", "alt")]


def test_a_pull_quote_may_have_other_quotation_marks(cast: Cast) -> None:
    body = [
        paragraph("He said <i>it’s</i> “high”, and\nleft[^x]."),
        {"type": "pull_quote", "value": {"text": 'It\'s "high", and left'}},
    ]
    assert "pull_quote_not_in_text" not in codes(draft(cast, *body))


def test_two_sources_with_one_key_block_publishing(cast: Cast) -> None:
    one = {"type": "source", "value": {"key": "a", "kind": "book", "title": "A"}}
    article = draft(cast, paragraph("x[^a]"), sources=[one, one])
    assert [finding.code for finding in errors(article)] == ["source_key_twice"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Washington believes that Moscow pays.", 1),
        ("Washington believes that Moscow pays.[^memo]", 0),
        ("Washington believes it. The memo[^memo] says so.", 0),
        ('Washington <a href="https://a.example/">believes</a> that Moscow pays.', 0),
        ("According to officials, it rained. Nobody alleges more. It was wet.", 2),
        ("A believable account of beliefs.", 0),
        ("So I believed the river, and we believe it still.", 0),
    ],
)
def test_a_claim_at_somebodys_door_wants_its_source(text: str, count: int) -> None:
    assert len(list(unsourced_attributions(f"<p>{text}</p>", "en-gb"))) == count


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Laut Beobachtern war es nass."),
        ("fr", "Selon des témoins, il pleuvait."),
        ("es", "Según testigos, llovía."),
        ("ru", "По словам очевидцев, шёл дождь."),
    ],
)
def test_other_languages_have_such_words_too(language: str, text: str) -> None:
    assert len(list(unsourced_attributions(text, language))) == 1
    assert not list(unsourced_attributions(text, "xx"))


@pytest.mark.parametrize(
    ("address", "is_dead"),
    [
        ("/opinion/nowhere/", True),
        ("http://testserver/opinion/nowhere/", True),
        ("/topics/nothing/", True),
        ("/opinion/a-river-measured-three-times/", False),
        ("/opinion/a-river-measured-three-times/#x", False),
        ("/opinion/", False),
        ("/", False),
        ("/media/original_images/a.pdf", False),
        ("https://elsewhere.example/nowhere/", False),
        ("mailto:a@b.example", False),
    ],
)
def test_a_link_to_a_page_that_is_not_here_is_found(cast: Cast, address: str, is_dead: bool) -> None:
    found = codes(draft(cast, paragraph(f'<a href="{address}">x</a>')))
    assert found == (["link_dead"] if is_dead else [])


def test_a_link_to_a_withdrawn_page_is_found(cast: Cast) -> None:
    link = f'<a linktype="page" id="{cast.article.pk}">x</a>'
    article = draft(cast, paragraph(link))
    assert codes(article) == []
    ArticlePage.objects.get(pk=cast.article.pk).unpublish()
    assert codes(article) == ["link_dead"]


def test_checking_costs_the_same_number_of_queries_whatever_the_length(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    body = [paragraph('<a href="/x/">x</a> Critics believe it.')] * 50
    with django_assert_max_num_queries(16):
        findings(draft(cast, *body))


def test_publishing_is_refused_with_words_and_remedy(editor: Client, cast: Cast) -> None:
    response = add(editor, cast, **{"standfirst": "", "action-publish": "action-publish"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "There is no standfirst." in page
    assert "Write one or two sentences" in page
    assert not page_stands("/opinion/the-second-gauge/")


def test_a_draft_is_saved_whatever_is_found_and_says_what(editor: Client, cast: Cast) -> None:
    assert add(editor, cast, standfirst="").status_code == 302
    article = ArticlePage.objects.get(slug="the-second-gauge")
    page = editor.get(f"/editors/pages/{article.pk}/edit/").content.decode()
    assert "There is no standfirst." in page
    assert "1 thing must be mended before publishing." in page


def test_a_warning_does_not_block_publishing(editor: Client, cast: Cast) -> None:
    rich = json.dumps({"blocks": [{"key": "a", "text": "Critics believe it.", "type": "unstyled", "depth": 0,
                                   "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})  # fmt: skip
    add(editor, cast, **{"body-0-value": rich, "action-publish": "action-publish"})
    assert page_stands("/opinion/the-second-gauge/")


def test_the_checks_can_be_asked_again_by_those_who_may_edit(editor: Client, reader: Client, cast: Cast) -> None:
    address = f"/editors/content-checks/{cast.article.pk}/"
    assert "Nothing is missing" in editor.get(address).content.decode()
    assert reader.get(address).status_code == 302


def test_publishing_many_from_a_list_is_refused_too(editor: Client, cast: Cast) -> None:
    add(editor, cast, standfirst="")
    article = ArticlePage.objects.get(slug="the-second-gauge")
    address = f"/editors/bulk/wagtailcore/page/publish/?id={article.pk}&next=/editors/"
    response = editor.post(address, {"include_descendants": "", "next": "/editors/"}, follow=True)
    assert "was not published" in response.content.decode()
    assert not page_stands("/opinion/the-second-gauge/")


@override_settings(LANGUAGE_CODE="en")
def test_a_finding_names_the_block(cast: Cast) -> None:
    article = draft(cast, paragraph("Critics believe it."))
    article.save_revision()
    stored = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    (finding,) = findings(stored)
    assert finding.block_id == stored.body.raw_data[0]["id"]
