"""`parley filter rehearse`, as an operator types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from parley.config.cli.rehearse import LISTS, NUMBERS, SWITCHES
from parley.config.rules import Rules
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.conversation.rule_texts import RULE_TEXTS
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.posting import write


def rehearsed(*options: str) -> Result:
    return parley("filter", "rehearse", *options)


@pytest.fixture
def past(cast: Cast) -> list[Comment]:
    """One spam, one honest comment and one with a link, all let through by the filter."""
    spam = write(cast.thread, "A loan for you.", author_name="Sam", status="pending")
    decide(comments=[spam], status="spam", moderator=cast.ben)
    comments = [spam, write(cast.thread, "On loan from Velka."), write(cast.thread, "See https://board.example/x")]
    for comment in comments:
        comment.judgements.update(outcome="ham", probability=0.01)
    return comments


def test_it_says_what_would_have_been_and_what_to_write(past: list[Comment]) -> None:
    answer = rehearsed("--suspect", "loan", "--ban-host", "board.example")
    assert answer.exit_code == 0, answer.output
    assert "3 comments of the last 12 months were looked at." in answer.output
    assert "This would have held 1 that a moderator called spam, 1 that stands in public." in answer.output
    assert "This would have called spam: 1 that stands in public." in answer.output
    assert '[rules]\nsuspect_words = ["loan"]\nbanned_hosts = ["board.example"]' in answer.output


def test_for_programs_it_names_every_comment_and_rule(past: list[Comment]) -> None:
    answer: dict[str, Any] = json.loads(rehearsed("--suspect", "loan", "--json").output)
    assert answer["looked_at"] == 3
    assert answer["by_rule"] == {"suspect_words": {"spam": 1, "published": 1}}
    assert answer["changes"][0] == {
        "comment": past[0].pk,
        "before": "ham",
        "after": "unsure",
        "decided": "spam",
        "rules": ["suspect_words"],
    }


def test_a_wordpress_list_is_sorted_into_rules(past: list[Comment], tmp_path: Path) -> None:
    listed = tmp_path / "disallowed.txt"
    listed.write_text("loan\nboard.example\n192.0.2.1\nsam@bad.example\n")
    answer = rehearsed("--disallowed-list", str(listed))
    assert "line 3 is left out: '192.0.2.1' is a network address" in answer.output
    assert 'banned_words = ["loan"]' in answer.output
    assert 'banned_hosts = ["board.example"]' in answer.output
    assert 'banned_addresses = ["sam@bad.example"]' in answer.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Name at least one rule to try"),
        (["--ban", "cas[i1]no"], "banned_words: 'cas[i1]no' looks like a regular expression"),
        (["--most-links", "-1"], "is not in the range"),
    ],
)
def test_what_cannot_be_tried_is_refused(past: list[Comment], options: list[str], sentence: str) -> None:
    answer = rehearsed(*options)
    assert answer.exit_code != 0
    assert sentence in answer.output


def test_every_rule_can_be_set_tried_and_read() -> None:
    assert set(Rules.model_fields) == set(RULE_TEXTS) == {*LISTS, *NUMBERS, *SWITCHES}
