"""Past comments as they were met: who was known then, how old the article was, what had been decided."""

from datetime import timedelta
from typing import Any

import pytest

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.models import Comment
from parley.conversation.moderation import Decided, Policy
from parley.conversation.rehearsing import rehearse_here
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import write


def changed(after: Policy, before: Policy | None = None, **options: Any) -> dict[int, str]:
    """Comment → what became of it, of those that the policy would have dealt with otherwise."""
    rehearsal = rehearse_here(before or Policy(), after, months=12, **options)
    return {int(change.id): change.decided.value for change in rehearsal.changes}


def passed(cast: Cast, text: str, days_ago: float, **fields: Any) -> Comment:
    """A comment that the filter had let through that many days ago."""
    moment = clock.now() - timedelta(days=days_ago)
    comment = write(cast.thread, text, **{"received_at": moment, "posted_at": moment} | fields)
    comment.judgements.update(outcome="ham", probability=0.01)
    return comment


def test_a_reader_is_new_until_one_of_the_comments_stood(cast: Cast) -> None:
    first = passed(cast, "One word on the gauge.", 9)
    passed(cast, "Another word on the gauge.", 8, reader=first.reader)
    assert changed(Policy(hold_first_comment=True)) == {first.pk: "published"}


def test_a_reader_is_unknown_until_a_moderator_approved_one_of_the_comments(cast: Cast, time_machine: Any) -> None:
    now = clock.now()
    first = passed(cast, "See https://board.example/1", 9, status="pending")
    before = passed(cast, "See https://board.example/2", 8, reader=first.reader)
    time_machine.move_to(now - timedelta(days=7))
    decide(comments=[first], status="approved", moderator=cast.ben)
    time_machine.move_to(now)
    passed(cast, "See https://board.example/3", 6, reader=first.reader)
    assert changed(Policy(hold_links_of_unknown_readers=True)) == {first.pk: "approved", before.pk: "published"}


def test_the_articles_age_is_that_of_the_day(cast: Cast) -> None:
    cast.thread.published_at = clock.now() - timedelta(days=40)
    cast.thread.save()
    passed(cast, "In time.", 20)
    late = passed(cast, "Late.", 5)
    assert list(changed(Policy(hold_everyone_after_days=30))) == [late.pk]


def test_what_a_person_decided_last_counts(cast: Cast) -> None:
    comment = passed(cast, "A loan.", 3, status="pending")
    loan = Policy(suspect_words=("loan",))
    assert changed(loan) == {comment.pk: "open"}
    batch = decide(comments=[comment], status="spam", moderator=cast.ben)
    assert changed(loan) == {comment.pk: "spam"}
    undo(batch=batch, moderator=cast.ben)
    assert changed(loan) == {comment.pk: "open"}


def test_an_outcome_that_a_rule_had_made_is_seen_without_that_rule(cast: Cast) -> None:
    comment = passed(cast, "A loan.", 3, status="pending")
    reason = {"stage": "policy", "rule": "suspect_words", "weight": 0.0, "sentence": "Held by your rule."}
    comment.judgements.update(outcome="unsure", reasons=[reason])
    loan = Policy(suspect_words=("loan",))
    assert changed(Policy(), before=loan) == {comment.pk: "open"}
    assert changed(loan, before=loan) == {}


def test_what_a_gate_held_stays_held_without_the_rule(cast: Cast) -> None:
    comment = passed(cast, "A loan.", 3, status="pending")
    stages = ({"stage": stage, "rule": "x", "weight": 0.0, "sentence": "Held."} for stage in ("gate", "policy"))
    comment.judgements.update(outcome="unsure", reasons=list(stages))
    assert changed(Policy(), before=Policy(suspect_words=("loan",))) == {}


def test_only_the_asked_months_and_the_newest_are_looked_at(cast: Cast) -> None:
    passed(cast, "A loan long ago.", 500)
    passed(cast, "A loan.", 4)
    newer = passed(cast, "A loan.", 3)
    loan = Policy(suspect_words=("loan",))
    assert len(changed(loan)) == 2
    assert list(changed(loan, newest=1)) == [newer.pk]


def test_an_imported_comment_meets_only_the_rules_on_its_words(cast: Cast) -> None:
    moment = clock.now() - timedelta(days=200)
    comment = passed(cast, "A loan: https://board.example/", 1, posted_at=moment)
    assert changed(Policy(hold_links_of_unknown_readers=True, hold_first_comment=True)) == {}
    assert list(changed(Policy(suspect_words=("loan",)))) == [comment.pk]


def test_staff_are_left_out(cast: Cast) -> None:
    passed(cast, "A loan.", 3, staff=cast.ann)
    assert changed(Policy(suspect_words=("loan",))) == {}


@pytest.mark.parametrize("size", [3, 1100])
def test_progress_is_told_in_batches(cast: Cast, size: int) -> None:
    comment = passed(cast, "A word.", 3)
    copies = [
        Comment(
            **{
                field.attname: getattr(comment, field.attname)
                for field in Comment._meta.concrete_fields
                if field.attname not in {"id", "private_key", "submission_key"}
            },
            private_key=f"key {number}",
            submission_key=f"key {number}",
        )
        for number in range(size - 1)
    ]
    Comment.objects.bulk_create(copies)
    told: list[int] = []
    assert rehearse_here(Policy(), Policy(), months=1, progress=told.append).looked_at == size
    assert told == [number for number in (500, 1000) if number <= size]


def test_every_kind_of_decision_has_words() -> None:
    from parley.conversation.rehearsing import _counted

    assert all(_counted(decided, 2) for decided in Decided)
