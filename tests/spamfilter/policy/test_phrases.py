"""Word lists: what they find, what they refuse, and what they cost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spamfilter.normalise import normalise
from spamfilter.policy import PolicyError
from spamfilter.policy.phrases import PhraseList, searched_words
from spamfilter.policy.words import words_of


def found(text: str, *phrases: str, name: str = "") -> list[str]:
    listed = PhraseList("banned_words", phrases)
    return [phrase for run in searched_words(normalise(text), name) for phrase in listed.find(run)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("casino", "The best CASINO in town"),
        ("casino", "caѕіnо"),  # Cyrillic lookalikes
        ("casino", "ca\u200bsi\u00adno"),
        ("casino", "𝓬𝓪𝓼𝓲𝓷𝓸"),
        ("casino", "&#99;asino"),
        ("casino", "see https://best-casino.example/x"),
        ("casino", "[casino](https://x.example)"),
        ("make money", "Make, money!"),
        ("make  money", "make\nmoney"),
        ("casino*", "two casinos"),
        ("buy casino*", "buy casinochips"),
        ("Straße", "in der STRASSE"),
        ("ресторан", "ein ресторан in Berlin"),
        ("сор", "all the сор of the world"),  # folds to "cop" in a Latin text, and is still the Russian word
        ("赌场", "最好的澳门赌场在这里"),
        ("คาสิโน", "เว็บคาสิโนออนไลน์"),
        ("카지노", "최고의 카지노를"),
        ("जुआ", "यहाँ जुआ खेलें"),
        ("qué*", "qu\u0065\u0301date"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert found(text, phrase) == [phrase]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("casino", "an occasinon"),
        ("casino", "casinos"),
        ("make money", "money make"),
        ("make money", "make more money"),
        ("casino*", "mycasino"),
        ("हि", "हिन्दी"),  # a vowel sign does not end a word
        ("赌场", "赌 博 场"),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert found(text, phrase) == []


def test_the_name_counts_as_a_text_of_its_own() -> None:
    assert found("A good point.", "casino", name="Casino Royal") == ["casino"]
    assert found("I like the casino", "casino royal", name="Royal") == []


def test_every_phrase_that_stands_is_found() -> None:
    assert found("buy cheap pills now", "cheap", "buy cheap*", "cheap pills", "pill*") == [
        "buy cheap*",
        "cheap",
        "cheap pills",
        "pill*",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("*", "no word"),
        ("!!!", "no word"),
        ("x" * 201, "longer than 200"),
        (r"\bcasino\b", "regular expression"),
        ("cas[i1]no", "regular expression"),
        ("(casino|poker)", "regular expression"),
        ("casino.*", "regular expression"),
        ("^casino", "regular expression"),
        ("cas*no", "only at the end"),
        ("*casino", "only at the end"),
        ("casino *", "only at the end"),
        ("ab*", "at least 3 letters"),
        ("https://casino.example/", "lists of hosts"),
    ],
)
def test_a_line_that_is_no_phrase_is_refused_with_its_place(line: str, words: str) -> None:
    with pytest.raises(PolicyError, match="suspect_words, line 2: ") as refused:
        PhraseList("suspect_words", ["fine", line])
    assert words in str(refused.value)


WORDS = st.lists(st.sampled_from(["a", "ab", "abc", "abcd", "b", "bcd", "赌", "场", "é"]), min_size=1, max_size=4)


@given(phrases=st.lists(st.tuples(WORDS, st.booleans()), max_size=8), text=st.lists(WORDS, max_size=5))
def test_the_tree_finds_what_a_plain_search_finds(phrases: list[tuple[list[str], bool]], text: list[list[str]]) -> None:
    lines = {" ".join(words) + "*" * star for words, star in phrases if not star or len(words[-1]) >= 3}
    words = [word for sentence in text for word in sentence]
    joined = f" {' '.join(words)} "
    expected = {line for line in lines if (f" {line[:-1]}" in joined if line.endswith("*") else f" {line} " in joined)}
    assert set(PhraseList("banned_words", sorted(lines)).find(words)) == expected


@given(st.text())
def test_cutting_into_words_loses_no_letter_and_never_fails(text: str) -> None:
    folded = normalise(text).folded
    kept = "".join(words_of(folded))
    assert [c for c in folded if c.isalnum()] == [c for c in kept if c.isalnum()]


def test_ten_thousand_phrases_cost_little() -> None:
    phrases = [f"best {word}{number}" for number in range(2500) for word in ("deal", "shop", "loan", "pill")]
    listed = PhraseList("banned_words", [*phrases[:8000], *(f"{p.split()[1]}*" for p in phrases[8000:])])
    text = "The best gauge at Lindau read low again this morning, and the dam keepers measured forty centimetres more. "
    (run,) = searched_words(normalise(text * 3))
    costs = []
    for _ in range(50):
        began = time.process_time()
        list(listed.find(run))
        costs.append(time.process_time() - began)
    assert min(costs) < 0.0001
