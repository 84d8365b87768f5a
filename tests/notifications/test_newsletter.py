"""An issue reaches each reader who confirmed, once, at the pace that the settings allow."""

import os
import re
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test import Client

from parley.accounts.models import Reader, User
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications import newsletters
from parley.notifications.models import Delivery, ReaderMails, Subscription
from parley.notifications.newsletters import keep_newsletter_pace, moments_to_leave, record_issue
from parley.notifications.sending import send_due
from parley.outbox.actions import LEASE, deal_with_waiting_events
from parley.outbox.models import Event, Receipt
from parley.publication.newsletters.actions import cancel_issue, release_issue, send_test_of_issue
from parley.publication.newsletters.models import IssueArticle, NewsletterIssue
from tests.conftest import Cast
from tests.notifications.conftest import Post
from tests.notifications.post_office import PostOffice

Follow = Callable[..., Subscription]
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def subscribe(count: int, *, state: str = "active", prefix: str = "reader") -> list[Subscription]:
    """Readers who confirmed the newsletter a day ago."""
    before = clock.now() - timedelta(days=1)
    readers = Reader.objects.bulk_create(
        Reader(address=f"{prefix}{n}@example.org", address_key=new_token(), created_at=before) for n in range(count)
    )
    return Subscription.objects.bulk_create(
        Subscription(
            reader=reader,
            kind="newsletter",
            state=state,
            private_key=new_token(),
            asked_at=before,
            confirmed_at=before if state == "active" else None,
        )
        for reader in readers
    )


@pytest.fixture
def issue(cast: Cast) -> NewsletterIssue:
    made = NewsletterIssue.objects.create(
        subject="Rivers, measured",
        preheader="Three gauges",
        intro="Good morning.\n\nIt rained & rained.",
        closing="Until next week.",
    )
    IssueArticle.objects.create(issue=made, article=cast.article, note="Read the second part.", sort_order=0)
    return made


@pytest.fixture
def pace(settings: Any) -> Callable[..., None]:
    def set_pace(**changes: Any) -> None:
        asked = settings.PARLEY.newsletter.model_copy(update=changes)
        settings.PARLEY = settings.PARLEY.model_copy(update={"newsletter": asked})

    set_pace(mails_an_hour=1_000_000, first_day=0)
    return set_pace


def work() -> None:
    """One round of the worker: events, then mail."""
    deal_with_waiting_events()
    deal_with_waiting_events(apart=True)
    keep_newsletter_pace()
    send_due()


def states() -> dict[str, int]:
    found = list(Delivery.objects.filter(purpose="issue").values_list("state", flat=True))
    return {state: found.count(state) for state in found}


def test_each_reader_who_confirmed_gets_the_issue_once(
    issue: NewsletterIssue, pace: Any, post_office: PostOffice
) -> None:
    subscribe(3)
    subscribe(1, state="unconfirmed", prefix="nobody")
    (ended,) = subscribe(1, state="ended", prefix="gone")
    ended.save()
    release_issue(issue=issue, by=None)
    for _ in range(3):
        work()
    assert sorted(mail.recipients[0] for mail in post_office.mails) == [f"reader{n}@example.org" for n in range(3)]
    for event in Event.objects.filter(kind="issue_released"):
        record_issue(event)  # heard twice
    work()
    assert len(post_office.mails) == 3


def test_the_mail_has_both_parts_and_its_ways_out(issue: NewsletterIssue, pace: Any, post_office: PostOffice) -> None:
    (subscription,) = subscribe(1)
    release_issue(issue=issue, by=None)
    work()
    (mail,) = post_office.mails
    message = mail.message
    stop = f"http://testserver/stop/{subscription.private_key}"
    assert message["Subject"] == "Rivers, measured"
    assert message["List-Unsubscribe"].startswith(f"<{stop}>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"].endswith("<newsletter.testserver>")
    parts = [part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()]
    text, html = parts
    for words in ("Good morning.", "A river measured three times", "Read the second part.", "Until next week.", stop):
        assert words in text
        assert words in html
    assert "It rained & rained." in text
    assert "It rained &amp; rained." in html
    assert max(map(len, text.splitlines())) <= 78
    assert len(html.encode()) < 20_000
    # Nothing is fetched, and nobody is followed: no picture, no style sheet, and the articles' own addresses.
    assert not re.search(r"<img|<link|url\(|src=", html)
    addresses = set(re.findall(r'href="([^"]*)"', html))
    assert addresses == {
        "http://testserver/",
        f"http://testserver{issue.articles.get().article.public_path}",
        f"http://testserver{issue.path}",
        stop,
        f"{stop}/all",
        f"http://testserver/notifications/mails/{subscription.reader.mails.private_key}/",
    }


