"""Readers ask, confirm, stop, undo, pause, return and choose how often, while comments and articles come and go: nobody
gets one thing twice, and nobody who stopped, paused or never confirmed gets anything."""

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.kit import clock
from parley.notifications.actions import (
    Scope,
    choose_articles_frequency,
    choose_frequency,
    confirm_subscription,
    end_pauses,
    end_subscription,
    pause,
    request_subscription,
    resume_subscription,
    unpause,
)
from parley.notifications.handlers import tell_of_published_article, tell_of_published_comment
from parley.notifications.models import Delivery, News, ReaderMails, Subscription
from parley.notifications.reader_digests import record_reader_digests
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from parley.outbox.models import Event
from parley.publication.actions import NewArticle, publish_article
from tests.conftest import Cast
from tests.notifications.conftest import Post

HISTORIES = int(os.environ.get("HYPOTHESIS_HISTORIES", "25"))
NAMES = ("dora", "ed", "flo")
WHO = st.sampled_from(NAMES)
NTH = st.integers(0, 3)
FREQUENCIES = ["quiet", "each", "hourly", "daily", "weekly"]
MARKS = re.compile(r"(?:Comment|Article) number \d+")
STEP = st.one_of(
    st.tuples(st.just("follow"), WHO, st.sampled_from(["thread", "replies", "site", "section"])),
    st.tuples(st.just("confirm"), WHO, st.just("")),
    st.tuples(st.just("confirm"), WHO, st.just("")),
    st.tuples(st.just("comment"), st.sampled_from([*NAMES, "cleo", "cleo"]), st.just("")),
    st.tuples(st.just("comment"), st.sampled_from([*NAMES, "cleo", "cleo"]), st.just("")),
    st.tuples(st.just("moderate"), NTH, st.sampled_from(["approved", "trash"])),
    st.tuples(st.just("article"), NTH, st.just("")),
    st.tuples(st.just("unpublish"), NTH, st.just("")),
    st.tuples(st.just("stop"), WHO, st.sampled_from(list(Scope))),
    st.tuples(st.just("undo"), WHO, st.just("")),
    st.tuples(st.just("come back"), WHO, st.just("")),
    st.tuples(st.just("come back"), WHO, st.just("")),
    st.tuples(st.just("choose"), WHO, st.sampled_from(FREQUENCIES)),
    st.tuples(st.just("choose articles"), WHO, st.sampled_from(["each", "daily", "weekly"])),
    st.tuples(st.just("pause"), WHO, st.sampled_from([1, 3])),
    st.tuples(st.just("unpause"), WHO, st.just("")),
    st.tuples(st.just("repeat"), NTH, st.just("")),
    st.tuples(st.just("work"), NTH, st.sampled_from([0, 1, 2, 13, 26, 24 * 8])),
    st.tuples(st.just("work"), NTH, st.sampled_from([0, 1, 2, 13, 26, 24 * 8])),
)


