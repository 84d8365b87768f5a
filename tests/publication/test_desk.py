"""The desk: roles, approval, schedule, addresses that change, preview."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from parley.accounts.actions import create_staff
from parley.config.worker import publish_scheduled_pages
from parley.materializer.actions import materialize_dirty, reconcile
from parley.publication.actions import NewArticle, open_section, publish_article
from parley.publication.desk_roles import prepare_desk
from parley.publication.models import ArticlePage, SectionPage
from parley.publication.queries import related_articles
from tests.conftest import Cast
from tests.public import page_stands, page_text
from tests.publication.test_editing import add, new_article

PATH = "/opinion/the-second-gauge/"


@pytest.fixture
def contributor(cast: Cast) -> Client:
    """Dora's browser, signed in: she writes and may not publish."""
    client = Client()
    client.force_login(create_staff(username="dora", password="a long password", role="contributor", name="Dora"))
    return client


def draft() -> ArticlePage:
    article: ArticlePage = ArticlePage.objects.get(slug="the-second-gauge")
    return article


def publish(cast: Cast, **changes: Any) -> ArticlePage:
    fields: dict[str, Any] = {"title": "The second gauge", "standfirst": "One.", "section": cast.section, "authors": [],
                              "published_at": datetime(2026, 4, 1, tzinfo=UTC), "body": []}  # fmt: skip
    return publish_article(NewArticle(**(fields | changes)))


def test_a_contributor_writes_and_cannot_publish(contributor: Client, cast: Cast) -> None:
    assert add(contributor, cast, **{"action-publish": "action-publish"}).status_code == 302
    assert not draft().live
    assert not page_stands(PATH)


def test_a_contributor_cannot_change_what_others_wrote(contributor: Client, cast: Cast) -> None:
    response = contributor.get(f"/editors/pages/{cast.article.pk}/edit/")
    assert response.status_code == 302


def test_an_editor_approves_what_a_contributor_submits(contributor: Client, editor: Client, cast: Cast) -> None:
    add(contributor, cast, **{"action-submit": "action-submit"})
    state = draft().current_workflow_state
    assert state is not None
    assert not page_stands(PATH)
    address = f"/editors/pages/workflow/action/{draft().pk}/approve/{state.current_task_state.pk}/"
    assert editor.post(address).status_code in {200, 302}
    assert page_stands(PATH)


def test_a_contributor_cannot_approve(contributor: Client, cast: Cast) -> None:
    add(contributor, cast, **{"action-submit": "action-submit"})
    state = draft().current_workflow_state
    contributor.post(f"/editors/pages/workflow/action/{draft().pk}/approve/{state.current_task_state.pk}/")
    assert not page_stands(PATH)


def test_what_is_incomplete_cannot_be_submitted(contributor: Client, cast: Cast) -> None:
    response = add(contributor, cast, **{"standfirst": "", "action-submit": "action-submit"})
    assert "There is no standfirst." in response.content.decode()


def test_preparing_the_desk_again_changes_nothing(cast: Cast) -> None:
    from wagtail.models import GroupPagePermission, Workflow

    before = (Workflow.objects.count(), GroupPagePermission.objects.count())
    prepare_desk()
    assert (Workflow.objects.count(), GroupPagePermission.objects.count()) == before


def test_a_scheduled_article_appears_at_its_second(editor: Client, cast: Cast) -> None:
    moment = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    local = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    add(editor, cast, **{"go_live_at": local, "action-publish": "action-publish"})
    due = draft().go_live_at or draft().scheduled_revision.approved_go_live_at
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        publish_scheduled_pages()
        reconcile()
        materialize_dirty()
    assert not page_stands(PATH)
    with time_machine.travel(due + timedelta(seconds=1), tick=False):
        publish_scheduled_pages()
    assert page_stands(PATH)


def test_an_article_leaves_at_the_end_of_its_time(cast: Cast) -> None:
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.expire_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled_pages()
    assert not page_stands(cast.article.public_path)


