"""The page of all mails, asking for mail without a comment, and stopping by kind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.erasing import Words, erase_reader
from parley.conversation.models import Thread
from parley.kit import clock
from parley.notifications.actions import forget_networks_of_requests, request_subscription
from parley.notifications.models import Delivery, ReaderMails, Subscription
from parley.notifications.reader_mails import mails_of
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice
from tests.public import page_text
from tests.readers.conftest import SignIn, sign_in

__all__ = ["sign_in"]

Work = Callable[[], None]
STOP = {"List-Unsubscribe": "One-Click"}


def page_of(reader: Reader) -> str:
    return f"/notifications/mails/{mails_of(reader).private_key}/"


def states() -> dict[str, str]:
    return dict(Subscription.objects.values_list("kind", "state"))


def test_the_pages_lead_to_the_forms_that_ask_for_mail(reader: Client, thread: Thread) -> None:
    from parley.materializer.actions import materialize_all_dirty, want_everything

    want_everything()
    materialize_all_dirty()
    for page, link in (
        (thread.url, f"/notifications/follow/{thread.pk}/"),
        ("/", "/notifications/articles/?of=/"),
        ("/opinion/", "/notifications/articles/?of=/opinion/"),
        ("/authors/ada-writer/", "/notifications/articles/?of=/authors/ada-writer/"),
        ("/topics/water/", "/notifications/articles/?of=/topics/water/"),
    ):
        assert f'href="{link}"' in page_text(page)
        assert reader.get(link).status_code == 200


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        ("/notifications/follow/{thread}/", "thread", "Write to me about new comments"),
        ("/notifications/articles/?of=/opinion/", "articles", "Send me new articles of Opinion by mail."),
        ("/notifications/newsletter/", "newsletter", "Send me the newsletter of The Test Review."),
    ],
)
def test_mail_is_asked_for_without_a_comment_confirmed_and_the_consent_remembered(
    address: str, kind: str, words: str, reader: Client, thread: Thread, work: Work, post_office: PostOffice
) -> None:
    address = address.format(thread=thread.pk)
    assert words in reader.get(address).content.decode()
    response = reader.post(address, {"email": "dora@example.org"})
    assert response.status_code == 200
    wish = Subscription.objects.get()
    assert (wish.kind, wish.state, wish.asked_via) == (kind, "unconfirmed", "follow")
    assert words in wish.wording
    work()
    (mail,) = post_office.mails
    assert "List-Unsubscribe" not in mail.message
    reader.post(f"/notifications/confirm/{wish.private_key}/")
    assert states() == {kind: "active"}
    page = reader.get(page_of(wish.reader)).content.decode()
    assert words in page
    assert "confirmed on" in page
    assert "dora@" not in page


def test_the_answer_tells_nothing_about_an_address(reader: Client, follow: Follow, dora: Reader, cleo: Reader) -> None:
    follow(dora)
    erase_reader(reader=cleo, words=Words.KEEP)
    answers = {
        reader.post("/notifications/articles/", {"email": address, **extra}).content
        for address, extra in (
            ("dora@example.org", {}), ("cleo@example.org", {}), ("new@example.org", {}),
            ("x@example.org", {"subject": "x"}),
        )
    }  # fmt: skip
    assert len(answers) == 1
    assert not Subscription.objects.filter(reader__address_key=cleo.address_key).exists()
    answers = {
        reader.post("/notifications/mails/", {"email": address}).content
        for address in ("dora@example.org", "cleo@example.org", "new@example.org")
    }
    assert len(answers) == 1


def test_a_post_from_another_site_and_a_page_that_is_none_are_refused(reader: Client, thread: Thread) -> None:
    foreign = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.post("/notifications/newsletter/", {"email": "dora@example.org"}).status_code == 403
    assert reader.post("/notifications/newsletter/", {"email": "dora"}).status_code == 422
    for of in ("/nothing/", "/authors/nobody/", "/topics/nothing/", f"{thread.url}"):
        assert reader.get("/notifications/articles/", {"of": of}).status_code == 404
    assert not Subscription.objects.exists()


def test_one_network_cannot_ask_for_a_list_of_addresses(reader: Client) -> None:
    codes = [
        reader.post("/notifications/newsletter/", {"email": f"r{number}@example.org"}).status_code
        for number in range(25)
    ]
    assert codes == [200] * 20 + [429] * 5
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert reader.post("/notifications/newsletter/", {"email": "r@example.org"}).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert forget_networks_of_requests() == 21
    assert not Subscription.objects.exclude(network_key="").exists()


def test_a_thousand_requests_are_one_mail_a_day_and_three_in_all(thread: Thread) -> None:
    start, wishes = clock.now(), ("site", "section:1", "author:2", "topic:3")
    readers = [record_reader(address=f"r{number}@example.org") for number in range(4)]
    for day in range(10):
        with time_machine.travel(start + timedelta(days=day, minutes=day)):
            for number in range(25):
                for reader in readers:
                    if number % 5:
                        request_subscription(reader=reader, kind="articles", target=wishes[number % 4])
                    else:
                        request_subscription(reader=reader, kind="thread", thread=thread)
    assert Delivery.objects.count() == 4 * 3
    for reader in readers:
        moments = Delivery.objects.filter(reader=reader).order_by("created_at").values_list("created_at", flat=True)
        assert all(later - earlier >= timedelta(days=1) for earlier, later in zip(moments, moments[1:], strict=False))


def test_who_is_signed_in_need_not_confirm(sign_in: SignIn, thread: Thread, cleo: Reader) -> None:
    browser = sign_in()
    page = browser.get(f"/notifications/follow/{thread.pk}/").content.decode()
    assert "cleo@example.org" in page
    browser.post(f"/notifications/follow/{thread.pk}/", {"email": "cleo@example.org"})
    assert states() == {"thread": "active"}
    browser.post("/notifications/newsletter/", {"email": "somebody-else@example.org"})
    assert states() == {"thread": "active", "newsletter": "unconfirmed"}
    assert page_of(cleo) in browser.get("/my/").content.decode()


def test_everything_can_be_changed_on_the_page_without_an_account(reader: Client, follow: Follow, dora: Reader) -> None:
    subscription = follow(dora)
    page = page_of(dora)

    def press(**fields: Any) -> str:
        response = reader.post(page, fields, follow=True)
        assert response.redirect_chain, response.content.decode()
        return response.content.decode()

    one = {"subscription": subscription.pk}
    assert "Saved." in press(do="frequency", frequency="weekly", **one)
    assert "take it back" in press(do="stop", **one)
    assert states() == {"thread": "ended"}
    assert "You get it again." in press(do="resume", **one)
    assert "Paused: nothing comes before" in press(do="pause", length="week")
    press(do="unpause")
    assert ReaderMails.objects.get().paused_until is None
    press(do="place", time_zone="Asia/Almaty", language="")
    press(do="articles", frequency="daily")
    mails = ReaderMails.objects.get()
    assert (mails.time_zone, mails.articles_frequency) == ("Asia/Almaty", "daily")
    subscription.refresh_from_db()
    assert (subscription.state, subscription.frequency) == ("active", "weekly")
    press(do="stop_all")
    assert states() == {"thread": "ended"}


def test_what_is_wrong_is_said_and_changes_nothing(reader: Client, follow: Follow, dora: Reader, cleo: Reader) -> None:
    follow(dora)
    others = follow(cleo)
    page = page_of(dora)
    for fields in (
        {"do": "stop", "subscription": others.pk},
        {"do": "stop", "subscription": "x"},
        {"do": "frequency", "subscription": others.pk, "frequency": "each"},
        {"do": "pause", "length": "until", "until": "2001-01-01"},
        {"do": "pause", "length": "until"},
        {"do": "pause"},
        {"do": "place", "time_zone": "Mars/Olympus"},
        {"do": "articles", "frequency": "hourly"},
        {"do": "dance"},
        {},
    ):
        response = reader.post(page, fields)
        assert response.status_code == 422, fields
        assert 'role="alert"' in response.content.decode()
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}
    assert reader.get("/notifications/mails/nobody/").status_code == 404


def test_opening_the_page_changes_nothing_and_tells_nobody(reader: Client, follow: Follow, dora: Reader) -> None:
    follow(dora)
    before = list(Subscription.objects.values())
    for _ in range(3):
        response = reader.get(page_of(dora))
        reader.head(page_of(dora))
    assert list(Subscription.objects.values()) == before
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_lost_link_is_mailed_again_to_its_owner_only_and_within_the_limits(
    reader: Client, follow: Follow, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    follow(dora)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        for address in ("Dora@example.org", "dora@example.org", "nobody@example.org"):
            reader.post("/notifications/mails/", {"email": address})
        work()
    (mail,) = post_office.mails
    assert mail.recipients == ["dora@example.org"]
    assert f"http://testserver{page_of(dora)}" in mail.part("text/plain")


def test_all_of_a_kind_stops_and_the_rest_goes_on(
    reader: Client, follow: Follow, post: Post, dora: Reader, cleo: Reader, work: Work, post_office: PostOffice
) -> None:
    thread = follow(dora)
    for target in ("site", "topic:1"):
        wish = request_subscription(reader=dora, kind="articles", target=target, is_owner=True)
    assert reader.get(f"/stop/{wish.private_key}/kind").status_code == 200
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}
    response = reader.post(f"/stop/{wish.private_key}/kind", STOP)
    assert response.status_code == 200
    assert "Undo" in response.content.decode()
    assert Subscription.objects.filter(kind="articles", state="ended").count() == 2
    post(cleo)
    work()
    assert len(post_office.mails) == 1
    reader.post(f"/notifications/resume/{wish.private_key}/")
    assert not Subscription.objects.filter(state="ended").exists()
    reader.post(f"/stop/{thread.private_key}", {"scope": "all"})
    assert not Subscription.objects.exclude(state="ended").exists()


def test_where_the_settings_name_an_inbox_a_mail_stops_too(
    settings: Any, follow: Follow, post: Post, dora: Reader, cleo: Reader, work: Work, post_office: PostOffice
) -> None:
    from parley.notifications.mail.plus_addresses import For, plus_address

    settings.MAIL_INBOX = "talk@magazine.example"
    wish = follow(dora)
    post(cleo)
    work()
    ways = post_office.mails[0].message["List-Unsubscribe"].split(",")
    assert ways[0] == f"<http://testserver/stop/{wish.private_key}>"
    assert ways[1].strip() == f"<mailto:{plus_address(For.STOP, wish.pk)}?subject=unsubscribe>"


def test_suppression_outlives_erasure_for_every_kind(
    reader: Client, follow: Follow, cast: Cast, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    follow(dora)
    mails_of(dora)
    erase_reader(reader=dora, words=Words.KEEP)
    assert not ReaderMails.objects.exists()
    for address in (
        f"/notifications/follow/{cast.thread.pk}/",
        "/notifications/articles/",
        "/notifications/newsletter/",
    ):
        reader.post(address, {"email": "dora@example.org"})
    reader.post("/notifications/mails/", {"email": "dora@example.org"})
    work()
    assert post_office.mails == []
