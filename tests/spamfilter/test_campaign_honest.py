"""Honest people who say much the same are no campaign; spam that hides is one nevertheless."""

import random

import pytest

from spamfilter import CampaignIndex
from tests.spamfilter.foreign import FOREIGN
from tests.spamfilter.test_campaign import OTHERS, filled, spins, the_campaign

SHORT = [
    *("Thanks!", "Thank you!", "Thanks a lot!", "Thank you so much.", "Great article!", "Great post!", "Nice article."),
    *("Great article, thanks!", "Great article, thank you.", "Well said.", "Well said!", "I agree.", "I agree!"),
    *(
        "So true.",
        "So true!",
        "This is so true.",
        "First!",
        "+1",
        "👍",
        "👍👍",
        "❤️",
        "=",
        "",
        "Very interesting, thanks.",
    ),
    *("Very interesting article.", "I could not agree more.", "I couldn't agree more!", "Good point.", "Good points."),
]
PASSAGE = (
    "The harbour master has never published the tide tables that the pilots were promised in writing, and the council "
    "pretends not to know who keeps them locked in which of its cellars."
)
ANSWERS = [
    "My uncle was a pilot there; he drew his own tables on the backs of menus.",
    "Then let us ask at the next meeting. I shall bring a chair and wait.",
    "Nobody locks up paper that nobody wants to read. What is in them?",
]


def alone(index: CampaignIndex) -> bool:
    return all(index.campaign_of(id) is None for id in index)


def test_short_thanks_and_shouts_are_no_campaign_however_many_say_them() -> None:
    assert alone(filled(SHORT * 5))


@pytest.mark.parametrize("language", FOREIGN)
def test_honest_comments_in_an_unknown_language_do_not_look_alike(language: str) -> None:
    assert alone(filled(list(FOREIGN[language])))


def test_short_foreign_thanks_are_no_campaign_however_many_say_them() -> None:
    thanks = [text for texts in FOREIGN.values() for text in texts[:2]]

    assert alone(filled(thanks * 3))


@pytest.mark.parametrize(
    "quote",
    ["> {}\n\n{}", '"{}" {}', "“{}” {}", "„{}“ {}", "«{}» {}", "<blockquote>{}</blockquote> {}", "'{}' {}", "'{}'{}"],
)
def test_answers_that_quote_the_same_passage_are_no_campaign(quote: str) -> None:
    assert alone(filled([quote.format(PASSAGE, answer) for answer in ANSWERS]))


def test_two_who_repeat_one_phrase_in_words_of_their_own_are_no_campaign() -> None:
    phrase = "the old wooden ferry from the northern island"
    assert alone(filled([f"{OTHERS[0]} {phrase} {OTHERS[1]}", f"{OTHERS[2]} {phrase} {OTHERS[3]}"]))


def test_announcements_that_machines_cut_out_of_one_article_meet() -> None:
    titles = ["Cheap patio doors", "Garden furniture", "best dental clinics", "tractor parts", "Hotel booking"]
    index = filled([f"{title}... [...]Measuring the tides at Dunvale harbour[...]..." for title in titles])

    assert len(index.members(the_campaign(index))) == len(titles)


def test_quotation_marks_do_not_hide_a_campaign() -> None:
    assert the_campaign(filled([f"“{text}” Indeed." for text in spins(6)]))


def test_an_unclosed_quote_ends_nowhere_and_costs_nothing() -> None:
    index = filled(["<blockquote>" * 900 + " </blockquote>" + "\"'" * 3_000, *OTHERS])

    assert alone(index)


def disguised(text: str, rng: random.Random) -> str:
    """Look-alike letters, invisible characters and tags, as spinners add them."""
    return "".join(
        {"a": "а", "e": "е", "o": "о"}.get(letter, letter)
        + rng.choice(["", "", "\u200b"])
        + ("<b></b>" if letter == "n" else "")
        for letter in text
    )


@pytest.mark.parametrize("trick", ["disguise", "greeting", "shouting", "shuffled sentences", "link"])
def test_spins_meet_in_spite_of(trick: str) -> None:
    rng = random.Random(4)
    change = {
        "disguise": lambda text, number: disguised(text, rng),
        "greeting": lambda text, number: f"{OTHERS[number % 4]} {text}",
        "shouting": lambda text, number: text.upper() if number % 2 else text,
        "shuffled sentences": lambda text, number: " ".join(reversed(text.partition(". "))),
        "link": lambda text, number: f"{text} https://shop{number}.example/bulbs",
    }[trick]
    index = filled([change(text, number) for number, text in enumerate(spins(20))])

    assert len(index.members(the_campaign(index))) == 20
