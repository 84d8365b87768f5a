"""One mail about a thread, then nothing until the reader comes back; then what came meanwhile, once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.notifications.actions import choose_frequency, choose_place, end_pauses, pause
from parley.notifications.models import Delivery
from parley.notifications.reader_digests import record_reader_digests
from parley.notifications.windows import last_boundary
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice

Work = Callable[[], None]
BROWSER = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}


@pytest.fixture
def moment(installation: Any) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 6, 3, 12, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def round_of_work(work: Work, moment: time_machine.Traveller) -> Callable[..., None]:
    """The worker after some hours: pauses, digests, events, mail."""

    def after(**later: float) -> None:
        moment.shift(timedelta(seconds=1, **later))
        end_pauses()
        work()
        record_reader_digests()
        work()

    return after


def texts(office: PostOffice, address: str = "dora@example.org") -> list[str]:
    return [mail.part("text/plain") for mail in office.to(address)]


def back_link(text: str) -> str:
    return next(line for line in text.splitlines() if "/notifications/back/" in line).removeprefix("http://testserver")


def test_after_one_mail_nothing_comes_before_the_return_then_one_catch_up(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None], post_office: PostOffice,
) -> None:  # fmt: skip
    follow(dora, frequency="quiet")
    for words in ("First words.", "Second words.", "Third words."):
        round_of_work()
        post(cleo, words)
        round_of_work()
    round_of_work(days=30)
    (first,) = texts(post_office)
    assert "First words." in first
    assert "until you come back" in " ".join(first.split())
    response = Client(headers=BROWSER).get(back_link(first))
    assert response.status_code == 302
    assert "#c" in response["Location"]
    round_of_work(minutes=59)
    assert len(post_office.mails) == 1
    round_of_work(minutes=2)
    _first, catch_up = texts(post_office)
    assert "2 comments have come since" in catch_up
    assert "First words." not in catch_up
    assert catch_up.index("Second words.") < catch_up.index("Third words.")
    post(cleo, "Fourth words.")
    round_of_work(days=2)
    assert len(post_office.mails) == 2


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", BROWSER),
        ("get", {}),
        ("get", {"User-Agent": "Mozilla/5.0", "Accept": "text/html"}),
        ("get", {**BROWSER, "Sec-Purpose": "prefetch"}),
        ("get", {**BROWSER, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
    ],
)
def test_a_scanner_that_opens_the_link_is_no_return(
    method: str, headers: dict[str, str], post: Post, follow: Follow, cleo: Reader, dora: Reader,
    round_of_work: Callable[..., None], post_office: PostOffice,
) -> None:  # fmt: skip
    subscription = follow(dora, frequency="quiet")
    round_of_work()
    post(cleo, "First words.")
    round_of_work()
    post(cleo, "Second words.")
    round_of_work()
    assert getattr(Client(headers=headers), method)(back_link(texts(post_office)[0])).status_code == 302
    round_of_work(hours=2)
    subscription.refresh_from_db()
    assert subscription.returned_at is None
    assert len(post_office.mails) == 1


def test_a_scanner_with_a_browser_causes_no_repetition_and_a_mail_an_hour_at_most(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None], post_office: PostOffice
) -> None:
    follow(dora, frequency="quiet")
    for number in range(60):
        round_of_work(minutes=3)
        post(cleo, f"Words number {number}.")
        round_of_work(minutes=3)
        for text in texts(post_office):
            Client(headers=BROWSER).get(back_link(text))
    round_of_work(hours=3)
    told = [line for text in texts(post_office) for line in text.splitlines() if "Words number" in line]
    assert len(told) == len(set(told))
    assert len(post_office.mails) <= 8  # in six hours


def test_writing_is_coming_back(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None], post_office: PostOffice
) -> None:
    follow(dora, frequency="quiet")
    for words in ("First words.", "Second words."):
        round_of_work()
        post(cleo, words)
    round_of_work()
    post(dora, "I am here again.")
    round_of_work()
    post(cleo, "Third words.")
    round_of_work()
    assert ["Third words." in text for text in texts(post_office)] == [False, True]


def test_a_withdrawn_comment_silences_nobody(
    cast: Cast, post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None],
    post_office: PostOffice,
) -> None:  # fmt: skip
    from parley.outbox.actions import deal_with_waiting_events

    follow(dora, frequency="quiet")
    round_of_work()
    spam = post(cleo, "Taken back at once.")
    deal_with_waiting_events()
    decide(comments=[spam], status="spam", moderator=cast.ben)
    round_of_work()
    post(cleo, "Real words.")
    round_of_work()
    (text,) = texts(post_office)
    assert "Real words." in text


def test_a_daily_digest_comes_at_seven_on_the_readers_clock_and_leaves_out_what_was_withdrawn(
    cast: Cast, post: Post, follow: Follow, cleo: Reader, dora: Reader, moment: time_machine.Traveller,
    round_of_work: Callable[..., None], post_office: PostOffice,
) -> None:  # fmt: skip
    follow(dora, frequency="daily")
    choose_place(dora, time_zone="Asia/Almaty", language="")  # UTC+5: seven there is two here
    round_of_work()
    post(cleo, "First words.")
    gone = post(cleo, "Withdrawn words.")
    round_of_work()
    decide(comments=[gone], status="spam", moderator=cast.ben)
    moment.move_to(datetime(2026, 6, 4, 1, 58, tzinfo=UTC))
    round_of_work()
    assert post_office.mails == []
    moment.move_to(datetime(2026, 6, 4, 2, 2, tzinfo=UTC))
    round_of_work()
    round_of_work()
    (text,) = texts(post_office)
    assert "First words." in text
    assert "Withdrawn words." not in text
    round_of_work(days=3)  # nothing new: nothing sent
    assert len(post_office.mails) == 1


@pytest.mark.parametrize(("frequency", "windows"), [("hourly", 5), ("daily", 2), ("weekly", 1)])
def test_each_window_has_one_digest_and_each_comment_stands_in_one(
    frequency: str, windows: int, post: Post, follow: Follow, cleo: Reader, dora: Reader,
    round_of_work: Callable[..., None], post_office: PostOffice,
) -> None:  # fmt: skip
    follow(dora, frequency=frequency)
    for number in range(5):
        post(cleo, f"Words number {number}.")
        round_of_work(hours=7)
    round_of_work(days=7)
    told = [line for text in texts(post_office) for line in text.splitlines() if "Words number" in line]
    assert len(told) == len(set(told)) == 5
    assert len(post_office.mails) == windows
    assert Delivery.objects.filter(purpose="comment").count() == 0


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-06-01"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_days_and_hours_have_one_boundary_each_when_clocks_change(day: str, zone: str) -> None:
    place, start = ZoneInfo(zone), datetime.fromisoformat(f"{day}T00:00:00+00:00")
    minutes = [start + timedelta(minutes=number) for number in range(0, 48 * 60, 5)]
    for frequency, hours in (("daily", 24), ("hourly", 1), ("weekly", 7 * 24)):
        found = [last_boundary(frequency, minute, place) for minute in minutes]
        assert found == sorted(found)
        assert all(boundary <= minute for boundary, minute in zip(found, minutes, strict=True))
        assert all(
            minute - boundary < timedelta(hours=hours + 1) for boundary, minute in zip(found, minutes, strict=True)
        )
        if frequency != "hourly":
            assert {boundary.astimezone(place).hour for boundary in found} == {7}


def test_during_a_pause_nothing_comes_and_afterwards_one_mail(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, moment: time_machine.Traveller,
    round_of_work: Callable[..., None], post_office: PostOffice,
) -> None:  # fmt: skip
    follow(dora)
    round_of_work()
    post(cleo, "Before the pause.")
    round_of_work()
    pause(dora, until=datetime(2026, 6, 10, 7, tzinfo=UTC))
    for words in ("In the pause.", "Still in the pause."):
        post(cleo, words)
        round_of_work(hours=5)
    assert len(post_office.mails) == 1
    moment.move_to(datetime(2026, 6, 10, 7, 1, tzinfo=UTC))
    round_of_work()
    round_of_work()
    post(cleo, "After the pause.")
    round_of_work()
    assert len(post_office.mails) == 3
    _before, meanwhile, after = texts(post_office)
    assert "In the pause." in meanwhile
    assert "Still in the pause." in meanwhile
    assert "Before the pause." not in meanwhile
    assert "After the pause." in after


def test_what_waits_in_the_queue_when_a_pause_begins_is_told_after_it(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None], post_office: PostOffice
) -> None:
    from parley.outbox.actions import deal_with_waiting_events

    follow(dora)
    round_of_work()
    post(cleo, "Queued words.")
    deal_with_waiting_events()
    pause(dora, until=datetime(2026, 6, 4, 7, tzinfo=UTC))
    round_of_work()
    assert post_office.mails == []
    round_of_work(days=2)
    (text,) = texts(post_office)
    assert "Queued words." in text


def test_choosing_another_rhythm_tells_what_was_withheld_once(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, round_of_work: Callable[..., None], post_office: PostOffice
) -> None:
    subscription = follow(dora, frequency="weekly")
    round_of_work()
    post(cleo, "Withheld words.")
    round_of_work()
    choose_frequency(subscription, frequency="each")
    round_of_work()
    post(cleo, "New words.")
    round_of_work(days=8)
    assert ["Withheld words." in text for text in texts(post_office)] == [True, False]
    assert len(post_office.mails) == 2
