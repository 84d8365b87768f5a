"""The publisher says what share of honest comments may be held; the threshold follows the site."""

import random
from dataclasses import replace

import numpy as np
import pytest

from spamfilter import Filter, LetThrough, Memory, Outcome, Submission
from spamfilter.memory.learned import NOTHING, Honest, Learned
from spamfilter.memory.threshold import Tail, hold_from

TAIL = Tail(hold=2.8, held=0.01, spam=7.6, condemned=0.0001)
SUBJECTS = ("ferry", "mayor", "toll", "sluice", "gauge", "harbour", "bridge", "market")
SELLING = "Cheap sheds, best price, buy now at our shop, order sheds online with free delivery today"


def learned(scores: list[float]) -> Learned:
    return replace(NOTHING, honest=Honest(np.array(scores), np.ones(len(scores))))


def from_scores(scores: list[float], rate: float = 0.01) -> float:
    return hold_from(rate, TAIL, learned(scores), LetThrough())


def talk(rng: random.Random, words: int = 12) -> str:
    return " ".join(rng.choice(SUBJECTS) + rng.choice(("", "s", "ing", " was", " of the")) for _ in range(words))


def approving(judge: Filter, count: int, text: str = "") -> Memory:
    rng, memory = random.Random(7), Memory()
    for number in range(count):
        judge.teach(memory, str(number), Submission(text or talk(rng)), spam=False)
    return memory


def test_with_nothing_learned_one_in_a_hundred_is_the_shipped_threshold(judge: Filter) -> None:
    assert judge.hold_at_rate(0.01) == pytest.approx(judge.thresholds[0])


def test_who_allows_more_holds_more_from_the_first_day(judge: Filter) -> None:
    asked = [judge.hold_at_rate(rate) for rate in (0.001, 0.005, 0.01, 0.02, 0.05)]

    assert asked == sorted(asked, reverse=True)
    assert len(set(asked)) == len(asked)


def test_many_harmless_approvals_lower_the_threshold() -> None:
    few, many = from_scores([-4.0] * 20), from_scores([-4.0] * 400)

    assert many < few < TAIL.hold


def test_honest_comments_above_it_raise_it() -> None:
    scores = [-4.0] * 90 + [3.3] * 10

    assert TAIL.hold < from_scores(scores) < TAIL.spam
    assert np.mean(np.array(scores) >= from_scores(scores)) <= 0.01


def test_about_as_many_as_allowed_are_held() -> None:
    rng = np.random.default_rng(3)
    here, coming = rng.normal(-1, 1.2, 2_000), rng.normal(-1, 1.2, 20_000)

    for rate in (0.005, 0.01, 0.02):
        assert rate / 2 < np.mean(coming >= from_scores(list(here), rate)) <= 1.6 * rate


def test_approvals_of_what_is_surely_spam_hardly_move_it() -> None:
    """One slip in twenty must not let the spam of its kind through."""
    clean = [-4.0] * 190

    assert from_scores([*clean, *[9.0] * 10]) < from_scores(clean) + 0.3


def test_it_stays_between_even_odds_and_what_is_called_spam() -> None:
    assert from_scores([-9.0] * 2_000, rate=0.1) == 0.0
    assert from_scores([8.0] * 2_000, rate=0.001) == TAIL.spam


def test_the_own_approval_does_not_make_a_comment_look_honest(judge: Filter) -> None:
    """Else the site's own comments would all seem harmless, and the threshold would fall too far."""
    memory = approving(judge, 40)
    judge.teach(memory, "sheds", Submission(SELLING), spam=False)
    without = Memory.from_bytes(memory.to_bytes())
    without.unlearn("sheds")

    unaided = memory.learned.honest.scores[-1]
    truth = judge.judge(Submission(SELLING), memory=without).score

    assert unaided == pytest.approx(truth, abs=1.0)
    assert judge.judge(Submission(SELLING), memory=memory).score < truth - 1


def test_an_undo_restores_the_threshold_exactly(judge: Filter) -> None:
    memory = approving(judge, 40)
    before = judge.hold_at_rate(0.01, memory)

    for number in range(6):
        judge.teach(memory, f"slip {number}", Submission(f"{SELLING} {number}"), spam=False)
    assert judge.hold_at_rate(0.01, memory) != before
    for number in range(6):
        memory.unlearn(f"slip {number}")

    assert judge.hold_at_rate(0.01, memory) == before


def test_what_was_let_through_counts_as_honest(judge: Filter) -> None:
    """Moderators see what was held. Of these alone, nearly all are above any threshold."""
    rng, memory = random.Random(8), Memory()
    for number in range(10):
        judge.teach(memory, str(number), Submission(f"{SELLING}, {talk(rng, 3)}"), spam=number % 2 == 0)
    sample = tuple(judge.lesson(Submission(talk(rng))) for _ in range(100))

    alone, beside = judge.hold_at_rate(0.01, memory), judge.hold_at_rate(0.01, memory, LetThrough(sample, 1_000))

    assert beside < alone


def test_a_sample_counts_for_all_of_which_it_is_one(judge: Filter) -> None:
    sample = tuple(judge.lesson(Submission(talk(random.Random(number)))) for number in range(20))

    few, many = (judge.hold_at_rate(0.01, Memory(), LetThrough(sample, total)) for total in (20, 2_000))

    assert many < few


def test_the_threshold_holds_and_never_condemns(judge: Filter) -> None:
    plain = judge.judge(Submission(SELLING))
    assert judge.thresholds[0] < plain.probability < judge.thresholds[1]

    held = judge.judge(Submission(SELLING), hold_at=plain.probability - 0.01)
    published = judge.judge(Submission(SELLING), hold_at=plain.probability + 0.001)

    assert (held.outcome, published.outcome) == (Outcome.UNSURE, Outcome.HAM)
    assert (held.score, held.reasons) == (published.score, published.reasons) == (plain.score, plain.reasons)
    assert judge.decide(judge.thresholds[1], hold_at=1.0) is Outcome.SPAM
