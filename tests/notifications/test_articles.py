"""Who is told of a new article: once, whatever asks for it, and never of an old one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from parley.accounts.models import Reader
from parley.conversation.models import Thread
from parley.kit import clock
from parley.notifications.actions import (
    choose_articles_frequency,
    confirm_subscription,
    end_subscription,
    pause,
    request_subscription,
)
from parley.notifications.models import Delivery, Subscription
from parley.notifications.queries import active_subscriptions
from parley.notifications.reader_digests import record_reader_digests
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.actions import NewArticle, publish_article
from parley.publication.models import ArticlePage, Author, Topic
from tests.conftest import Cast
from tests.notifications.post_office import PostOffice

Work = Callable[[], None]


def want(reader: Reader, target: str) -> Subscription:
    wish = request_subscription(reader=reader, kind="articles", target=target)
    confirm_subscription(private_key=wish.private_key)
    Delivery.objects.filter(purpose="confirm", state="waiting").update(state="sent", sent_at=clock.now())
    wish.refresh_from_db()
    return wish


def publish(cast: Cast, title: str, *, age: timedelta = timedelta(), **fields: Any) -> ArticlePage:
    return publish_article(
        NewArticle(
            **{
                "title": title,
                "standfirst": "Nobody trusts the gauge.",
                "section": cast.section,
                "authors": [],
                "published_at": clock.now() - age,
                "body": [{"type": "paragraph", "value": "<p>Words.</p>"}],
                **fields,
            }
        )
    )


def test_whoever_asked_four_ways_gets_one_mail_about_an_article(
    cast: Cast, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    author, topic = Author.objects.get(), Topic.objects.get()
    for target in ("site", f"section:{cast.section.pk}", f"author:{author.pk}", f"topic:{topic.pk}"):
        want(dora, target)
    article = publish(cast, "The fourth measurement", authors=[author], topics=["Water"])
    work()
    work()
    (mail,) = post_office.mails
    assert mail.message["Subject"] == "The fourth measurement"
    assert f"http://testserver{article.public_path}" in mail.part("text/plain")


def test_it_is_told_only_to_those_whom_it_concerns(
    cast: Cast, dora: Reader, cleo: Reader, work: Work, post_office: PostOffice
) -> None:
    want(dora, f"author:{Author.objects.get().pk}")
    want(cleo, f"section:{cast.section.pk}")
    publish(cast, "By nobody")
    work()
    assert [mail.recipients for mail in post_office.mails] == [["cleo@example.org"]]


def test_a_rename_breaks_no_wish(cast: Cast, dora: Reader, work: Work, post_office: PostOffice) -> None:
    want(dora, f"section:{cast.section.pk}")
    cast.section.slug, cast.section.title = "views", "Views"
    cast.section.save_revision().publish()
    publish(cast, "Under the new name")
    work()
    (mail,) = post_office.mails
    assert "Views" in mail.part("text/plain")


def test_publishing_again_tells_nobody(cast: Cast, dora: Reader, work: Work, post_office: PostOffice) -> None:
    want(dora, "site")
    article = publish(cast, "Once")
    work()
    for _ in range(2):
        article.save_revision().publish()
        work()
    article.unpublish()
    work()
    article.save_revision().publish()
    work()
    assert len(post_office.mails) == 1


def test_what_is_old_or_was_published_before_the_wish_is_no_news(
    cast: Cast, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    early = publish(cast, "Before the wish")
    work()
    want(dora, "site")
    publish(cast, "From an import", age=timedelta(days=900))
    early.save_revision().publish()
    cast.article.save_revision().publish()
    work()
    assert post_office.mails == []


def test_an_article_taken_back_at_once_is_told_to_nobody(
    cast: Cast, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    want(dora, "site")
    article = publish(cast, "A slip")
    deal_with_waiting_events()
    assert Delivery.objects.filter(purpose="article", state="waiting").exists()
    article.unpublish()
    work()
    assert post_office.mails == []


def test_one_of_two_wishes_stopped_leaves_the_other(
    cast: Cast, dora: Reader, work: Work, post_office: PostOffice
) -> None:
    first = want(dora, "site")
    second = want(dora, f"section:{cast.section.pk}")
    publish(cast, "For the section")
    deal_with_waiting_events()
    end_subscription(private_key=first.private_key)
    work()
    (mail,) = post_office.mails
    assert second.private_key in mail.message["List-Unsubscribe"]
    publish(cast, "Another")
    deal_with_waiting_events()
    end_subscription(private_key=second.private_key)
    work()
    assert len(post_office.mails) == 1


def test_a_weekly_digest_lists_each_article_once(cast: Cast, dora: Reader, work: Work, post_office: PostOffice) -> None:
    start = clock.now()
    want(dora, "site")
    want(dora, f"section:{cast.section.pk}")
    choose_articles_frequency(dora, frequency="weekly")
    for days in range(1, 22):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            if days % 3 == 0 and days < 15:
                publish(cast, f"Day {days}.")
            work()
            record_reader_digests()
            work()
    texts = [mail.part("text/plain") for mail in post_office.mails]
    told = [line for text in texts for line in text.splitlines() if line.startswith("Day ")]
    assert sorted(told) == sorted(f"Day {days}." for days in (3, 6, 9, 12))
    assert 2 <= len(texts) <= 3


def test_the_newsletter_asks_for_its_readers_so(dora: Reader, cleo: Reader, thread: Thread) -> None:
    wishes = [request_subscription(reader=reader, kind="newsletter") for reader in (dora, cleo)]
    request_subscription(reader=dora, thread=thread, kind="thread", is_owner=True)
    assert list(active_subscriptions(kind="newsletter")) == []
    for wish in wishes:
        confirm_subscription(private_key=wish.private_key)
    pause(cleo, until=clock.now() + timedelta(days=2))
    assert [wish.reader for wish in active_subscriptions(kind="newsletter")] == [dora]
