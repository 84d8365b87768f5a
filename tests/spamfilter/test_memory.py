import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spamfilter import Filter, Lesson, Memory, SnapshotError, Submission
from spamfilter.memory import learned

ANY_TEXT = st.text(max_size=120)
SHED = "Our sheds are built by hand, ask for the spring list of sheds."
BEES = "The bees came back to the north wall in the second week of April."
TALK = [f"Paragraph {number} leaves out the {word}." for number in range(4) for word in ("ferry", "mayor", "toll")]


def taught(judge: Filter, spam: list[str], honest: list[str]) -> Memory:
    memory = Memory()
    for number, text in enumerate(spam):
        judge.teach(memory, f"s{number}", Submission(text), spam=True)
    for number, text in enumerate(honest):
        judge.teach(memory, f"h{number}", Submission(text), spam=False)
    return memory


def score(judge: Filter, text: str, memory: Memory | None) -> float:
    return judge.judge(Submission(text), memory=memory).score


def test_a_decision_counts_at_once_for_its_like(judge: Filter) -> None:
    memory = taught(judge, [SHED], [])

    assert (
        score(judge, "Ask for our list of hand built sheds", memory)
        > score(judge, "Ask for our list of hand built sheds", None) + 1
    )
    assert score(judge, BEES, memory) < score(judge, SHED, memory)


def test_an_empty_memory_changes_nothing(judge: Filter) -> None:
    assert judge.judge(Submission(SHED), memory=Memory()) == judge.judge(Submission(SHED))


def test_taking_a_decision_back_restores_every_score_exactly(judge: Filter) -> None:
    memory = taught(judge, [SHED], TALK)
    before = [score(judge, text, memory) for text in (SHED, BEES, *TALK)]

    judge.teach(memory, "slip", Submission(BEES), spam=True)
    assert score(judge, BEES, memory) != before[1]
    memory.unlearn("slip")

    assert [score(judge, text, memory) for text in (SHED, BEES, *TALK)] == before


def test_a_decision_that_is_changed_and_changed_back_leaves_no_trace(judge: Filter) -> None:
    memory = taught(judge, [SHED], TALK)
    before = score(judge, BEES, memory)

    for spam in (False, True):
        judge.teach(memory, "s0", Submission(SHED), spam=spam)

    assert score(judge, BEES, memory) == before


def test_taking_back_what_was_never_learned_is_no_error() -> None:
    assert Memory().unlearn("nothing") is False


@settings(deadline=None, max_examples=40)
@given(
    steps=st.lists(st.tuples(st.integers(0, 9), st.sampled_from([True, False, None])), max_size=20),
    probe=ANY_TEXT,
)
def test_what_is_learned_depends_on_the_standing_decisions_alone(
    steps: list[tuple[int, bool | None]], probe: str
) -> None:
    judge, memory, standing = Filter.load(), Memory(), {}
    for number, spam in steps:
        if spam is None:
            memory.unlearn(str(number))
            standing.pop(number, None)
        else:
            judge.teach(memory, str(number), Submission(TALK[number]), spam=spam)
            standing[number] = spam
    fresh = Memory()
    for number, spam in standing.items():
        judge.teach(fresh, str(number), Submission(TALK[number]), spam=spam)

    assert score(judge, probe, memory) == pytest.approx(score(judge, probe, fresh), abs=1e-3)


@settings(deadline=None, max_examples=40)
@given(text=ANY_TEXT, author=ANY_TEXT, email=ANY_TEXT, url=ANY_TEXT)
def test_the_reasons_still_add_up(text: str, author: str, email: str, url: str) -> None:
    judge = Filter.load()
    submission = Submission(text, author, email, url)
    memory = Memory()
    judge.teach(memory, "1", submission, spam=True)
    judge.teach(memory, "2", Submission(BEES), spam=False)

    verdict = judge.judge(submission, memory=memory)

    assert verdict.score == pytest.approx(math.fsum(reason.weight for reason in verdict.reasons))
    assert any(reason.stage == "memory" for reason in verdict.reasons)


def test_the_words_that_were_learned_are_named(judge: Filter) -> None:
    memory = taught(judge, [SHED] * 3, TALK)

    sentences = [reason.sentence for reason in judge.judge(Submission(SHED), memory=memory).reasons]

    assert any("moderators called spam" in sentence and "sheds" in sentence for sentence in sentences)


def test_decisions_made_together_weigh_little_more_than_one(judge: Filter) -> None:
    """Who gets hold of a moderator's account for a minute, or a reporters' brigade, must not turn the filter."""
    many, apart = Memory(), Memory()
    for number in range(200):
        text = f"{TALK[number % len(TALK)]} {number}"
        judge.teach(many, str(number), Submission(text), spam=True, group="one click")
        judge.teach(apart, str(number), Submission(text), spam=True)

    together, alone = (score(judge, BEES, memory) - score(judge, BEES, None) for memory in (many, apart))

    assert together < 0.7 * alone


