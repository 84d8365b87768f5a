import re

import pytest

from spamfilter import Submission
from spamfilter.normalise import normalise
from spamfilter.rules import RULES, apply_rules
from spamfilter.rules.rule import GROUP_LIMITS


def rules_of(text: str, **fields: str) -> set[str]:
    return {reason.rule for reason in apply_rules(RULES, normalise(text), Submission(text, **fields))}


def test_every_rule_has_its_own_id_a_group_with_a_limit_and_a_sentence() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[a-z_]+", rule.id)
        assert rule.group in GROUP_LIMITS
        assert rule.sentence.endswith(".")
        assert rule.score


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("This is a {nice|good|great} page", "spintax_left"),
        ("I love your gardening blog", "praises_site"),
        ("I found this website while surfing around", "found_by_chance"),
        ("Bookmarked, I will come back", "will_return"),
        ("Which theme is that, is it free or did you hire a designer?", "theme_question"),
        ("Your website takes ages, the loading is slow", "loading_complaint"),
        ("Shall we swap links?", "link_exchange"),
        ("We boost your traffic with SEO services", "search_ranking"),
        ("Do you accept guest posts?", "guest_post"),
        ("Order cheap tramadol today", "medicines"),
        ("Free spins at our online casino", "gambling"),
        ("Payday loans in one hour", "loans_and_gains"),
        ("Visit my homepage", "own_site"),
        ("[url=http://a.example]a[/url]", "bbcode_link"),
        ("v i a g r a", "spaced_out_word"),
    ],
)
def test_a_rule_knows_its_kind_of_spam(text: str, rule: str) -> None:
    assert rule in rules_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the reply, Ruth. The second table is still wrong.",
        "My brother keeps bees, and he lost two hives in March.",
        "Who paid for the bridge?",
        "The plugin crashes when I open a large file.",
        "Keep on smoking, then, but not in the tram.",
        "Poor man!",
    ],
)
def test_no_rule_speaks_against_ordinary_remarks(text: str) -> None:
    held = [rule for rule in RULES if rule.id in rules_of(text) and rule.score > 0]

    assert held == []


@pytest.mark.parametrize(
    ("author", "suspicious"),
    [
        ("cheap car insurance", True),
        ("Best SEO Services", True),
        ("www.deals.com", True),
        ("Maria", False),
        ("Jan de Vries", False),
        ("Mary Baker", False),
    ],
)
def test_it_tells_search_phrases_from_names(author: str, suspicious: bool) -> None:
    assert bool(rules_of("Hm.", author=author) & {"keyword_name", "address_name", "trade_name"}) is suspicious


def test_a_group_weighs_no_more_than_its_limit() -> None:
    text = " ".join(f"http://{number}.casino.xyz/" for number in range(9)) + " [url=http://x.example]x[/url]"
    links = {rule.id for rule in RULES if rule.group == "links"}

    weight = sum(
        reason.weight for reason in apply_rules(RULES, normalise(text), Submission(text)) if reason.rule in links
    )

    assert weight == pytest.approx(GROUP_LIMITS["links"])
