"""The demo: files become a publication in which honest people talk and spam waits."""

from pathlib import Path

import pytest

from parley.accounts.models import User
from parley.conversation.models import Campaign, Comment, Thread
from parley.importers.demo import source
from parley.importers.demo.load import PASSWORD, STAFF, load_demo
from parley.materializer.actions import materialize_dirty, reconcile
from parley.notifications.models import Delivery
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.models import ArticlePage, Picture
from tests.public import page_tree, words_of


@pytest.fixture
def bare(installation: Path) -> None:
    """An installation in which nothing was founded yet."""
    from django.db import connection
    from wagtail.models import Page

    Thread.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    Page.objects.get(depth=1).add_child(instance=Page(title="Welcome", slug="welcome"))
    User.objects.all().delete()
    connection.close()


@pytest.fixture
def demo(bare: None) -> None:
    """The demo, with its pages."""
    load_demo(lambda _text: None)
    deal_with_waiting_events(limit=1000)
    reconcile()
    materialize_dirty(limit=1000)


@pytest.mark.usefixtures("demo")
def test_it_is_a_whole_magazine_with_people_who_talk_and_a_queue_that_waits() -> None:
    assert ArticlePage.objects.live().count() == len(source.articles()) > 0
    assert {u for u, _role, _name in STAFF} == set(User.objects.values_list("username", flat=True))
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert [p.title for p in Picture.objects.all() if not (p.description and p.credit and p.licence)] == []
    newest = ArticlePage.objects.live().order_by("-first_published_at")[0]
    assert newest.title in words_of(page_tree("/"))

    conversation = {words["text"].strip() for a in source.articles() for words in source.conversation(a.slug)}
    public = set(Comment.objects.filter(status="approved").values_list("source", flat=True))
    assert conversation <= public
    assert Comment.objects.filter(status="pending").exists()
    assert not Delivery.objects.exists()

    campaigns = Campaign.objects.all()
    assert len(campaigns) == 2
    for campaign in campaigns:
        assert not campaign.comments.filter(status="approved").exists()
