"""Rules that speak for the author: what stock comments do not have."""

import re

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.rule import Rule, phrase

# ruff: noqa: E501 - a pattern is easier to read on one line than in pieces

# Names that stock comments use themselves.
_WEB_NAMES = frozenset(
    """
    google yahoo bing msn ie internet explorer safari firefox chrome opera edge adwords rss wordpress drupal blogger
    facebook twitter instagram youtube whatsapp telegram seo html css i i'm i've i'll i'd ok thanks thank cheers hi
    hello kudos admin
    """.split()  # noqa: SIM905 - a lexicon reads as text
)
_MID_SENTENCE_NAME = re.compile(r"[A-Z](?<=[a-z,;] [A-Z])[\w'’-]+")
# A method called, an exception, snake_case (but no @handle): learners and programmers write so, advertisers do not.
_CODE = re.compile(
    r"(?<![@\w])[A-Za-z]\w*\.[a-z]\w*\(|\b[A-Z][A-Za-z]+(?:Error|Exception)\b|(?<![@\w/.-])[a-z]{2,}_[a-z_]+\b(?![@.])"
)
_CODE_SIGNS = ("(", "_", "Error", "Exception")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CENTURIES = ("15", "16", "17", "18", "19", "20")
_MOST_CHARACTERS = 1_500


def _names_in(text: NormalText) -> int:
    if text.links:
        return 0  # Names beside links are as often wares.
    found = {name.casefold() for name in _MID_SENTENCE_NAME.findall(text.plain[:_MOST_CHARACTERS])}
    return len(found - _WEB_NAMES)


def _names_one(text: NormalText, submission: Submission) -> bool:
    return _names_in(text) >= 1


def _names_several(text: NormalText, submission: Submission) -> bool:
    return _names_in(text) >= 3


def _shows_code(text: NormalText, submission: Submission) -> bool:
    return (
        any(sign in text.plain for sign in _CODE_SIGNS)
        and "http" not in text.plain
        and bool(_CODE.search(text.plain[:_MOST_CHARACTERS]))
    )


def _names_year(text: NormalText, submission: Submission) -> bool:
    return any(digits in text.folded for digits in _CENTURIES) and bool(_YEAR.search(text.folded))


HONEST_RULES = (
    Rule(
        "declares_interest",
        -1.2,
        "honest",
        "Says openly whom the author works or speaks for.",
        phrase(
            r"\b(?:full disclosure|i (?:should|must|had better|ought to|have to) (?:declare|say that i|own up)|declare an interest|speaking for the|in its own name|i am the \w+ (?:responsible|quoted|mentioned)|"
            r"we are the \w+ (?:mentioned|quoted|named)|under its own name|as an interested party)\b",
            "disclosure",
            "declare",
            "own",
            "speaking",
            "responsible",
            "quoted",
            "mentioned",
            "interested",
            "say",
            "named",
        ),
    ),  # fmt: skip
    Rule("names_something", -0.5, "honest", "Names a person, a place or a work.", _names_one),
    Rule("names_several", -0.4, "honest", "Names several persons, places or works.", _names_several),
    Rule("shows_code", -0.6, "honest", "Shows a piece of code or an error message.", _shows_code),
    Rule("dates_something", -0.5, "honest", "Names a year.", _names_year),
)