def test_an_article_that_moves_is_followed(reader: Client, cast: Cast) -> None:
    article = ArticlePage.objects.get(pk=cast.article.pk)
    old = article.public_path
    article.slug = "gauges"
    article.save_revision().publish()
    article.permalink = "/2026/gauges/"
    article.save_revision().publish()
    for before in (old, "/opinion/gauges/"):
        response = reader.get(before)
        assert (response.status_code, response["Location"]) == (301, "/2026/gauges/")


def test_a_section_that_gets_another_name_takes_its_articles_along(reader: Client, cast: Cast) -> None:
    old = cast.article.public_path
    section = SectionPage.objects.get()
    section.slug = "views"
    section.save_revision().publish()
    reconcile()
    assert reader.get(old)["Location"] == "/views/a-river-measured-three-times/"


def test_an_article_moved_to_another_section_is_followed_with_its_comments(reader: Client, cast: Cast) -> None:
    from parley.conversation.models import Thread

    old = cast.article.public_path
    ArticlePage.objects.get(pk=cast.article.pk).move(open_section(title="Science"), pos="last-child")
    new = "/science/a-river-measured-three-times/"
    assert reader.get(old)["Location"] == new
    assert page_stands(new)
    assert Thread.objects.get().url == new


def test_what_was_taken_away_is_said_to_be_gone(reader: Client, cast: Cast) -> None:
    ArticlePage.objects.get(pk=cast.article.pk).delete()
    response = reader.get(cast.thread.url)
    assert response.status_code == 410
    assert "taken away" in response.content.decode()


def test_an_article_that_comes_back_stands_where_it_stood(reader: Client, cast: Cast) -> None:
    article = ArticlePage.objects.get(pk=cast.article.pk)
    article.unpublish()
    article.save_revision().publish()
    assert reader.get(cast.thread.url).status_code == 200


def test_an_address_where_nothing_ever_stood_is_not_found(reader: Client, cast: Cast) -> None:
    assert reader.get("/opinion/never/").status_code == 404


def test_articles_close_by_topic_and_words_are_found(cast: Cast) -> None:
    near = publish(cast, title="Three countries and a river gauge", topics=["Water"])
    far = publish(cast, title="Violins in winter", standfirst="Glue.")
    assert related_articles(near) == [cast.article]
    assert related_articles(ArticlePage.objects.get(pk=cast.article.pk)) == [near]
    assert related_articles(far) == []


def test_a_choice_outranks_what_was_found(cast: Cast) -> None:
    from parley.publication.actions import relate

    near = publish(cast, title="Three countries and a river gauge", topics=["Water"])
    far = publish(cast, title="Violins in winter", standfirst="Glue.")
    relate(near, [far])
    assert related_articles(ArticlePage.objects.get(pk=near.pk)) == [far]


def test_what_was_found_never_leads_to_what_was_withdrawn(cast: Cast) -> None:
    near = publish(cast, title="Three countries and a river gauge", topics=["Water"])
    ArticlePage.objects.get(pk=near.pk).save_revision().publish()
    materialize_dirty()
    assert near.public_path in page_text(cast.thread.url)
    ArticlePage.objects.get(pk=near.pk).unpublish()
    materialize_dirty()
    assert near.public_path not in page_text(cast.thread.url)


def test_the_preview_is_the_real_page_at_three_widths(editor: Client, cast: Cast) -> None:
    assert [size["device_width"] for size in cast.article.preview_sizes] == [375, 768, 1280]
    address = f"/editors/pages/{cast.article.pk}/edit/preview/"
    form = new_article(cast, slug=cast.article.slug)
    assert editor.post(address, form).json()["is_valid"]
    page = editor.get(f"{address}?mode=").content.decode()
    assert "It stands at Velka." in page
    assert 'rel="stylesheet" href="/assets/site-' in page