def test_the_archive_form_asks_and_the_mail_s_button_confirms(
    issue: NewsletterIssue, pace: Any, post_office: PostOffice, reader: Client
) -> None:
    """The whole way of a reader: form, question, confirmation, issue, stop."""
    asked = reader.post("/notifications/newsletter/", {"email": "Eve@example.org", "subject": ""}, **FROM_HERE)
    assert asked.status_code == 200
    work()
    (question,) = post_office.mails
    subscription = Subscription.objects.get()
    assert (subscription.kind, subscription.state) == ("newsletter", "unconfirmed")
    assert subscription.wording == "Send me the newsletter of The Test Review."
    assert question.recipients == ["Eve@example.org"]
    assert reader.post(f"/notifications/confirm/{subscription.private_key}/").status_code == 200
    release_issue(issue=issue, by=None)
    work()
    assert post_office.mails[-1].message["Subject"] == "Rivers, measured"
    stop = post_office.mails[-1].message["List-Unsubscribe"].split(">")[0].removeprefix("<http://testserver")
    assert reader.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == "ended"
    second = NewsletterIssue.objects.create(subject="Another", intro="Words.")
    release_issue(issue=second, by=None)
    work()
    assert len(post_office.mails) == 2


def test_who_stops_meanwhile_gets_nothing(issue: NewsletterIssue, pace: Any, post_office: PostOffice) -> None:
    first, second = subscribe(2)
    release_issue(issue=issue, by=None)
    deal_with_waiting_events(apart=True)
    Subscription.objects.filter(pk=second.pk).update(state="ended")
    work()
    assert [mail.recipients for mail in post_office.mails] == [[first.reader.address]]
    assert states() == {"sent": 1, "cancelled": 1}


def test_who_paused_gets_nothing(issue: NewsletterIssue, pace: Any, post_office: PostOffice) -> None:
    paused, _other = subscribe(2)
    ReaderMails.objects.create(
        reader=paused.reader, private_key=new_token(), paused_until=clock.now() + timedelta(days=3)
    )
    release_issue(issue=issue, by=None)
    work()
    assert [mail.recipients for mail in post_office.mails] == [["reader1@example.org"]]


def test_a_cancelled_issue_stops_what_is_queued(issue: NewsletterIssue, pace: Any, post_office: PostOffice) -> None:
    subscribe(5)
    release_issue(issue=issue, by=None)
    deal_with_waiting_events(apart=True)
    send_due(limit=2)
    cancel_issue(issue=issue)
    work()
    assert len(post_office.mails) == 2
    assert states() == {"sent": 2, "cancelled": 3}


def test_nothing_leaves_between_the_decision_and_the_news_of_it(
    issue: NewsletterIssue, pace: Any, post_office: PostOffice
) -> None:
    subscribe(2)
    release_issue(issue=issue, by=None)
    deal_with_waiting_events(apart=True)
    cancel_issue(issue=issue)
    send_due()
    assert post_office.mails == []
    assert states() == {"cancelled": 2}


def test_a_test_goes_to_the_editor_alone(
    issue: NewsletterIssue, cast: Cast, pace: Any, post_office: PostOffice
) -> None:
    subscribe(2)
    User.objects.filter(pk=cast.ann.pk).update(email="ann@magazine.example")
    cast.ann.refresh_from_db()
    send_test_of_issue(issue=issue, to=cast.ann)
    send_test_of_issue(issue=issue, to=cast.ann)
    work()
    assert [mail.recipients for mail in post_office.mails] == [["ann@magazine.example"]] * 2
    assert post_office.mails[0].message["Subject"] == "Test: Rivers, measured"
    assert post_office.mails[0].message["List-Unsubscribe"] is None
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_moments_keep_to_the_pace(installation: Any, pace: Any) -> None:
    pace(mails_an_hour=60, first_day=0)
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    moments = moments_to_leave(now)
    assert [next(moments) for _ in range(4)] == [now + timedelta(minutes=n) for n in range(4)]


