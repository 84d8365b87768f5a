"""Rules about text that hides what it says, or shows the machine that made it."""

import re

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.rule import Rule, Test

# {one|two} or what is left of it when a spinner broke: bars between words, without spaces.
_SPINTAX = re.compile(r"\{[^{}|\n]{0,80}\|[^{}\n]{0,300}\}|[^\W\d_]{3,}\|[^\W\d_]{3,}\|[^\W\d_]{3,}")
_PLACEHOLDER = re.compile(
    r"%(?:\w*(?:title|name|url|keyword|anchor|domain|site)\w*)%|#(?:file_links|keyword|anchor|link)\b|\[(?:keyword|anchor|name|url)\]|(?<![\w*])\*{6,}(?![\w*])",
    re.IGNORECASE,
)
_PLACEHOLDER_SIGNS = ("%", "#", "[", "******")
_EXCERPT = re.compile(r"\[(?:\.\.\.|…)\]")
# What blog software makes of a trackback: a headline, an empty line and an excerpt, both cut off by dots.
_TRACKBACK = re.compile(r"\s*[^\n]{1,300}(?:\.\.\.|…)\s*\n\s*\n[^\n]{1,600}(?:\.\.\.|…)\s*")
_VOWELS = frozenset("aeiouyäöüåæøéèêáíóúàâ")
_SHORTEST_GIBBERISH = 5


def _at_least(oddity: str, count: int) -> Test:
    def test(text: NormalText, submission: Submission) -> bool:
        return text.oddities.get(oddity, 0) >= count

    return test


def _spintax(text: NormalText, submission: Submission) -> bool:
    return "|" in text.plain and bool(_SPINTAX.search(text.plain))


def _placeholder(text: NormalText, submission: Submission) -> bool:
    return any(sign in text.plain for sign in _PLACEHOLDER_SIGNS) and bool(_PLACEHOLDER.search(text.plain))


def _excerpt(text: NormalText, submission: Submission) -> bool:
    return ("..." in text.plain or "…" in text.plain) and bool(_EXCERPT.search(text.plain[:600]))


def _trackback(text: NormalText, submission: Submission) -> bool:
    return text.plain.endswith("...") and bool(_TRACKBACK.fullmatch(submission.text))


def _gibberish(text: NormalText, submission: Submission) -> bool:
    words = [
        word for word in text.plain.split(maxsplit=40)[:40] if word.isalpha() and word.isascii() and "http" not in word
    ]
    long = [word for word in words if len(word) >= _SHORTEST_GIBBERISH]
    return len(long) >= 2 and 2 * sum(map(_is_random, long)) > len(words)


def _is_random(word: str) -> bool:
    """Capitals strewn inside, or hardly a vowel: fingers on keys, or a program."""
    inside = word[1:]
    strewn = not word.isupper() and sum(map(str.isupper, inside)) >= 2
    return strewn or 6 * sum(letter in _VOWELS for letter in word.casefold()) < len(word)


def _no_words(text: NormalText, submission: Submission) -> bool:
    return bool(submission.url.strip()) and not any(map(str.isalpha, text.plain))


DISGUISE_RULES = (
    Rule(
        "spintax_left",
        4.0,
        "disguise",
        "Parts of a text-spinning template were left in, such as “{good|great}”.",
        _spintax,
    ),
    Rule("placeholder_left", 1.8, "disguise", "A template's placeholder or masked words were left in.", _placeholder),
    Rule(
        "invisible_letters", 2.5, "disguise", "Invisible characters are hidden in the text.", _at_least("invisible", 2)
    ),
    Rule(
        "styled_letters",
        2.8,
        "disguise",
        "Decorated letters are used in place of ordinary ones.",
        _at_least("styled", 4),
    ),
    Rule(
        "disguised_words",
        2.6,
        "disguise",
        "Words mix look-alike letters of different alphabets.",
        _at_least("disguised", 2),
    ),
    Rule(
        "disguised_word",
        1.2,
        "disguise",
        "A word is spelt with look-alike letters of another alphabet.",
        _at_least("disguised", 1),
    ),
    Rule(
        "spelt_link",
        1.6,
        "disguise",
        "A web address is spelt so that programs do not see it.",
        _at_least("spelt_links", 1),
    ),
    Rule("excerpt", 1.8, "disguise", "Has the form of an automatic excerpt (a trackback).", _excerpt),
    Rule("trackback", 1.6, "disguise", "Is a headline and an excerpt, both cut off: a trackback.", _trackback),
    Rule("random_letters", 3.0, "disguise", "Consists of random letters.", _gibberish),
    Rule("no_words", 1.6, "disguise", "Has no word, but an address of a site.", _no_words),
    Rule(
        "spaced_out_word",
        1.2,
        "disguise",
        "A word is spelt out with gaps between its letters.",
        _at_least("spaced", 1),
    ),
    Rule(
        "spaced_out_words",
        1.6,
        "disguise",
        "Many words are spelt out with gaps between their letters.",
        _at_least("spaced", 3),
    ),
    Rule(
        "reversed_letters",
        2.8,
        "disguise",
        "The text is stored backwards and turned by a hidden sign.",
        _at_least("reversed", 1),
    ),
    Rule("encoded_letters", 2.2, "disguise", "Ordinary letters are written as numbers.", _at_least("encoded", 5)),
    Rule("cut_words", 2.2, "disguise", "Words are cut in two by marks that do not show.", _at_least("cut_words", 3)),
    Rule("digits_for_letters", 2.2, "disguise", "Digits and signs stand in place of letters.", _at_least("leet", 3)),
    Rule(
        "broken_encoding",
        0.9,
        "disguise",
        "The text carries broken characters from being copied through other systems.",
        _at_least("mojibake", 1),
    ),
)
