"""A name that nobody can see is no name."""

import pytest

from parley.kit.text import single_line


@pytest.mark.parametrize("name", ["\u200b\u200d\ufeff\u2060", "\u200c \u200d", "\u202e\u202d"])
def test_invisible_characters_alone_are_no_name(name: str) -> None:
    assert single_line(name) == ""


def test_joiners_inside_a_name_are_kept() -> None:
    assert single_line("می\u200cخواهم") == "می\u200cخواهم"
