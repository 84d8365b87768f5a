import pytest

from spamfilter import Match
from spamfilter.campaign.evidence import campaign_reasons


def match(*, size: int = 1, names: int = 2, similarity: float = 0.6, spam: bool | None = None) -> Match:
    return Match("c1", similarity, ("1",), size, names, spam)


def weight(found: Match, words: int = 40) -> float:
    return sum(reason.weight for reason in campaign_reasons(found, words))


def test_one_more_under_another_name_is_evidence_but_holds_no_comment_for_sure() -> None:
    assert 1.0 < weight(match()) < 2.0


def test_a_larger_campaign_weighs_more_up_to_a_limit() -> None:
    weights = [weight(match(size=size, names=size + 1)) for size in (1, 2, 4, 8, 1_000)]

    assert weights == sorted(set(weights))
    assert weights[-1] == weight(match(size=100_000, names=50_000))


def test_one_author_who_repeats_is_hardly_suspicious() -> None:
    assert weight(match(size=9, names=1)) < 1.0


def test_many_by_one_name_and_one_by_another_count_like_few() -> None:
    assert weight(match(size=10, names=2)) == weight(match(size=2, names=2)) < weight(match(size=10, names=11))


def test_a_short_saying_of_many_people_weighs_little() -> None:
    assert weight(match(size=500, names=400, similarity=1.0), words=4) <= 2.0


@pytest.mark.parametrize(("similarity", "likeness"), [(1.0, "the same in"), (0.5, "nearly the same in")])
def test_the_sentence_says_how_alike_they_are(similarity: float, likeness: str) -> None:
    (reason,) = campaign_reasons(match(size=2, names=3, similarity=similarity), 40)

    assert likeness in reason.sentence
    assert "2 other comments" in reason.sentence


def test_a_moderators_word_outweighs_the_text_or_silences_the_stage() -> None:
    assert weight(match(spam=True)) > 1.5 * weight(match(size=1_000, names=1_000))
    assert weight(match(spam=False)) == 0
