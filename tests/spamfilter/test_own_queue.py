"""What waits in the demo's queue is held by the filter alone; the two honest ones there are not called spam."""

import tomllib
from pathlib import Path

import pytest

from spamfilter import Article, Filter, Outcome, Submission

QUEUE = tomllib.loads((Path(__file__).parents[2] / "demo/queue.toml").read_text(encoding="utf-8"))["comment"]
HONEST = {"short-thanks", "own-count"}


def outcome_of(words: dict[str, str]) -> Outcome:
    submission = Submission(text=words["text"], author=words["author"], email=words["email"], url=words.get("url", ""))
    return (
        Filter.load().judge(submission, Article("A river", "Three countries read a gauge on the same river.")).outcome
    )


@pytest.mark.parametrize("words", [w for w in QUEUE if w["key"] not in HONEST], ids=lambda w: w["key"])
def test_spam_of_the_demo_is_held_even_alone(words: dict[str, str]) -> None:
    assert outcome_of(words) is not Outcome.HAM


@pytest.mark.parametrize("words", [w for w in QUEUE if w["key"] in HONEST], ids=lambda w: w["key"])
def test_honest_comments_of_the_demo_s_queue_are_not_called_spam(words: dict[str, str]) -> None:
    assert outcome_of(words) is not Outcome.SPAM
