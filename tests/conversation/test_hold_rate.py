"""`hold_rate`: the publisher says what share of honest comments may wait, decisions say from where."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.test import Client

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.models import Comment, Judgement
from parley.conversation.moderation import Policy, forget_index, hold_at_of, judge_again, threshold
from parley.conversation.moderation.live import shipped_filter
from parley.conversation.rehearsing import rehearse_here
from parley.kit import clock
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.posting import HELD, send, write

DOUBTFUL = "Nice piece, I shared it. Anybody who wants a quick loan may ask me for the best rates."
"""More likely spam than not, and far from certain."""
SITE = django_settings.SITE_HOST


@pytest.fixture
def one_in_a_hundred(settings: Any) -> None:
    ask(settings, 0.01)


def ask(settings: Any, rate: float | None) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"hold_rate": rate})


def let_through(cast: Cast, count: int, text: str = "The gauge at Lindau read {} centimetres this morning.") -> None:
    """Comments that the filter thought honest, in public."""
    for number in range(count):
        comment = write(cast.thread, text.format(number + 40))
        Judgement.objects.create(
            comment=comment,
            outcome="ham",
            probability=0.1,
            score=-2.2,
            reasons=[],
            engine="",
            judged_at=clock.now(),
        )


def approve(cast: Cast, *comments: Comment) -> str:
    return decide(comments=comments, status=Comment.Status.APPROVED, moderator=cast.ben)


def test_unset_nothing_changes(cast: Cast) -> None:
    approve(cast, write(cast.thread))

    assert hold_at_of(SITE) is None


@pytest.mark.usefixtures("one_in_a_hundred")
def test_before_the_first_decision_it_is_the_shipped_threshold(cast: Cast) -> None:
    let_through(cast, 3)

    assert hold_at_of(SITE) == pytest.approx(shipped_filter().thresholds[0])


def test_who_allows_more_holds_a_comment_that_else_would_stand(cast: Cast, reader: Client, settings: Any) -> None:
    statuses = []
    for rate in (0.1, 0.001):
        ask(settings, rate)
        send(reader, cast.thread, DOUBTFUL)
        comment = Comment.objects.get(source=DOUBTFUL)
        statuses.append(comment.status)
        comment.delete()

    assert statuses == [Comment.Status.PENDING, Comment.Status.APPROVED]


@pytest.mark.usefixtures("one_in_a_hundred")
def test_decisions_move_it_and_an_undo_brings_it_back(cast: Cast) -> None:
    approve(cast, write(cast.thread))
    before = hold_at_of(SITE)

    batch = approve(cast, *[write(cast.thread, f"{HELD} Gauge {number}.") for number in range(5)])
    assert hold_at_of(SITE) != before
    undo(batch=batch, moderator=cast.ben)

    assert hold_at_of(SITE) == before


@pytest.mark.usefixtures("one_in_a_hundred")
def test_what_was_let_through_lowers_it(cast: Cast) -> None:
    approve(cast, write(cast.thread))
    alone = hold_at_of(SITE)
    let_through(cast, 30)
    forget_index()

    beside = hold_at_of(SITE)

    assert alone is not None
    assert beside is not None
    assert beside < alone


@pytest.mark.usefixtures("one_in_a_hundred")
def test_what_waits_and_what_was_taken_out_does_not_count(cast: Cast) -> None:
    approve(cast, write(cast.thread))
    alone = hold_at_of(SITE)
    let_through(cast, 30)
    public = Comment.objects.filter(judgements__outcome="ham")
    public.update(status=Comment.Status.TRASH)
    forget_index()

    assert hold_at_of(SITE) == alone


@pytest.mark.usefixtures("one_in_a_hundred")
def test_a_large_sample_is_read_in_turn(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threshold, "READ_AT_ONCE", 4)
    approve(cast, write(cast.thread))
    let_through(cast, 10, "Number {} of the sluices stood open.")

    asked = [hold_at_of(SITE) for _ in range(4)]
    monkeypatch.setattr(threshold, "READ_AT_ONCE", 50)
    forget_index()

    assert asked[2] == asked[3] == hold_at_of(SITE)
    assert asked[0] != asked[2]


@pytest.mark.usefixtures("one_in_a_hundred")
def test_once_known_it_costs_two_small_queries(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    approve(cast, write(cast.thread))
    let_through(cast, 5)
    hold_at_of(SITE)

    with django_assert_num_queries(2):
        hold_at_of(SITE)


def test_a_score_does_not_depend_on_it(cast: Cast, settings: Any) -> None:
    approve(cast, write(cast.thread))
    probe = write(cast.thread, HELD)
    plain = judge_again(probe)

    ask(settings, 0.05)

    assert judge_again(probe).score == plain.score


def test_the_commands_say_from_where_comments_are_held(cast: Cast, installation: Path, settings: Any) -> None:
    from parley.config.cli.filter import filter_group

    (installation / "parley.toml").touch()
    comment = write(cast.thread)
    approve(cast, comment)
    run = CliRunner().invoke

    plain = run(filter_group, ["explain", str(comment.pk)]).output
    ask(settings, 0.02)
    asked = run(filter_group, ["explain", str(comment.pk)]).output
    shown = run(filter_group, ["top"]).output
    (installation / "parley.toml").unlink()

    assert f"held from {shipped_filter().thresholds[0]:.1%}, as shipped" in plain
    for output in (asked, shown):
        assert "so that about 2.0% of the honest ones are" in output


def judged(cast: Cast, text: str, probability: float, outcome: str, status: str = "approved") -> Comment:
    comment = write(cast.thread, text, status=status)
    comment.judgements.all().delete()
    Judgement.objects.create(
        comment=comment, outcome=outcome, probability=probability, score=0, reasons=[], engine="", judged_at=clock.now()
    )
    return comment


def test_another_share_is_tried_on_past_comments_and_changes_nothing(cast: Cast, moderator: Client) -> None:
    spam = judged(cast, "A loan for you.", 0.9, "ham", status="pending")
    decide(comments=[spam], status=Comment.Status.SPAM, moderator=cast.ben)
    approve(cast, judged(cast, "On loan from Velka.", 0.9, "ham"))
    judged(cast, "The gauge reads low.", 0.02, "ham")
    judged(cast, "Casino.", 0.9999, "spam", status="spam")
    judged(cast, "Loans, cheap.", 0.95, "unsure", status="pending")
    shipped = shipped_filter().thresholds[0]
    assert 0.9 < shipped < 0.95  # else the scores above try nothing

    page = moderator.post("/moderation/rules/", {"step": "try_rate", "percent": "10", "months": "12"})
    words = " ".join(page.content.decode().split())
    assert "5 comments of the last 12 months were looked at." in words
    assert "This would have held 1 that a moderator called spam, 1 that a moderator approved." in words
    assert ("hold_rate = 0.1" in words, "On loan from Velka." in words) == (True, True)
    assert "The gauge reads low." not in words
    assert hold_at_of(SITE) is None


def test_a_smaller_share_says_what_it_would_let_through(cast: Cast) -> None:
    judged(cast, "Loans, cheap.", shipped_filter().thresholds[0] + 0.001, "unsure", status="pending")
    changes = rehearse_here(Policy(), Policy(), months=12, hold_rate=0.001).changes
    assert [(change.before.value, change.after.value) for change in changes] == [("unsure", "ham")]


def test_what_a_gate_or_a_rule_held_is_held_under_every_share(cast: Cast) -> None:
    gated = judged(cast, "Quick words.", 0.1, "unsure", status="pending")
    gated.judgements.update(reasons=[{"stage": "gate", "rule": "x", "weight": 0.0, "sentence": "Held."}])
    judged(cast, "A loan.", 0.9, "ham")
    loan = Policy(suspect_words=("loan",))
    assert rehearse_here(loan, loan, months=12, hold_rate=0.1).changes == ()


@pytest.mark.parametrize("percent", ["", "0", "11", "many"])
def test_what_is_no_share_is_refused_in_words(cast: Cast, moderator: Client, percent: str) -> None:
    page = moderator.post("/moderation/rules/", {"step": "try_rate", "percent": percent, "months": "12"})
    assert (page.status_code, 'id="rate-error"' in page.content.decode()) == (422, True)


def test_the_command_tries_a_share_too(cast: Cast) -> None:
    judged(cast, "On loan from Velka.", 0.9, "ham")
    answer = parley("filter", "rehearse", "--hold-rate", "0.1")
    assert "Comments would be held from" in answer.output
    assert "This would have held 1 that stands in public." in answer.output
    assert answer.output.rstrip().endswith("hold_rate = 0.1")
