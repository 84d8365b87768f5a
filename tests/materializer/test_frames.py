"""An article's page without its conversation is kept, and made anew whenever anything but the conversation changed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from parley.materializer.actions import mark_dirty, materialize, materialize_all_dirty, reconcile, want_everything
from parley.materializer.models import Fragment, Output
from parley.materializer.recipes.article import article_page
from tests.conftest import Cast
from tests.posting import send
from tests.public import page_text


def frame_of(cast: Cast) -> Fragment:
    return Fragment.objects.get(key=f"frame:{cast.article.pk}")


def test_a_comment_is_joined_to_the_frame_that_stands(cast: Cast) -> None:
    before = frame_of(cast)
    send(Client(), cast.thread, "The gauge is right.")
    assert "The gauge is right." in page_text(cast.article.public_path)
    assert (frame_of(cast).recipe, frame_of(cast).html) == (before.recipe, before.html)


def test_the_article_is_not_read_for_a_comment(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        article_page(str(cast.article.pk))
    assert not [query["sql"] for query in asked if "byline" in query["sql"] or "taggedarticle" in query["sql"]]


def test_a_frame_from_before_a_change_of_the_article_is_never_used(cast: Cast) -> None:
    cast.article.title = "A river measured four times"
    cast.article.save_revision().publish()
    materialize_all_dirty()
    send(Client(), cast.thread, "The gauge is right.")
    text = page_text(cast.article.public_path)
    assert "A river measured four times" in text
    assert "A river measured three times" not in text.partition('id="conversation"')[0]


def test_a_changed_name_of_its_author_reaches_the_page(cast: Cast) -> None:
    author = cast.article.bylines.get().author
    author.name = "Ada Renamed"
    author.save()
    mark_dirty([f"author:{author.pk}"])
    materialize_all_dirty()
    send(Client(), cast.thread, "The gauge is right.")
    assert "Ada Renamed" in page_text(cast.article.public_path)


def test_a_change_while_the_frame_was_made_leaves_a_frame_that_is_not_used(cast: Cast) -> None:
    """The number is read before the article: what is kept under an older one is made anew."""
    stale = frame_of(cast)
    mark_dirty([f"article:{cast.article.pk}"])
    Fragment.objects.filter(pk=stale.pk).update(html=stale.html.replace("measured three times", "as it was"))
    materialize(cast.article.public_path)
    assert "as it was" not in page_text(cast.article.public_path)


@pytest.mark.parametrize("all_anew", [want_everything, lambda: mark_dirty(["shell"])])
def test_what_makes_every_page_anew_makes_the_frames_anew(cast: Cast, all_anew: object) -> None:
    before = frame_of(cast).recipe
    all_anew()  # type: ignore[operator]
    materialize_all_dirty()
    assert frame_of(cast).recipe != before


def test_a_conversation_alone_leaves_the_frame(cast: Cast) -> None:
    before = Output.objects.get(path=cast.article.public_path).frame_wanted
    mark_dirty([f"thread:{cast.thread.pk}", f"thread:{cast.thread.pk}:count"])
    assert Output.objects.get(path=cast.article.public_path).frame_wanted == before


def test_an_article_that_became_private_without_a_signal_is_not_joined(cast: Cast) -> None:
    PageViewRestriction.objects.create(page=cast.article, restriction_type=PageViewRestriction.LOGIN)
    assert article_page(str(cast.article.pk)) is None


def test_an_article_that_was_withdrawn_without_a_signal_is_not_joined(cast: Cast) -> None:
    type(cast.article).objects.filter(pk=cast.article.pk).update(live=False)
    assert article_page(str(cast.article.pk)) is None
    reconcile()
    assert not Output.objects.filter(path=cast.article.public_path).exists()
