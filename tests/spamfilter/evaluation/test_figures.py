import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spamfilter.evaluation.calibration import calibration_error, reliability
from spamfilter.evaluation.figures import (
    Scores,
    average_precision,
    matthews_correlation,
    precision_recall_curve,
    recall_at,
    roc_auc,
    roc_curve,
    threshold_at,
)
from spamfilter.evaluation.intervals import estimate

some_scores = st.lists(st.integers(-5, 5), min_size=1, max_size=30).map(lambda found: np.array(found, dtype=np.float64))


def test_perfect_order_is_an_area_of_one() -> None:
    assert roc_auc(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 1


@given(some_scores, some_scores)
def test_the_area_counts_pairs_and_ties_half(spam: Scores, honest: Scores) -> None:
    pairs = [float(one > other) + 0.5 * float(one == other) for one in spam for other in honest]

    assert roc_auc(spam, honest) == pytest.approx(np.mean(pairs))


@given(some_scores, some_scores)
def test_the_area_is_the_one_under_the_curve(spam: Scores, honest: Scores) -> None:
    assert np.trapezoid(*reversed(roc_curve(spam, honest))) == pytest.approx(roc_auc(spam, honest))


@given(some_scores, st.sampled_from([0.001, 0.01, 0.1, 0.5]))
def test_no_more_honest_comments_are_beyond_the_threshold_than_allowed(honest: Scores, rate: float) -> None:
    assert (honest > threshold_at(honest, rate)).mean() <= rate


def test_one_in_a_hundred_of_a_hundred_is_one() -> None:
    honest = np.arange(100.0)

    assert threshold_at(honest, 0.01) == 98
    assert recall_at(np.array([98.0, 98.5, 120.0]), honest, 0.01) == pytest.approx(2 / 3)


def test_precision_and_recall_by_hand() -> None:
    recall, precision = precision_recall_curve(np.array([3.0, 1.0]), np.array([2.0, 0.0]))

    assert recall.tolist() == [0.5, 0.5, 1.0, 1.0]
    assert precision.tolist() == pytest.approx([1, 1 / 2, 2 / 3, 1 / 2])
    assert average_precision(np.array([3.0, 1.0]), np.array([2.0, 0.0])) == pytest.approx(0.5 + 0.5 * 2 / 3)


def test_matthews_correlation_by_hand() -> None:
    spam = np.array([True, True, True, False, False])
    called = np.array([True, True, False, True, False])

    # (2·1 − 1·1) / √(3·3·2·2)
    assert matthews_correlation(called, spam) == pytest.approx(1 / 6)
    assert matthews_correlation(np.ones(5, bool), spam) == 0


def test_the_calibration_error_weighs_gaps_by_their_bins() -> None:
    probabilities = np.array([0.95, 0.95, 0.05, 0.05])
    spam = np.array([True, False, False, False])

    assert calibration_error(probabilities, spam) == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    assert [(bin.comments, bin.spam) for bin in reliability(probabilities, spam)] == [(2, 0.0), (2, 0.5)]


def test_balanced_calibration_does_not_depend_on_the_share_of_spam() -> None:
    probabilities, spam = np.array([0.9, 0.2]), np.array([True, False])
    more_honest = np.array([0.9, *[0.2] * 9]), np.array([True, *[False] * 9])

    once, again = (calibration_error(*pair, balanced=True) for pair in ((probabilities, spam), more_honest))

    assert once == pytest.approx(again)
    assert calibration_error(*more_honest) != pytest.approx(once)


def test_a_probability_of_one_has_a_bin() -> None:
    assert [bin.high for bin in reliability(np.array([1.0]), np.array([True]))] == [1.0]


def test_an_interval_holds_its_value_and_narrows_with_more_comments() -> None:
    rng = np.random.default_rng(3)
    widths = []
    for count in (50, 2_000):
        spam, honest = rng.normal(1, 1, count), rng.normal(0, 1, count)
        found = estimate({"auc": roc_auc}, spam, honest)["auc"]
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)

    assert widths[1] < widths[0] / 3


def test_the_same_scores_give_the_same_interval() -> None:
    spam, honest = np.arange(40.0), np.arange(60.0) - 20

    assert estimate({"auc": roc_auc}, spam, honest) == estimate({"auc": roc_auc}, spam, honest)
