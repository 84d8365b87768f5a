"""Each kind of mail as a mail program shows it, in Debian's Chromium: narrow and wide, light and dark, right to left.

`MAIL_PICTURES=folder` keeps the pictures, to be looked at.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from parley.accounts.models import Reader
from parley.conversation.models import Thread
from parley.kit import clock
from parley.notifications.actions import (
    choose_articles_frequency,
    confirm_subscription,
    request_subscription,
    return_to_thread,
)
from parley.notifications.mail.message import message_bytes
from parley.notifications.mail.wrapping import columns
from parley.notifications.models import Delivery, Subscription
from parley.notifications.my_mails import send_link_to_my_mails
from parley.notifications.purposes import Correspondent
from parley.notifications.reader_digests import record_reader_digests
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.actions import NewArticle, publish_article
from tests.conftest import Cast
from tests.journeys.chromium import MISSING, installed_chromium, running_chromium
from tests.notifications.conftest import Follow, Post

KINDS = ("confirm", "comment", "reply", "catch_up", "article", "articles", "manage")
WORDS = {
    "en": (
        "I read the gauge at Lindau bridge for eleven years, and it **does read low**: after the repair in 2014 nobody "
        "levelled it anew.\n\nThe table of 2019 has the old numbers, see https://example.org/a/table/that/is/long."
    ),
    "ar": "قرأت المقياس عند جسر لينداو أحد عشر عاما، وهو **يقرأ منخفضا**: بعد الإصلاح لم يضبطه أحد من جديد.",
}
TITLES = {"en": "A river measured three times", "ar": "نهر قيس ثلاث مرات"}
LINK = re.compile(r"https?://\S+")


def letters(cast: Cast, post: Post, follow: Follow, cleo: Reader, dora: Reader, words: str) -> dict[str, EmailMessage]:
    """A message of each kind."""
    found = {}
    start = clock.now()
    with time_machine.travel(start, tick=False) as moment:
        thread: Thread = cast.thread
        asked = request_subscription(reader=dora, thread=thread, kind="thread")
        found["confirm"] = written("confirm")
        confirm_subscription(private_key=asked.private_key)
        articles = request_subscription(reader=dora, kind="articles", target=f"section:{cast.section.pk}")
        confirm_subscription(private_key=articles.private_key)
        moment.shift(timedelta(minutes=1))
        question = post(dora, "Which of them do the engineers believe?")
        moment.shift(timedelta(minutes=1))
        deal_with_waiting_events()
        moment.shift(timedelta(minutes=1))
        first = post(cleo, words)
        deal_with_waiting_events()
        found["comment"] = written("comment")
        for number in range(24):
            moment.shift(timedelta(minutes=5))
            post(cleo, f"{words} ({number})", parent=first)
            deal_with_waiting_events()
        asked.refresh_from_db()
        moment.shift(timedelta(hours=3))
        return_to_thread(asked, by_link=True)
        moment.shift(timedelta(hours=2))
        found["catch_up"] = written("catch_up")
        post(cleo, words, parent=question)
        deal_with_waiting_events()
        moment.shift(timedelta(hours=2))
        asked.refresh_from_db()
        return_to_thread(asked, by_link=False)
        moment.shift(timedelta(minutes=1))
        post(cleo, words, parent=question)
        deal_with_waiting_events()
        found["reply"] = written("comment")
        publish(cast, thread.title)
        found["article"] = written("article")
        choose_articles_frequency(dora, frequency="daily")
        moment.shift(timedelta(minutes=1))
        for number in range(3):
            publish(cast, f"{thread.title} ({number})")
        moment.shift(timedelta(days=2))
        record_reader_digests()
        found["articles"] = written("articles")
        send_link_to_my_mails(address=dora.address)
        found["manage"] = written("manage")
    return found


def publish(cast: Cast, title: str) -> None:
    publish_article(
        NewArticle(
            title=title,
            standfirst="Three countries share the Ostra and none of them trusts the others' gauge.",
            section=cast.section,
            authors=[],
            published_at=clock.now(),
            body=[{"type": "paragraph", "value": "<p>The keepers met once a year.</p>"}],
        )
    )
    deal_with_waiting_events()


def written(purpose: str) -> EmailMessage:
    delivery = Delivery.objects.filter(purpose=purpose).order_by("-pk").select_related("reader", "comment__thread")[0]
    correspondent = Correspondent()
    assert correspondent.reason_against(delivery) == ""
    message = message_from_bytes(message_bytes(correspondent.letter(delivery)), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest, settings: Any, thread: Thread) -> Iterator[str]:
    settings.LANGUAGE_CODE = request.param
    Thread.objects.filter(pk=thread.pk).update(title=TITLES[request.param])
    thread.title = TITLES[request.param]
    with translation.override(request.param):
        yield request.param


@contextmanager
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """While Playwright is connected its event loop runs in this thread, and Django would refuse to touch a database."""
    program = installed_chromium()
    if program is None:
        pytest.skip(MISSING)
    process = running_chromium(program)
    request.config.add_cleanup(process.stop)
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(process.address)
        yield browser
        browser.close()


@pytest.fixture
def all_letters(
    cast: Cast, post: Post, follow: Follow, cleo: Reader, dora: Reader, language: str
) -> dict[str, EmailMessage]:
    cast.thread.refresh_from_db()
    return letters(cast, post, follow, cleo, dora, WORDS[language])


def test_text_and_html_are_both_complete_bounded_and_tied_together(
    all_letters: dict[str, EmailMessage],
) -> None:
    assert set(all_letters) == set(KINDS)
    for kind, message in all_letters.items():
        text, html = part(message, "plain"), part(message, "html")
        assert all(columns(line) <= 78 or LINK.fullmatch(line) for line in text.splitlines()), kind
        assert len(html.replace("\n", "\r\n").encode()) <= 20_000, kind
        assert not re.search(r"<(img|link|script|iframe|form|video)\b|@import|url\(|\bsrc=", html), kind
        linked = set(re.findall(r'href="(http://testserver[^"]*)"', html))
        assert linked <= set(re.findall(r"http://testserver\S+", text)), kind
        assert ("List-Unsubscribe" in message) == (kind not in ("confirm", "manage")), kind
        if kind not in ("confirm", "manage"):
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert "/all" in text
            assert "/notifications/mails/" in text

    # Mails about one conversation stand together in a mail program.
    of_thread = [all_letters[kind] for kind in ("comment", "catch_up", "reply")]
    assert len({message["Subject"] for message in of_thread}) == 1
    assert len({message["References"].split()[0] for message in of_thread}) == 1
    assert len({message["Message-ID"] for message in all_letters.values()}) == len(KINDS)


def test_nothing_overflows_and_the_first_screen_has_what_matters(
    request: pytest.FixtureRequest, all_letters: dict[str, EmailMessage], language: str
) -> None:
    pages = {kind: part(message, "html") for kind, message in all_letters.items()}
    with chromium(request) as browser:
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for width, scheme in product((320, 600), schemes):
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            for kind, html in pages.items():
                look_at(context, kind, html, language, scheme, width)
            context.close()


def look_at(context: BrowserContext, kind: str, html: str, language: str, scheme: str, width: int) -> None:
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    lightness = [
        sum(map(int, re.findall(r"\d+", colour)))
        for colour in page.evaluate(
            "(() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color] })()"
        )
    ]
    assert (lightness[0] > lightness[1]) == (scheme == "light"), kind
    if kind in ("comment", "reply"):
        places = page.locator("strong, h1, blockquote, .button, .quiet a").evaluate_all(
            "found => found.map(each => each.getBoundingClientRect().bottom)"
        )
        assert max(places) <= 800, (kind, width)
    if kept := os.environ.get("MAIL_PICTURES"):
        page.screenshot(path=str(Path(kept) / f"{kind}-{language}-{scheme}-{width}.png"), full_page=True)
    assert asked == []
    page.close()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_each_stop_in_a_mail_stops_what_it_says(all_letters: dict[str, EmailMessage], reader: Client) -> None:
    link = LINK.search(str(all_letters["articles"]["List-Unsubscribe"]))
    assert link is not None
    path = link[0].rstrip(">").removeprefix("http://testserver")
    assert reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    states = dict(Subscription.objects.values_list("kind", "state"))
    assert states == {"articles": "ended", "thread": "active"}