class Watch:
    """A mail server that looks, at each mail, whether it may come at all."""

    def __init__(self) -> None:
        self.told: Counter[tuple[str, str]] = Counter()
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def hand_over(
        self,
        *,
        sender: str,
        recipient: str,
        message: bytes,
        before_dot: Callable[[], None],
        after_dot: Callable[[], None],
    ) -> None:
        before_dot()
        after_dot()
        parsed = message_from_bytes(message, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        kind, name = parsed["X-Kind"], recipient.partition("@")[0]
        if kind in ("confirm", "sign-in", "manage"):
            return
        reader = Reader.objects.get(name=name)
        mails = ReaderMails.objects.get(reader=reader)
        self.check(mails.paused_until is None or mails.paused_until <= clock.now(), f"{name} has paused")
        active = Subscription.objects.filter(reader=reader, state="active")
        self.check(active.exists(), f"{name} stopped, or never confirmed")
        text = parsed.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        marks = set(MARKS.findall(text))
        self.check(bool(marks), f"{name} got a mail with nothing in it")
        for mark in marks:
            self.told[name, mark] += 1
            self.check(self.told[name, mark] == 1, f"{name} was told of {mark} twice")
            if mark.startswith("Comment"):
                comment = Comment.objects.get(source=mark)
                self.check(comment.reader_id != reader.pk, f"{name} was told of the own comment")
                self.check(comment.is_public, f"{name} was told of what was withdrawn")

    def check(self, holds: bool, fault: str) -> None:
        """Noted, since an exception here would count as a fault of the server."""
        if not holds:
            self.faults.append(fault)


class History:
    """Takes steps."""

    def __init__(self, cast: Cast, post: Post) -> None:
        self.cast, self.post, self.server = cast, post, Watch()
        self.moment, self.count, self.newest = clock.now(), 0, 0
        self.may_hear = dict.fromkeys(NAMES, True)
        """Whether a reader who is told quietly has come back since the last mail about the thread was written."""

    def take(self, kind: str, what: object, how: object) -> None:
        with time_machine.travel(self.moment, tick=False):
            getattr(self, kind.replace(" ", "_"))(what, how)
        self.look_at_new_mails()
        if kind in ("choose", "pause"):
            self.may_hear[str(what)] = True
        assert not self.server.faults, self.server.faults
        self.moment += timedelta(seconds=7)

    def look_at_new_mails(self) -> None:
        new = Delivery.objects.filter(pk__gt=self.newest, purpose__in=("comment", "catch_up"))
        for delivery in new.select_related("reader", "subscription").order_by("pk"):
            assert delivery.subscription is not None
            if delivery.subscription.frequency == "quiet" and delivery.state != "cancelled":
                name = delivery.reader.name
                note(f"    mail for {name}: {delivery.event} {delivery.state}")
                assert self.may_hear[name], f"a second mail before {name} came back"
                self.may_hear[name] = False
            self.newest = delivery.pk

    def thread_wish(self, name: str) -> Subscription | None:
        return Subscription.objects.filter(reader__name=name, thread__isnull=False).first()

    def follow(self, name: str, what: str) -> None:
        about = {"thread": self.cast.thread} if what in ("thread", "replies") else {}
        target = {"site": "site", "section": f"section:{self.cast.section.pk}"}.get(what, "")
        kind = what if about else "articles"
        reader = record_reader(address=f"{name}@example.org", name=name)
        before = self.thread_wish(name) if about else None
        if before is not None and before.state != "active":
            self.may_hear[name] = True
        request_subscription(reader=reader, kind=kind, target=target, **about)

    def confirm(self, name: str, _how: str) -> None:
        for wish in Subscription.objects.filter(reader__name=name, state="unconfirmed")[:1]:
            confirm_subscription(private_key=wish.private_key)

    def comment(self, name: str, _how: str) -> None:
        self.count += 1
        parents = Comment.objects.filter(status="approved").order_by("-pk")
        parent = parents[self.count % 3] if parents.count() > 2 else None
        reader = record_reader(address=f"{name}@example.org", name=name)
        self.post(reader, f"Comment number {self.count}", parent=parent)
        deal_with_waiting_events()
        self.may_hear[name] = True

    def moderate(self, nth: int, status: str) -> None:
        found = Comment.objects.order_by("-pk")[nth : nth + 1]
        queued = set(Delivery.objects.filter(comment__in=[c.pk for c in found], state="waiting"))
        decide(comments=found, status=status, moderator=self.cast.ben)
        for delivery in queued if status == "trash" else ():
            self.may_hear[delivery.reader.name] = True
        deal_with_waiting_events()

    def article(self, nth: int, _how: str) -> None:
        self.count += 1
        publish_article(
            NewArticle(
                title=f"Article number {self.count}",
                standfirst="",
                section=self.cast.section,
                authors=[],
                published_at=clock.now() - timedelta(days=10 if nth == 3 else 0),
                body=[{"type": "paragraph", "value": "<p>Words.</p>"}],
            )
        )

    def unpublish(self, nth: int, _how: str) -> None:
        from parley.publication.models import ArticlePage

        for article in ArticlePage.objects.exclude(pk=self.cast.article.pk).order_by("-pk")[nth : nth + 1]:
            if article.live:
                article.unpublish()
            else:
                article.save_revision().publish()

    def stop(self, name: str, scope: Scope) -> None:
        for wish in Subscription.objects.filter(reader__name=name)[:1]:
            end_subscription(private_key=wish.private_key, scope=scope)

    def undo(self, name: str, _how: str) -> None:
        for wish in Subscription.objects.filter(reader__name=name, state="ended")[:1]:
            resume_subscription(private_key=wish.private_key)

    def come_back(self, name: str, _how: str) -> None:
        wish, comment = self.thread_wish(name), Comment.objects.first()
        if wish is not None and comment is not None:
            browser = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
            Client(headers=browser).get(f"/notifications/back/{wish.private_key}/{comment.pk}/")
            if wish.state == "active":
                self.may_hear[name] = True

    def choose(self, name: str, frequency: str) -> None:
        self.may_hear[name] = True
        if wish := self.thread_wish(name):
            choose_frequency(wish, frequency=frequency)

    def choose_articles(self, name: str, frequency: str) -> None:
        for reader in Reader.objects.filter(name=name):
            choose_articles_frequency(reader, frequency=frequency)

    def pause(self, name: str, days: int) -> None:
        for reader in Reader.objects.filter(name=name):
            pause(reader, until=clock.now() + timedelta(days=days))

    def unpause(self, name: str, _how: str) -> None:
        for reader in Reader.objects.filter(name=name):
            unpause(reader)

    def repeat(self, _nth: int, _how: str) -> None:
        for event in Event.objects.filter(kind="comment_published"):
            tell_of_published_comment(event)
        for event in Event.objects.filter(kind="article_published"):
            tell_of_published_article(event)

    def work(self, _nth: int, hours: int) -> None:
        deal_with_waiting_events()
        self.moment += timedelta(hours=hours, minutes=2 if hours else 0)
        with time_machine.travel(self.moment, tick=False):
            deal_with_waiting_events()
            end_pauses()
            record_reader_digests()
            send_due(limit=500, transport=self.server)


@pytest.mark.timeout(600)
def test_whatever_readers_choose_nobody_is_told_twice_or_against_the_own_will(cast: Cast, post: Post) -> None:
    @given(st.lists(STEP, min_size=12, max_size=45))
    @settings(max_examples=HISTORIES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def holds(steps: list[tuple[str, object, object]]) -> None:
        from parley.publication.models import ArticlePage

        for table in (Delivery, Subscription, News, Comment, Event, Reader):
            table.objects.all().delete()
        for article in ArticlePage.objects.exclude(pk=cast.article.pk):
            article.delete()
        history = History(cast, post)
        for name in NAMES:  # so that most histories have somebody to tell
            history.take("follow", name, "thread")
            history.take("follow", name, "site")
            if name != "flo":
                history.take("confirm", name, "")
        for kind, what, how in steps:
            note(f"{history.moment:%d %H:%M:%S} {kind} {what} {how}")
            history.take(kind, what, how)
        for hours in (0, 2, 26, 24 * 8, 24 * 8):
            history.take("work", 0, hours)
        assert not Delivery.objects.filter(state="waiting").exclude(purpose="confirm").exists()
        assert not Delivery.objects.filter(last_error__contains="Error").exists()

    holds()