def test_the_oldest_decisions_make_room(judge: Filter) -> None:
    memory = Memory(capacity=5)
    for number in range(300):
        judge.teach(memory, str(number), Submission(TALK[number % len(TALK)]), spam=bool(number % 2))

    assert len(memory) == 5
    assert "0" not in memory
    assert "299" in memory


def test_an_undo_at_full_capacity_brings_back_the_oldest(judge: Filter) -> None:
    memory = Memory(capacity=len(TALK))
    for number, text in enumerate(TALK):
        judge.teach(memory, str(number), Submission(text), spam=number % 3 == 0)
    before = score(judge, BEES, memory)

    judge.teach(memory, "newest", Submission(BEES), spam=True)
    memory.unlearn("newest")

    assert score(judge, BEES, memory) == before


def test_a_snapshot_brings_everything_back(judge: Filter) -> None:
    memory = taught(judge, [SHED], TALK)

    restored = Memory.from_bytes(memory.to_bytes())

    assert restored.to_bytes() == memory.to_bytes()
    assert score(judge, SHED, restored) == score(judge, SHED, memory)


@pytest.mark.parametrize("snapshot", [b"", b"nothing of the kind", Memory().to_bytes()[:-3]])
def test_a_damaged_snapshot_is_refused(snapshot: bytes) -> None:
    with pytest.raises(SnapshotError):
        Memory.from_bytes(snapshot)


def test_a_damaged_lesson_is_refused(judge: Filter) -> None:
    stored = judge.lesson(Submission(SHED)).to_bytes()

    for broken in (b"", stored[:-1], b"\xff" + stored[1:]):
        with pytest.raises(SnapshotError):
            Lesson.from_bytes(broken)


def test_a_memory_holds_no_text_and_few_bytes(judge: Filter) -> None:
    rng = random.Random(4)
    memory = Memory()
    for number in range(200):
        text = " ".join(rng.choice(BEES.split()) + str(rng.randrange(99)) for _ in range(40))
        judge.teach(
            memory, str(number), Submission(text, "Cleo Vantongeren", "cleo@mail.example"), spam=number % 2 == 0
        )
    snapshot = memory.to_bytes()

    assert len(snapshot) < 200 * 3_000
    assert b"Vantongeren" not in snapshot
    assert all(b"cleo" not in kept.lesson.to_bytes() for kept in memory._kept.values())


def test_it_tells_which_words_were_learned(judge: Filter) -> None:
    memory = taught(judge, [SHED], TALK)

    strongest = dict(memory.strongest(["sheds", "ferry", "never seen"]))

    assert strongest["sheds"] > 0 > strongest["ferry"]
    assert "never seen" not in strongest


def test_a_decision_that_everything_else_contradicts_is_doubted(judge: Filter) -> None:
    memory = taught(judge, [f"{SHED} Number {number}." for number in range(12)], TALK)
    judge.teach(memory, "slip", Submission(f"{SHED} Number 20."), spam=False)

    assert memory.doubted() == [("slip", False)]


def test_a_doubted_decision_teaches_less_than_one_that_others_bear_out(judge: Filter) -> None:
    spam = [f"{SHED} Number {number}." for number in range(12)]
    before = score(judge, SHED, taught(judge, spam, TALK))
    slipped = taught(judge, spam, TALK)
    judge.teach(slipped, "slip", Submission(f"{SHED} Number 20."), spam=False)

    after = score(judge, SHED, slipped)

    assert before - 1 < after < before


def test_what_several_decisions_say_alike_is_believed(judge: Filter) -> None:
    """New spam may look as honest as it likes: the second and third of its kind bear the first out."""
    strange = [f"{BEES} The blossom of the plums was early too, number {number}." for number in range(4)]
    memory = taught(judge, strange, TALK)

    assert memory.doubted() == []
    assert score(judge, BEES, memory) > score(judge, BEES, None) + 1


def test_even_a_doubted_decision_counts_for_its_like(judge: Filter) -> None:
    text = "I have kept bees for nine years and lost two swarms in the wet June of last year, as the article says."
    memory = taught(judge, [text], TALK)

    assert score(judge, text, memory) > score(judge, text, taught(judge, [], TALK)) + 1


def test_a_contradicted_approval_is_believed_more_than_a_condemnation(
    judge: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An honest comment that looks like spam is what moderators are asked about."""
    memory = taught(judge, [f"{SHED} Number {number}." for number in range(12)], TALK)
    judge.teach(memory, "slip", Submission(f"{SHED} Number 20."), spam=False)
    shipped = score(judge, SHED, memory)

    monkeypatch.setattr(learned, "_LEAST_HONEST", learned._LEAST)
    as_a_condemnation = score(judge, SHED, Memory.from_bytes(memory.to_bytes()))

    assert memory.doubted() == [("slip", False)]
    assert shipped < as_a_condemnation - 0.05
