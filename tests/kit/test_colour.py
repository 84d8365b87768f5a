"""Contrast, and the nearest colour that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.colour import contrast, is_colour, mixed, nearest_readable

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59), ("#abc", "#aabbcc", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(colours, colours, st.sampled_from([3.0, 4.5, 7.0]))
def test_what_is_proposed_can_be_read(colour: str, ground: str, least: float) -> None:
    found = nearest_readable(colour, [ground], least)
    if found is None:
        assert max(contrast(end, ground) for end in ("#000000", "#ffffff")) < least
    else:
        assert contrast(found, ground) >= least


@given(colours, colours)
def test_a_readable_colour_is_left_alone(colour: str, ground: str) -> None:
    assert contrast(colour, ground) < 4.5 or nearest_readable(colour, [ground], 4.5) == colour


def test_the_proposal_keeps_the_hue() -> None:
    found = nearest_readable("#ff9d85", ["#fffdf9"], 4.5)
    assert found
    red, green, blue = (int(found[place : place + 2], 16) for place in (1, 3, 5))
    assert red > green > blue


def test_black_on_white_leaves_nothing_for_both() -> None:
    assert nearest_readable("#777777", ["#000000", "#ffffff"], 7) is None


@given(colours)
def test_a_mixture_of_none_is_the_colour_itself(colour: str) -> None:
    assert mixed(colour, "#123456", 0) == colour


@pytest.mark.parametrize(("text", "expected"), [("#abc", True), ("#AABBCC", True), ("#abcd", False), ("red;}", False)])
def test_only_hex_is_a_colour(text: str, expected: bool) -> None:
    assert is_colour(text) is expected
