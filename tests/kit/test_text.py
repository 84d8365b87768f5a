"""Text from outside, made safe to store, show and send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.text import plain_text, shorten, single_line, storable, whole_number, word_count

ANYTHING = st.text(st.characters(), max_size=60)


@given(ANYTHING)
def test_a_single_line_has_no_control_character_and_no_direction_override(text: str) -> None:
    line = single_line(text)
    assert line.splitlines() in ([], [line])
    assert not any(c in line for c in "\x00\r\n\t\x7f\u202e\u2066\u200e\ufeff")
    assert line == line.strip()


@given(ANYTHING)
def test_a_single_line_stays_as_it_is(text: str) -> None:
    assert single_line(single_line(text)) == single_line(text)


def test_a_name_cannot_reverse_what_stands_around_it() -> None:
    assert single_line("Cleo\u202e gro.elpmaxe") == "Cleo gro.elpmaxe"


def test_joiners_inside_words_are_kept() -> None:
    assert single_line("می\u200cخواهم") == "می\u200cخواهم"


def test_line_ends_become_newlines() -> None:
    assert storable("a\r\nb\rc\n") == "a\nb\nc\n"


@given(st.text(st.characters(codec=None), max_size=40))
def test_what_is_storable_can_be_encoded(text: str) -> None:
    storable(text).encode()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<p>H<sub>2</sub>O &amp; salt</p>", "H2O & salt"),
        ("a<br>b", "a b"),
        ("", ""),
    ],
)
def test_plain_text_keeps_words_apart_between_blocks_only(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_shorten_cuts_between_words() -> None:
    assert shorten("The river rises in three countries", 20) == "The river rises in…"


@given(st.text(max_size=80), st.integers(min_value=1, max_value=40))
def test_shorten_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_short_text_is_left_alone() -> None:
    assert shorten("short", 5) == "short"


def test_words_are_counted_by_white_space() -> None:
    assert word_count("  one\ntwo three ") == 3


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("0", 0), ("007", 7), ("9" * 17, int("9" * 17))])
def test_a_whole_number_is_read(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", [None, "", "x", "-1", "1_0", " 1", "1.0", "٣", "9" * 18])
def test_what_is_no_whole_number_is_none(typed: str | None) -> None:
    assert whole_number(typed) is None
