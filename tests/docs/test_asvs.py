"""The answers to the standard: all of them are there, and each test that they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWERS = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ANSWERS)))
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|([^|]*)\|([^|]*)\|$", ANSWERS, re.MULTILINE)


def test_each_requirement_of_level_1_has_its_line() -> None:
    assert len({number for number, *_ in LINES}) == len(LINES) == 70


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_each_test_that_is_named_exists(path: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "answer", "how", "shown"), LINES)
def test_what_does_not_hold_or_has_no_test_says_why(number: str, answer: str, how: str, shown: str) -> None:
    assert answer in {"holds", "in part", "does not hold", "not applicable"}
    assert how.strip() or shown.strip(), number
