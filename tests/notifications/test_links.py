"""Confirming, stopping and undoing through the links in mails."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Thread
from parley.kit import clock
from parley.notifications.actions import (
    FORGOTTEN_AFTER,
    confirm_subscription,
    forget_unconfirmed,
    request_subscription,
)
from parley.notifications.mail.smtp import SmtpServer
from parley.notifications.models import Delivery, Subscription
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice

Work = Callable[[], None]


@pytest.fixture
def other_thread(thread: Thread) -> Thread:
    return open_thread(site=thread.site, url="/2026/other/", title="Another article", text="")


def state_of(subscription: Subscription) -> str:
    subscription.refresh_from_db()
    return subscription.state


def test_opening_the_confirmation_shows_the_article_and_changes_nothing(
    reader: Client, thread: Thread, dora: Reader
) -> None:
    subscription = request_subscription(reader=dora, thread=thread, kind="thread")
    response = reader.get(f"/notifications/confirm/{subscription.private_key}/")
    assert response.status_code == 200
    assert thread.title in response.content.decode()
    assert state_of(subscription) == "unconfirmed"


def test_the_button_confirms_the_address_and_the_subscription(reader: Client, thread: Thread, dora: Reader) -> None:
    subscription = request_subscription(reader=dora, thread=thread, kind="thread")
    response = reader.post(f"/notifications/confirm/{subscription.private_key}/")
    assert response.status_code == 200
    assert state_of(subscription) == "active"
    dora.refresh_from_db()
    assert dora.confirmed_at is not None


def test_one_confirmation_answers_for_all_that_waits(
    reader: Client, thread: Thread, other_thread: Thread, dora: Reader
) -> None:
    first = request_subscription(reader=dora, thread=thread, kind="thread")
    second = request_subscription(reader=dora, thread=other_thread, kind="replies")
    address = f"/notifications/confirm/{first.private_key}/"
    assert "Another article" in reader.get(address).content.decode()
    reader.post(address)
    assert (state_of(first), state_of(second)) == ("active", "active")


def test_an_old_confirmation_does_not_restart_what_was_stopped(reader: Client, follow: Follow, dora: Reader) -> None:
    subscription = follow(dora)
    reader.post(f"/stop/{subscription.private_key}")
    reader.post(f"/notifications/confirm/{subscription.private_key}/")
    assert state_of(subscription) == "ended"


@pytest.mark.parametrize(
    "path", ["/stop/{key}", "/stop/{key}/all", "/notifications/stop/{key}/", "/notifications/resume/{key}/"]
)
def test_opening_a_link_a_hundred_times_changes_nothing(
    reader: Client, follow: Follow, dora: Reader, path: str
) -> None:
    subscription = follow(dora)
    before = Subscription.objects.values().get(pk=subscription.pk)
    for _ in range(50):
        assert reader.get(path.format(key=subscription.private_key)).status_code == 200
        assert reader.head(path.format(key=subscription.private_key)).status_code == 200
    assert Subscription.objects.values().get(pk=subscription.pk) == before


def _form(client: Client, path: str) -> object:
    return client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")


def _multipart(client: Client, path: str) -> object:
    return client.post(path, {"List-Unsubscribe": "One-Click"})


def _broken(client: Client, path: str) -> object:
    return client.post(path, b"\x00garbage", content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize("body", [_form, _multipart, _broken])
def test_one_click_stops_at_once_without_cookies_and_without_a_redirect(
    follow: Follow, dora: Reader, body: Callable[[Client, str], object]
) -> None:
    subscription = follow(dora)
    for _ in range(2):
        mail_program = Client(enforce_csrf_checks=True)
        response = body(mail_program, f"/stop/{subscription.private_key}")
        assert response.status_code == 200  # type: ignore[attr-defined]
        assert not response.cookies  # type: ignore[attr-defined]
        assert state_of(subscription) == "ended"


def test_stopping_cancels_what_is_queued_already(
    reader: Client, post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    subscription = follow(dora)
    post(cleo)
    deal_with_waiting_events()
    assert Delivery.objects.filter(state="waiting").exists()
    reader.post(f"/stop/{subscription.private_key}")
    assert not Delivery.objects.filter(state="waiting").exists()
    work()
    post(cleo, "Later.")
    work()
    assert post_office.mails == []


def test_stopping_takes_a_mail_away_until_the_moment_of_its_final_dot(
    reader: Client, post: Post, follow: Follow, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    class Stopped(SmtpServer):
        def hand_over(self, *, before_dot: Callable[[], None], **mail: Any) -> None:
            def stopped() -> None:
                reader.post(f"/stop/{subscription.private_key}")
                before_dot()

            super().hand_over(before_dot=stopped, **mail)

    subscription = follow(dora)
    post(cleo)
    deal_with_waiting_events()
    send_due(transport=Stopped("127.0.0.1", post_office.port))
    assert post_office.mails == []
    assert Delivery.objects.get(purpose="comment").state == "cancelled"


def test_stopping_one_article_leaves_the_others(
    reader: Client, other_thread: Thread, follow: Follow, dora: Reader
) -> None:
    subscription = follow(dora)
    other = request_subscription(reader=dora, thread=other_thread, kind="thread")
    confirm_subscription(private_key=other.private_key)
    reader.post(f"/stop/{subscription.private_key}")
    assert (state_of(subscription), state_of(other)) == ("ended", "active")


@pytest.mark.parametrize(
    ("path", "fields"), [("/stop/{key}/all", {}), ("/notifications/stop/{key}/", {"scope": "all"})]
)
def test_stopping_everything_stops_everything_of_this_reader_only(
    reader: Client,
    other_thread: Thread,
    follow: Follow,
    cleo: Reader,
    dora: Reader,
    path: str,
    fields: dict[str, str],
) -> None:
    subscription, foreign = follow(dora), follow(cleo)
    other = request_subscription(reader=dora, thread=other_thread, kind="thread")
    reader.post(path.format(key=subscription.private_key), fields)
    assert (state_of(subscription), state_of(other), state_of(foreign)) == ("ended", "ended", "active")


def test_undo_brings_back_what_stopped_together_with_its_queued_mails(
    reader: Client,
    post: Post,
    other_thread: Thread,
    follow: Follow,
    work: Work,
    cleo: Reader,
    dora: Reader,
    post_office: PostOffice,
) -> None:
    subscription = follow(dora)
    other = request_subscription(reader=dora, thread=other_thread, kind="thread")
    post(cleo)
    deal_with_waiting_events()
    reader.post(f"/stop/{subscription.private_key}/all")
    reader.post(f"/notifications/resume/{subscription.private_key}/")
    assert (state_of(subscription), state_of(other)) == ("active", "unconfirmed")
    work()
    assert {str(mail.message["X-Kind"]) for mail in post_office.to("dora@example.org")} == {"notification", "confirm"}


@pytest.mark.parametrize("path", ["/stop/nobody", "/notifications/confirm/nobody/", "/notifications/resume/nobody/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_key_gets_a_kind_404(reader: Client, path: str, method: str) -> None:
    response = getattr(reader, method)(path)
    assert response.status_code == 404
    assert "We do not know this link" in response.content.decode()


def test_pages_behind_links_are_neither_stored_nor_indexed_nor_told_on(
    reader: Client, follow: Follow, dora: Reader
) -> None:
    response = reader.get(f"/stop/{follow(dora).private_key}")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_the_pages_hold_no_address(reader: Client, follow: Follow, dora: Reader) -> None:
    subscription = follow(dora)
    for response in (reader.get(f"/stop/{subscription.private_key}"), reader.post(f"/stop/{subscription.private_key}")):
        assert "dora" not in response.content.decode().lower()


def test_whatever_is_typed_an_address_is_asked_once_a_day_and_three_times_in_all(
    thread: Thread, work: Work, post_office: PostOffice
) -> None:
    threads = [open_thread(site=thread.site, url=f"/2026/{n}/", title=f"Article {n}", text="") for n in range(12)]
    start = clock.now()
    for day in range(8):
        for hour in (0, 11, 23):
            with time_machine.travel(start + day * _DAY + hour * _HOUR):
                for n, spelling in enumerate(("dora@example.org", "DORA@example.org", " Dora@Example.ORG ")):
                    someone = record_reader(address=spelling)
                    request_subscription(reader=someone, thread=threads[(day + n) % 12], kind="thread")
                work()
    questions = post_office.mails
    assert len(questions) == 3
    times = sorted(Delivery.objects.values_list("created_at", flat=True))
    assert all(late - early >= _DAY for early, late in zip(times, times[1:], strict=False))


def test_who_answers_a_question_may_be_asked_the_next_one_at_once(
    thread: Thread, other_thread: Thread, dora: Reader
) -> None:
    first = request_subscription(reader=dora, thread=thread, kind="thread")
    confirm_subscription(private_key=first.private_key)
    request_subscription(reader=dora, thread=other_thread, kind="thread")
    assert Delivery.objects.filter(reader=dora, purpose="confirm").count() == 2


def test_an_active_subscription_is_only_widened(thread: Thread, follow: Follow, dora: Reader) -> None:
    subscription = follow(dora, "replies")
    for kind in ("thread", "replies"):
        request_subscription(reader=dora, thread=thread, kind=kind)
    assert state_of(subscription) == "active"
    assert subscription.kind == "thread"
    assert Delivery.objects.filter(reader=dora).count() == 1


def test_a_request_that_nobody_confirmed_is_forgotten_after_a_week(
    reader: Client, thread: Thread, dora: Reader
) -> None:
    subscription = request_subscription(reader=dora, thread=thread, kind="thread")
    assert forget_unconfirmed() == 0
    with time_machine.travel(clock.now() + FORGOTTEN_AFTER + _HOUR):
        assert forget_unconfirmed() == 1
        reader.post(f"/notifications/confirm/{subscription.private_key}/")
    assert state_of(subscription) == "ended"


_HOUR = FORGOTTEN_AFTER / 168
_DAY = FORGOTTEN_AFTER / 7
