"""Ann writes, publishes and withdraws through Wagtail's own pages; readers get files."""

import json
import re
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client

from parley.conversation.models import Thread
from parley.materializer.actions import materialize_dirty, reconcile
from parley.publication.models import ArticlePage, Author
from tests.conftest import Cast
from tests.posting import send, write
from tests.public import page_stands, page_text, page_tree, words_of


def new_article(cast: Cast, **changes: Any) -> dict[str, str]:
    """What Wagtail's "add article" form sends."""
    rich = json.dumps({"blocks": [{"key": "a", "text": "It stands at Velka.", "type": "unstyled", "depth": 0,
                                   "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})  # fmt: skip
    fields = {
        "title": "The second gauge",
        "slug": "the-second-gauge",
        "standfirst": "Nobody knows who paid for it.",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": rich,
        "bylines-TOTAL_FORMS": "1",
        "bylines-INITIAL_FORMS": "0",
        "bylines-MIN_NUM_FORMS": "0",
        "bylines-MAX_NUM_FORMS": "1000",
        "bylines-0-id": "",
        "bylines-0-ORDER": "1",
        "bylines-0-DELETE": "",
        "bylines-0-author": str(Author.objects.get().pk),
        "bylines-0-role": "",
        "related_articles-TOTAL_FORMS": "0",
        "related_articles-INITIAL_FORMS": "0",
        "related_articles-MIN_NUM_FORMS": "0",
        "related_articles-MAX_NUM_FORMS": "1000",
        "corrections-TOTAL_FORMS": "0",
        "corrections-INITIAL_FORMS": "0",
        "corrections-MIN_NUM_FORMS": "0",
        "corrections-MAX_NUM_FORMS": "1000",
        "sources-count": "0",
        "disclosure": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "topics": "Water",
        "hero": "",
        "hero_caption": "",
        "hero_credit": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "permalink": "",
        "updated_on": "",
        "takes_comments": "on",
    }
    return fields | changes


def add(editor: Client, cast: Cast, **changes: Any) -> Any:
    address = f"/editors/pages/add/publication/articlepage/{cast.section.pk}/"
    return editor.post(address, new_article(cast, **changes))


def test_an_article_that_an_editor_publishes_becomes_a_file(editor: Client, cast: Cast) -> None:
    response = add(editor, cast, **{"action-publish": "action-publish"})
    assert response.status_code == 302, response.content.decode()[:3000]
    page = words_of(page_tree("/opinion/the-second-gauge/"))
    assert "It stands at Velka." in page
    assert "Ada Writer" in page
    materialize_dirty()
    assert "The second gauge" in page_text("/")
    assert "The second gauge" in page_text("/feed.xml")


def test_a_draft_reaches_no_file_and_its_editor_sees_it(editor: Client, cast: Cast) -> None:
    assert add(editor, cast).status_code == 302
    draft = ArticlePage.objects.get(slug="the-second-gauge")
    reconcile()
    materialize_dirty()
    assert not page_stands("/opinion/the-second-gauge/")
    assert "The second gauge" not in page_text("/")
    preview = editor.get(f"/editors/pages/{draft.pk}/revisions/{draft.latest_revision.pk}/view/")
    assert "It stands at Velka." in preview.content.decode()


def test_nobody_else_sees_a_draft(editor: Client, reader: Client, cast: Cast) -> None:
    add(editor, cast)
    draft = ArticlePage.objects.get(slug="the-second-gauge")
    assert reader.get("/opinion/the-second-gauge/").status_code == 404
    assert reader.get(f"/editors/pages/{draft.pk}/view_draft/").status_code == 302


def test_a_changed_draft_of_a_published_article_changes_no_file(editor: Client, cast: Cast) -> None:
    before = page_text(cast.thread.url)
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.title, article.slug = "Rewritten", "rewritten"
    article.save_revision()
    reconcile()
    materialize_dirty()
    assert page_text(cast.thread.url) == before
    assert Thread.objects.get().url == cast.thread.url


def test_a_withdrawn_article_is_no_file_and_takes_no_comment(editor: Client, reader: Client, cast: Cast) -> None:
    editor.post(f"/editors/pages/{cast.article.pk}/unpublish/")
    assert not page_stands(cast.thread.url)
    materialize_dirty()
    assert cast.article.title not in page_text("/")
    assert reader.get(cast.thread.url).status_code == 410
    assert send(reader, cast.thread).status_code == 403


def test_an_article_that_comes_back_brings_its_conversation(editor: Client, reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    editor.post(f"/editors/pages/{cast.article.pk}/unpublish/")
    ArticlePage.objects.get(pk=cast.article.pk).save_revision().publish()
    assert f'id="{comment.anchor}"' in page_text(cast.thread.url)
    assert send(reader, cast.thread).status_code == 303


def test_a_deleted_article_leaves_no_file_and_takes_no_comment(editor: Client, reader: Client, cast: Cast) -> None:
    editor.post(f"/editors/pages/{cast.article.pk}/delete/")
    assert not ArticlePage.objects.exists()
    materialize_dirty()
    assert not page_stands(cast.thread.url)
    assert send(reader, cast.thread).status_code == 403


def test_the_conversation_follows_an_article_to_its_new_address(cast: Cast) -> None:
    comment = write(cast.thread)
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.slug = "the-ostra"
    article.save_revision().publish()
    materialize_dirty()
    assert f'id="{comment.anchor}"' in page_text("/opinion/the-ostra/")
    assert not page_stands(cast.thread.url)
    article.permalink = "/2026/ostra/"
    article.save_revision().publish()
    assert f'id="{comment.anchor}"' in page_text("/2026/ostra/")


def test_the_conversations_follow_a_section_to_its_new_address(cast: Cast) -> None:
    comment = write(cast.thread)
    cast.section.slug = "views"
    cast.section.save_revision().publish()
    reconcile()
    materialize_dirty()
    assert f'id="{comment.anchor}"' in page_text(f"/views/{cast.article.slug}/")
    assert not page_stands(cast.thread.url)


def test_a_renamed_section_is_renamed_in_every_menu(cast: Cast) -> None:
    cast.section.title = "Views & <Reviews>"
    cast.section.save_revision().publish()
    materialize_dirty()
    for path in ("/", "/opinion/", cast.thread.url):
        assert "Views &amp; &lt;Reviews&gt;" in page_text(path)


def test_a_renamed_author_is_renamed_where_the_author_stands(cast: Cast) -> None:
    author = Author.objects.get()
    author.name = "Ada Lovewriter"
    author.save()
    materialize_dirty()
    for path in (cast.thread.url, "/", author.path, "/feed.xml"):
        assert "Ada Lovewriter" in page_text(path)


@pytest.mark.parametrize("permalink", ["/../x/", "/media/x/", "/opinion/a-river-measured-three-times/", "/opinion/"])
def test_an_address_that_cannot_be_is_refused_in_the_form(editor: Client, cast: Cast, permalink: str) -> None:
    response = add(editor, cast, permalink=permalink, **{"action-publish": "action-publish"})
    assert response.status_code == 200
    assert re.search("not an address on this site|has this address already", response.content.decode())
    assert not ArticlePage.objects.filter(slug="the-second-gauge").exists()


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_is_well_formed_and_has_what_atom_requires(cast: Cast) -> None:
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.title = "Quotes \" ' & <tags> \x0b]]> und Ümläute"
    article.standfirst = "A form feed \x0c, a bell \x07 and \ufffe."
    article.save_revision().publish()
    materialize_dirty()
    feed = fromstring(page_text("/feed.xml"))
    for holder in (feed, *feed.iter(f"{ATOM}entry")):
        assert holder.findtext(f"{ATOM}id")
        assert holder.findtext(f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", holder.findtext(f"{ATOM}updated") or "")
        assert holder.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = feed.iter(f"{ATOM}entry")
    assert "<tags>" in (entry.findtext(f"{ATOM}title") or "")
    (link,) = [e for e in entry.iter(f"{ATOM}link") if e.get("rel") == "alternate"]
    assert link.get("href") == f"http://testserver{cast.thread.url}"


def test_what_leads_somewhere_in_a_feed_leads_there_from_everywhere(cast: Cast) -> None:
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.body = [("paragraph", article.body[0].value.__class__('<p><a href="/opinion/">here</a></p>'))]
    article.save_revision().publish()
    materialize_dirty()
    content = fromstring(page_text("/feed.xml")).findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert 'href="http://testserver/opinion/"' in content
    assert 'href="/' not in content
