"""What a foreign site's moderators report, and what is kept of it."""

from datetime import timedelta

import pytest
import time_machine

from parley.embed.actions import REPORTS_KEPT, forget_reports
from parley.embed.models import Report
from parley.kit import clock
from tests.embed.akismet.conftest import HELD, HONEST, Blog, open_blog

SPIN = (
    "Great {} and thanks for this post, my {} friend showed me the same trick on her page about growing roses indoors."
)
THANKS = b"Thanks for making the web a better place."


def probability(answer: object) -> float:
    return float(answer["X-Parley-Verdict"].partition("=")[2])  # type: ignore[index]


def reports() -> list[bool]:
    return list(Report.objects.order_by("pk").values_list("is_spam", flat=True))


@pytest.mark.parametrize(("said", "is_spam"), [("spam", True), ("ham", False)])
def test_a_report_is_thanked_for_and_kept_as_a_hash(blog: Blog, said: str, is_spam: bool) -> None:
    answer = blog.submit(said, HELD, comment_author_email="sam@example.org")
    assert (answer.status_code, answer.content) == (200, THANKS)
    (row,) = Report.objects.values()
    assert (row["site"], row["is_spam"]) == ("blog.example", is_spam)
    assert "sam" not in str(row)
    assert "Nice" not in str(row)


def test_the_sites_own_memory_learns(blog: Blog) -> None:
    before = probability(blog.check(SPIN.format("write-up", "old"), comment_author="Rose Garden"))
    blog.submit("spam", SPIN.format("article", "good"), comment_author="Indoor Roses")
    after = probability(blog.check(SPIN.format("write-up", "old"), comment_author="Rose Garden"))
    assert after > before


def test_no_other_site_learns_from_it(blog: Blog) -> None:
    other = open_blog(blog.client, "other.example")
    asked = {"comment_author": "Rose Garden", "blog": "https://other.example"}
    before = probability(other.check(SPIN.format("write-up", "old"), **asked))
    blog.submit("spam", SPIN.format("article", "good"), comment_author="Indoor Roses")
    assert probability(other.check(SPIN.format("write-up", "old"), **asked)) == before


def test_the_opposite_report_replaces_the_first(blog: Blog) -> None:
    asked = SPIN.format("write-up", "old")
    blog.submit("spam", SPIN.format("article", "good"))
    as_spam = probability(blog.check(asked, comment_author="Rose Garden"))
    blog.submit("ham", SPIN.format("article", "good"))
    assert reports() == [False]
    assert probability(blog.check(asked, comment_author="Rose Garden")) < as_spam


def test_the_same_report_twice_is_one(blog: Blog) -> None:
    blog.submit("spam")
    once = probability(blog.check(SPIN.format("write-up", "old")))
    blog.submit("spam")
    assert reports() == [True]
    assert probability(blog.check(SPIN.format("write-up", "old"))) == once


def test_the_name_that_the_check_gave_finds_the_comment_again(blog: Blog) -> None:
    guid = blog.check(HELD)["X-akismet-guid"]
    blog.submit("spam", HELD)
    blog.submit("ham", f"{HELD} (edited by the moderator)", guid=guid)
    assert reports() == [False]


def test_a_name_that_is_none_is_not_taken(blog: Blog) -> None:
    blog.submit("spam", HELD, guid="x" * 400)
    assert Report.objects.get().comment_key == blog.check(HELD)["X-akismet-guid"]


@pytest.mark.parametrize("said", ["1", "true", "True"])
def test_a_test_teaches_nothing(blog: Blog, said: str) -> None:
    assert blog.submit("spam", HONEST, is_test=said).content == THANKS
    assert reports() == []


def test_what_is_no_test_teaches(blog: Blog) -> None:
    blog.submit("spam", HONEST, is_test="False")
    assert reports() == [True]


def test_the_guaranteed_spam_teaches_nothing(blog: Blog) -> None:
    blog.submit("ham", HONEST, comment_author="akismet-guaranteed-spam")
    assert reports() == []


def test_old_reports_are_forgotten(blog: Blog) -> None:
    blog.submit("spam", HELD)
    with time_machine.travel(clock.now() + REPORTS_KEPT - timedelta(hours=1), tick=False):
        assert forget_reports() == 0
        blog.submit("spam", HONEST)
    with time_machine.travel(clock.now() + REPORTS_KEPT + timedelta(hours=1), tick=False):
        assert forget_reports() == 1