def test_the_first_days_are_small_and_grow(installation: Any, pace: Any) -> None:
    pace(mails_an_hour=3_600, first_day=100)
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    moments = moments_to_leave(now)
    days = [(next(moments) - now) // timedelta(days=1) for _ in range(1_500)]
    assert [days.count(day) for day in range(4)] == [100, 200, 400, 800]


def test_a_second_issue_waits_behind_the_first_and_within_the_day(
    issue: NewsletterIssue, cast: Cast, pace: Any
) -> None:
    pace(mails_an_hour=3_600, first_day=10)
    subscribe(6)
    second = NewsletterIssue.objects.create(subject="Another", intro="Words.")
    release_issue(issue=issue, by=None)
    release_issue(issue=second, by=None)
    deal_with_waiting_events(apart=True)
    rows = list(Delivery.objects.filter(purpose="issue").order_by("due_at").values_list("event", "due_at"))
    assert [event for event, _due in rows] == [f"issue:{issue.pk}"] * 6 + [f"issue:{second.pk}"] * 6
    begins = rows[0][1]
    assert sum(due < begins + timedelta(days=1) for _event, due in rows) == 10


def test_a_rest_of_the_worker_is_not_followed_by_a_rush(
    issue: NewsletterIssue, pace: Any, post_office: PostOffice
) -> None:
    pace(mails_an_hour=600, first_day=0)  # one in six seconds
    subscribe(100)
    release_issue(issue=issue, by=None)
    deal_with_waiting_events(apart=True)
    begins = clock.now()
    with time_machine.travel(begins + timedelta(hours=5), tick=False) as traveller:
        for _ in range(60):
            keep_newsletter_pace()
            send_due()
            traveller.shift(timedelta(seconds=1))
    assert len(post_office.mails) <= 11
    assert {mail.message["Date"][:16] for mail in post_office.mails} == {
        (begins + timedelta(hours=5)).strftime("%a, %d %b %Y")
    }


def test_other_mails_never_wait_behind_the_newsletter(
    issue: NewsletterIssue, pace: Any, post_office: PostOffice, dora: Reader, follow: Follow, post: Post
) -> None:
    follow(dora)
    subscribe(10)
    release_issue(issue=issue, by=None)
    deal_with_waiting_events(apart=True)
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False) as traveller:
        post(None)
        deal_with_waiting_events()
        keep_newsletter_pace()
        send_due(limit=3)
        assert [mail.recipients for mail in post_office.mails] == [["dora@example.org"]]
        traveller.shift(timedelta(seconds=5))
        keep_newsletter_pace()
        send_due()
    assert len(post_office.mails) == 11


def test_kill_9_in_the_middle_loses_and_doubles_nobody(
    issue: NewsletterIssue, pace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {subscription.reader_id for subscription in subscribe(300)}
    release_issue(issue=issue, by=None)
    event = Event.objects.get(kind="issue_released")
    monkeypatch.setattr(newsletters, "BATCH", 10)
    for _ in range(4):
        _kill_while_recording(event)
    killed_at = Delivery.objects.filter(purpose="issue").count()
    assert 0 < killed_at < 300
    record_issue(event)
    rows = list(Delivery.objects.filter(purpose="issue").order_by("pk").values_list("reader_id", "due_at"))
    assert len(rows) == 300
    assert {reader for reader, _due in rows} == told
    assert [due for _reader, due in rows] == sorted(due for _reader, due in rows)


def _kill_while_recording(event: Event) -> None:
    """A process of its own records, and is killed after some batches."""
    before = Delivery.objects.filter(purpose="issue").count()
    connection.close()  # each process opens its own
    child = os.fork()
    if child == 0:
        try:
            whole = Delivery.objects.bulk_create

            def slowly(*rows: Any, **how: Any) -> Any:
                time.sleep(0.02)
                return whole(*rows, **how)

            Delivery.objects.bulk_create = slowly  # type: ignore[method-assign]
            record_issue(event)
        finally:
            os._exit(0)
    ends = time.monotonic() + 20
    while Delivery.objects.filter(purpose="issue").count() < before + 30:
        assert time.monotonic() < ends
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def test_readers_are_recorded_in_batches(issue: NewsletterIssue, pace: Any, django_assert_max_num_queries: Any) -> None:
    subscribe(2_500)
    release_issue(issue=issue, by=None)
    event = Event.objects.get(kind="issue_released")
    with django_assert_max_num_queries(60):  # SQLite takes 76 rows a statement
        record_issue(event)
    assert states() == {"waiting": 2_500}


def test_recording_that_takes_long_keeps_its_claim(
    issue: NewsletterIssue, pace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(30)
    release_issue(issue=issue, by=None)
    monkeypatch.setattr(newsletters, "BATCH", 10)
    whole, begun = Delivery.objects.bulk_create, clock.now()
    joined: list[int] = []
    with time_machine.travel(begun, tick=False) as traveller:

        def slowly(*rows: Any, **how: Any) -> Any:
            traveller.shift(LEASE * 0.75)  # three batches: longer than the lease
            joined.append(deal_with_waiting_events(apart=True))
            return whole(*rows, **how)

        monkeypatch.setattr(Delivery.objects, "bulk_create", slowly)
        assert deal_with_waiting_events(apart=True) == 1
    assert joined == [0, 0, 0]
    assert states() == {"waiting": 30}


def test_recording_ends_where_another_process_has_taken_it_over(
    issue: NewsletterIssue, pace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(30)
    release_issue(issue=issue, by=None)
    monkeypatch.setattr(newsletters, "BATCH", 10)
    whole, written = Delivery.objects.bulk_create, 0

    def rested(*rows: Any, **how: Any) -> Any:
        nonlocal written
        written += 1
        made = whole(*rows, **how)
        Receipt.objects.filter(consumer="newsletter").update(attempts=F("attempts") + 1)
        return made

    monkeypatch.setattr(Delivery.objects, "bulk_create", rested)
    deal_with_waiting_events(apart=True)
    assert written == 1
    assert Receipt.objects.get(consumer="newsletter").state == "claimed"  # by the other, whose death is noticed
