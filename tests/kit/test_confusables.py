"""Names that look alike have one skeleton."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.kit.confusables import name_skeleton, word_skeletons


@pytest.mark.parametrize(
    "name", ["Lukas", "lukas", "LUKAS", "Iukas", "1ukas", "|ukas", "Lukаs", "Lùkás", "L u k a s", "ＬＵＫＡＳ"]
)
def test_lookalikes_share_a_skeleton(name: str) -> None:
    assert name_skeleton(name) == name_skeleton("Lukas")


@pytest.mark.parametrize("name", ["Lucas", "Lukasz", "Luka", "Klaus"])
def test_other_names_do_not(name: str) -> None:
    assert name_skeleton(name) != name_skeleton("Lukas")


def test_words_are_found_between_capitals_digits_and_signs() -> None:
    admin = name_skeleton("admin")
    for name in ("SiteAdmin", "admin_7", "Admin2026", "the admin", "THE-ADMIN"):
        assert admin in word_skeletons(name)
    assert admin not in word_skeletons("Badminton")


@given(st.text(max_size=80))
def test_whatever_is_typed_has_a_skeleton_that_is_stable(name: str) -> None:
    once = name_skeleton(name)
    assert name_skeleton(once) == once
    word_skeletons(name)
