"""What each rule does to a verdict."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spamfilter import Article, Circumstances, Filter, Outcome, Policy, PolicyError, Submission, Verdict
from spamfilter.policy.hosts import host_of

HONEST = "The ferries across the Vågen were cheaper than the toll, and Larsen knew it when the tunnel was planned."
GERMAN = "Ich fahre jeden Morgen mit der Fähre und werde das auch in Zukunft tun, weil der Tunnel zu teuer ist."
STRANGER = Circumstances()
KNOWN = Circumstances(approved=3, approved_by_people=1)


def judged(
    judge: Filter, harbour: Article, text: str = HONEST, /, *, circumstances: Circumstances = KNOWN, **rules: Any
) -> Verdict:
    fields = {name: rules.pop(name) for name in ("author", "email", "url") if name in rules}
    return judge.judge(Submission(text, **fields), harbour, policy=Policy(**rules), circumstances=circumstances)


def rules_of(verdict: Verdict) -> list[str]:
    return [reason.rule for reason in verdict.reasons if reason.stage == "policy"]


def test_without_rules_nothing_changes(judge: Filter, harbour: Article) -> None:
    assert judged(judge, harbour, circumstances=STRANGER) == judge.judge(Submission(HONEST), harbour)


@pytest.mark.parametrize(
    ("changes", "rules", "outcome", "rule"),
    [
        ({}, {"banned_words": ("toll",)}, "spam", "banned_words"),
        ({}, {"suspect_words": ("the tunnel",)}, "unsure", "suspect_words"),
        ({"author": "Casino Royal"}, {"banned_words": ("casino",)}, "spam", "banned_words"),
        ({"url": "https://shop.bad.example/x"}, {"banned_hosts": ("bad.example",)}, "spam", "banned_hosts"),
        ({"url": "https://bad.example:8080"}, {"suspect_hosts": (".example",)}, "unsure", "suspect_hosts"),
        ({"email": "Sam@Bad.example"}, {"banned_addresses": ("sam@bad.example",)}, "spam", "banned_addresses"),
        ({"email": "x@mail.bad.example"}, {"suspect_addresses": ("@bad.example",)}, "unsure", "suspect_addresses"),
        ({}, {"languages": ("de", "no")}, "unsure", "languages"),
    ],
)
def test_a_rule_sets_the_outcome_and_names_itself(
    judge: Filter, harbour: Article, changes: dict[str, str], rules: dict[str, Any], outcome: str, rule: str
) -> None:
    verdict = judged(judge, harbour, **changes, **rules)
    assert (verdict.outcome, rules_of(verdict)) == (outcome, [rule])
    assert str(next(iter(rules.values()))[0]).split("@")[-1] in verdict.reasons[-1].sentence or rule == "languages"


@pytest.mark.parametrize(
    ("circumstances", "rules", "applies"),
    [
        (STRANGER, {"hold_first_comment": True}, True),
        (KNOWN, {"hold_first_comment": True}, False),
        (Circumstances(article_age_days=30), {"hold_newcomers_after_days": 30}, True),
        (Circumstances(article_age_days=29.9), {"hold_newcomers_after_days": 30}, False),
        (Circumstances(), {"hold_newcomers_after_days": 30}, False),
        (Circumstances(approved=1, article_age_days=400), {"hold_newcomers_after_days": 30}, False),
        (Circumstances(approved=1, article_age_days=400), {"hold_everyone_after_days": 365}, True),
    ],
)
def test_rules_on_the_writer_and_the_article(
    judge: Filter, harbour: Article, circumstances: Circumstances, rules: dict[str, Any], applies: bool
) -> None:
    verdict = judged(judge, harbour, circumstances=circumstances, **rules)
    assert verdict.outcome == ("unsure" if applies else "ham")


LINKS = [
    "https://friend.example/a",
    "www.friend.example",
    "[this](https://friend.example/a)",
    '<a href="https://friend.example/a">this</a>',
    "<https://friend.example/a>",
    "[url=https://friend.example/a]this[/url]",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_an_unknown_reader_is_held(judge: Filter, harbour: Article, link: str) -> None:
    verdict = judged(
        judge, harbour, f"{HONEST} {link}", circumstances=Circumstances(approved=9), hold_links_of_unknown_readers=True
    )
    assert "hold_links_of_unknown_readers" in rules_of(verdict)
    assert verdict.outcome is not Outcome.HAM


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_a_known_reader_and_one_to_an_allowed_host_are_not(
    judge: Filter, harbour: Article, link: str
) -> None:
    text = f"{HONEST} {link}"
    assert rules_of(judged(judge, harbour, text, hold_links_of_unknown_readers=True)) == []
    allowed = {"allowed_hosts": ("friend.example",), "hold_links_of_unknown_readers": True, "most_links": 0}
    assert rules_of(judged(judge, harbour, text, circumstances=STRANGER, **allowed)) == []


def test_what_the_callers_renderer_makes_live_counts_as_a_link(judge: Filter, harbour: Article) -> None:
    hidden = Circumstances(live_links=("https://friend.example/",))
    assert rules_of(judged(judge, harbour, circumstances=hidden, hold_links_of_unknown_readers=True))
    assert rules_of(judged(judge, harbour, circumstances=hidden, banned_hosts=("friend.example",)))


def test_more_links_than_allowed_are_held_and_one_link_is_counted_once(judge: Filter, harbour: Article) -> None:
    text = f"{HONEST} https://a.example/?x=1&y=2 https://b.example"
    seen_twice = Circumstances(approved_by_people=1, live_links=("https://a.example/?x=1&amp;y=2", "https://b.example"))
    assert rules_of(judged(judge, harbour, text, circumstances=seen_twice, most_links=2)) == []
    assert rules_of(judged(judge, harbour, text, circumstances=seen_twice, most_links=1)) == ["most_links"]


def test_a_rule_never_makes_an_outcome_milder_nor_moves_the_score(judge: Filter, harbour: Article) -> None:
    spam = "Buy cheap pills online at https://cheap-pills.example/ best casino bonus and payday loans"
    before = judge.judge(Submission(spam, "Best Casino Bonus", url="https://casino.example/x"), harbour)
    after = judged(
        judge, harbour, spam, author="Best Casino Bonus", url="https://casino.example/x", suspect_words=("pills",)
    )
    assert before.outcome is Outcome.SPAM
    assert (after.outcome, after.probability, after.score) == (before.outcome, before.probability, before.score)
    assert after.score == pytest.approx(sum(reason.weight for reason in after.reasons))


def test_a_language_that_cannot_be_told_is_left_alone(judge: Filter, harbour: Article) -> None:
    for text in ("Bravo!", "ok ok ok", "😀 😀 😀", "xqz wfp qqz zzt vvk"):
        assert "languages" not in rules_of(judged(judge, harbour, text, languages=("de",)))


@pytest.mark.parametrize("languages", [("de",), ("en", "de-AT")])
def test_the_sites_own_languages_pass(judge: Filter, harbour: Article, languages: tuple[str, ...]) -> None:
    assert rules_of(judged(judge, harbour, GERMAN, languages=languages)) == []
    assert rules_of(judged(judge, harbour, GERMAN, languages=("fr",))) == ["languages"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"banned_words": ("fine", "*")}, "banned_words, line 2"),
        ({"banned_hosts": ("no host",)}, "banned_hosts, line 1"),
        ({"allowed_hosts": ("localhost",)}, "allowed_hosts, line 1"),
        ({"suspect_addresses": ("sam",)}, "suspect_addresses, line 1"),
        ({"languages": ("en", "xx")}, "languages, line 2"),
    ],
)
def test_a_wrong_line_is_refused_when_the_policy_is_made(rules: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        Policy(**rules)


def test_merging_keeps_the_stricter() -> None:
    one = Policy(banned_words=("a",), most_links=3, hold_first_comment=True)
    other = Policy(banned_words=("b", "a"), most_links=2, hold_everyone_after_days=9)
    merged = Policy(banned_words=("a", "b"), most_links=2, hold_first_comment=True, hold_everyone_after_days=9)
    assert one.merged(other) == merged


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://WWW.Example.com:8080/x?y#z", "example.com"),
        ("http://user:secret@example.com", "example.com"),
        ("example.com/path", "example.com"),
        ("mailto:sam@example.com", "example.com"),
        ("https:\\\\example.com\\x", "example.com"),
        ("https://xn--mnchen-3ya.example", "münchen.example"),
        ("", ""),
    ],
)
def test_the_host_of_a_link(link: str, host: str) -> None:
    assert host_of(link) == host


@given(st.text(), st.text(), st.text())
def test_no_text_makes_a_rule_fail(text: str, author: str, url: str) -> None:
    from spamfilter.normalise import normalise
    from spamfilter.policy import rule_on

    policy = Policy(
        banned_words=("casino*",), banned_hosts=("a.example",), banned_addresses=("@a.example",), most_links=0
    )
    list(rule_on(policy, normalise(text), Submission(text, author, url, url), Circumstances(live_links=(url,))))
