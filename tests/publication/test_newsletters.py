"""Issues: written by editors, released once, made by the calendar, open in the archive."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.accounts.models import User
from parley.materializer.actions import materialize_dirty, reconcile
from parley.outbox.models import Event
from parley.publication.actions import NewArticle, publish_article, record_author
from parley.publication.errors import IssueEmpty, IssueNotDraft, IssueNotReleased
from parley.publication.newsletters.actions import cancel_issue, compose_due_issue, release_issue
from parley.publication.newsletters.models import IssueArticle, NewsletterIssue
from parley.publication.newsletters.queries import issue_document
from tests.conftest import Cast
from tests.public import page_stands, page_text, page_tree, words_of

Calendar = Callable[..., None]


@pytest.fixture
def calendar(settings: Any) -> Calendar:
    def set_calendar(**changes: Any) -> None:
        asked = settings.PARLEY.newsletter.model_copy(update=changes)
        settings.PARLEY = settings.PARLEY.model_copy(update={"newsletter": asked})

    return set_calendar


def made(**fields: Any) -> NewsletterIssue:
    issue = NewsletterIssue(**({"subject": "Rivers, measured", "intro": "Good morning."} | fields))
    issue.save()
    return issue


def publish(cast: Cast, title: str, moment: datetime) -> None:
    publish_article(
        NewArticle(
            title=title,
            standfirst="In short.",
            section=cast.section,
            authors=[record_author(name="Ada Writer")],
            published_at=moment,
            body=[{"type": "paragraph", "value": "<p>Words.</p>"}],
            topics=[],
        )
    )


def test_an_editor_writes_an_issue_in_the_form(editor: Client, cast: Cast) -> None:
    fields = {
        "subject": "Rivers, measured",
        "preheader": "",
        "intro": "Good morning.",
        "closing": "",
        "articles-TOTAL_FORMS": "1",
        "articles-INITIAL_FORMS": "0",
        "articles-MIN_NUM_FORMS": "0",
        "articles-MAX_NUM_FORMS": "1000",
        "articles-0-article": str(cast.article.pk),
        "articles-0-note": "Read the second part.",
        "articles-0-ORDER": "1",
        "articles-0-id": "",
    }
    response = editor.post("/editors/snippets/publication/newsletterissue/add/", fields)
    assert response.status_code == 302, response.content.decode()[:3000]
    issue = NewsletterIssue.objects.get()
    assert issue.slug == "rivers-measured"
    (entry,) = issue_document(issue).entries
    assert (entry.title, entry.words) == (cast.article.title, "Read the second part.")
    listed = editor.get("/editors/snippets/publication/newsletterissue/").content.decode()
    assert f"/editors/newsletter/{issue.pk}/" in listed


def test_an_editor_looks_at_three_widths_and_the_text(editor: Client, cast: Cast) -> None:
    issue = made()
    IssueArticle.objects.create(issue=issue, article=cast.article, sort_order=0)
    page = editor.get(f"/editors/newsletter/{issue.pk}/").content.decode()
    for width in (320, 600, 1024):
        assert f'width="{width}"' in page
    html = editor.get(f"/editors/newsletter/{issue.pk}/?show=html").content.decode()
    text = editor.get(f"/editors/newsletter/{issue.pk}/?show=text").content.decode()
    assert cast.article.title in html
    assert cast.article.title in text
    assert "<script" not in html


def test_an_editor_tries_releases_and_stops_an_issue(editor: Client, cast: Cast) -> None:
    issue = made()
    User.objects.filter(pk=cast.ann.pk).update(email="ann@magazine.example")
    address = f"/editors/newsletter/{issue.pk}/"
    for do in ("test", "release", "release", "cancel"):
        assert editor.post(address, {"do": do}).status_code == 302
    kinds = list(Event.objects.filter(subject=f"issue:{issue.pk}").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["issue_test_wanted", "issue_released", "issue_cancelled"]
    issue.refresh_from_db()
    assert (issue.state, issue.released_by) == ("cancelled", cast.ann)


@pytest.mark.parametrize("do", ["test", "release", "cancel"])
def test_nobody_else_may(moderator: Client, reader: Client, cast: Cast, do: str) -> None:
    issue = made()
    address = f"/editors/newsletter/{issue.pk}/"
    for client in (moderator, reader):
        assert client.get(address).status_code in {302, 403}
        assert client.post(address, {"do": do}).status_code in {302, 403}
    issue.refresh_from_db()
    assert issue.state == "draft"
    assert not Event.objects.filter(subject=f"issue:{issue.pk}").exists()


def test_who_may_write_only_cannot_release(editor: Client, cast: Cast) -> None:
    from django.contrib.auth.models import Permission

    issue = made()
    Permission.objects.get(codename="release_newsletterissue").group_set.clear()
    assert editor.post(f"/editors/newsletter/{issue.pk}/", {"do": "release"}).status_code in {302, 403}
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_what_was_sent_can_be_changed_no_more(editor: Client, cast: Cast) -> None:
    issue = made()
    release_issue(issue=issue, by=cast.ann)
    fields = {
        "subject": "Another",
        "articles-TOTAL_FORMS": "0",
        "articles-INITIAL_FORMS": "0",
        "articles-MIN_NUM_FORMS": "0",
        "articles-MAX_NUM_FORMS": "1000",
    }
    response = editor.post(f"/editors/snippets/publication/newsletterissue/edit/{issue.pk}/", fields)
    assert "can be changed no more" in response.content.decode()
    issue.refresh_from_db()
    assert issue.subject == "Rivers, measured"


def test_it_is_released_once_and_not_empty(cast: Cast) -> None:
    empty = made(intro="")
    with pytest.raises(IssueEmpty):
        release_issue(issue=empty, by=None)
    issue = made()
    with pytest.raises(IssueNotReleased):
        cancel_issue(issue=issue)
    release_issue(issue=issue, by=None)
    with pytest.raises(IssueNotDraft):
        release_issue(issue=issue, by=None)


def test_the_archive_is_open_and_made_of_files(cast: Cast) -> None:
    issue = made()
    IssueArticle.objects.create(issue=issue, article=cast.article, note="The second part.", sort_order=0)
    reconcile()
    materialize_dirty()
    assert not page_stands("/newsletter/")
    release_issue(issue=issue, by=None)
    materialize_dirty()
    assert "Rivers, measured" in words_of(page_tree("/newsletter/"))
    page = page_tree(issue.path)
    assert "Good morning." in words_of(page)
    assert "The second part." in words_of(page)
    assert cast.article.public_path in {a.get("href") for a in page.iter("a")}
    (form,) = [form for form in page.iter("form") if form.get("action") == "/notifications/newsletter/"]
    assert {field.get("name") for field in form.iter("input")} == {"email", "subject"}
    assert "stop/" not in page_text(issue.path)
    issue.delete()
    reconcile()
    assert not page_stands(issue.path)


def test_a_withdrawn_article_leaves_the_archive(cast: Cast) -> None:
    issue = made()
    IssueArticle.objects.create(issue=issue, article=cast.article, sort_order=0)
    release_issue(issue=issue, by=None)
    materialize_dirty()
    cast.article.unpublish()
    materialize_dirty()
    assert cast.article.title not in page_text(issue.path)


def test_an_offered_newsletter_has_its_page_before_the_first_issue(cast: Cast, calendar: Calendar) -> None:
    calendar(is_offered=True)
    reconcile()
    materialize_dirty()
    assert "The first issue is still to come." in page_text("/newsletter/")


FRIDAY = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)


def test_the_calendar_makes_a_draft_of_what_is_new_once(cast: Cast, calendar: Calendar) -> None:
    calendar(rhythm="weekly", weekday=5, hour=7)
    publish(cast, "The second gauge", FRIDAY - timedelta(days=1))
    publish(cast, "Long ago", FRIDAY - timedelta(days=9))
    with time_machine.travel(FRIDAY, tick=False):
        issue = compose_due_issue()
        assert issue is not None
        assert issue.state == "draft"
        titles = [entry.title for entry in issue_document(issue).entries]
        assert titles == ["The second gauge", "A river measured three times"]
        assert compose_due_issue() is None


def test_the_calendar_sends_at_once_where_it_shall(cast: Cast, calendar: Calendar) -> None:
    calendar(rhythm="daily", hour=7, send_at_once=True)
    publish(cast, "The second gauge", FRIDAY - timedelta(hours=3))
    with time_machine.travel(FRIDAY, tick=False):
        issue = compose_due_issue()
    assert issue is not None
    assert issue.state == "released"
    assert issue.subject == "The second gauge"
    assert Event.objects.filter(kind="issue_released").count() == 1


@pytest.mark.parametrize(
    ("changes", "moment"),
    [
        ({"rhythm": "off"}, FRIDAY),
        ({"rhythm": "weekly", "weekday": 5, "hour": 8}, FRIDAY),  # half an hour too early
        ({"rhythm": "weekly", "weekday": 4, "hour": 7}, FRIDAY),  # a day too late
        ({"rhythm": "daily", "hour": 7}, FRIDAY + timedelta(days=30)),  # nothing is new
    ],
)
def test_the_calendar_makes_nothing_out_of_turn(
    cast: Cast, calendar: Calendar, changes: dict[str, Any], moment: datetime
) -> None:
    calendar(**changes)
    with time_machine.travel(moment, tick=False):
        assert compose_due_issue() is None
    assert not NewsletterIssue.objects.exists()


def test_the_hour_is_that_of_the_sites_time_zone(cast: Cast, calendar: Calendar, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Almaty"
    calendar(rhythm="daily", hour=7)
    publish(cast, "The second gauge", datetime(2026, 3, 5, 20, 0, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 3, 6, 1, 30, tzinfo=UTC), tick=False):  # 06:30 there
        assert compose_due_issue() is None
    with time_machine.travel(datetime(2026, 3, 6, 2, 30, tzinfo=UTC), tick=False):  # 07:30 there
        assert compose_due_issue() is not None
