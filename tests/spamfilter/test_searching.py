"""The faster form of a pattern finds what the pattern itself finds."""

import re
from itertools import product

import pytest

from spamfilter.rules.searching import word_pattern

PATTERNS = (
    r"\bmake money\b",
    r"\b(?:earn|make) (?:\w+ ){0,2}money\b|\bget rich\b",
    r"\b(?:the )?(?:free|paid) plan\b",
    r"\b(?:a(?:n|b)?|\d{2}) plan\b|\bx[|)]?\b",
)
WORDS = ("make", "earn", "money", "get", "rich", "the", "free", "paid", "plan", "an", "ab", "12", "x|", "x)")
BETWEEN = (" ", "  ", "-", "_", "'", "é", "")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_the_same(pattern: str) -> None:
    words = word_pattern(pattern)
    assert words is not None

    texts = [
        first + left + second + right + third
        for first, second, third in product(WORDS, repeat=3)
        for left, right in zip(BETWEEN, BETWEEN[1:] + BETWEEN[:1], strict=True)
    ]
    found = {text for text in texts if re.search(pattern, text)}

    assert {text for text in texts if words.search(" " + text)} == found
    assert 0 < len(found) < len(texts)


@pytest.mark.parametrize(
    "pattern",
    [
        "money",
        r"\bmoney|rich",
        r"\b'll be back",
        r"\b(?:will|'ll) be back",
        r"\bm?oney",
        r"\b(?:no )*deposit",
        r"\b(?:no )?-deposit",
        r"\b[a-z]+",
        r"\b(?:get|(?:\$|usd) )rich",
    ],
)
def test_it_says_where_it_cannot(pattern: str) -> None:
    assert word_pattern(pattern) is None
