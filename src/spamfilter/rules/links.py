"""Rules about links in the text."""

import re

from spamfilter.normalise import NormalText
from spamfilter.records import Submission
from spamfilter.rules.rule import Rule, Test

_SHORTENERS = re.compile(
    r"(?:^|//|\.)(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|cutt\.ly|is\.gd|ow\.ly|rebrand\.ly|shorturl\.at|t\.me|wa\.me|chat\.whatsapp\.com)/"
)
CHEAP_DOMAIN = re.compile(
    r"\.(?:xyz|top|loan|click|buzz|icu|shop|store|online|site|win|bid|vip|casino|bet|trade|stream|gdn|cyou|sbs|rest|monster|quest)(?:[/:?#]|$)"
)
_NUMBER_HOST = re.compile(r"//\d{1,3}(?:\.\d{1,3}){3}")
_KEYWORD_HOST = re.compile(
    r"//[^/]*(?:cheap|casino|viagra|cialis|loan|payday|jersey|outlet|discount|replica|pharma|poker|porn|escort|forex|seo|backlink|bitcoin|crypto|"
    r"handbag|essay|slot|bet\d|togel|ugg|nike|vuitton|oakley|jordan|coupon|weightloss|insurance)"
)


def _links(fewest: int, most: int = 10_000) -> Test:
    def test(text: NormalText, submission: Submission) -> bool:
        return fewest <= len(text.links) <= most

    return test


def _any_link(pattern: re.Pattern[str]) -> Test:
    def test(text: NormalText, submission: Submission) -> bool:
        return any(pattern.search(link.casefold()) for link in text.links)

    return test


def _only_links(text: NormalText, submission: Submission) -> bool:
    return bool(text.links) and len(text.words) < 3 * len(text.links) + 2


def _bbcode(text: NormalText, submission: Submission) -> bool:
    return text.oddities.get("bbcode", 0) > 0


def _anchors(text: NormalText, submission: Submission) -> bool:
    return text.oddities.get("anchors", 0) > 0


LINK_RULES = (
    Rule("link", 0.5, "links", "Carries a link.", _links(1)),
    Rule("several_links", 0.8, "links", "Carries several links.", _links(3)),
    Rule("many_links", 2.0, "links", "Carries five links or more.", _links(5)),
    Rule("only_links", 0.9, "links", "Is hardly more than links.", _only_links),
    Rule(
        "bbcode_link",
        3.0,
        "links",
        "Carries links in a forum's notation, as programs do that post everywhere.",
        _bbcode,
    ),
    Rule("html_link", 1.0, "links", "Carries links written as HTML.", _anchors),
    Rule("shortened_link", 1.2, "links", "Links to an address shortener or a messenger.", _any_link(_SHORTENERS)),
    Rule(
        "cheap_domain",
        1.3,
        "links",
        "Links to a top-level domain that is mostly used for advertising.",
        _any_link(CHEAP_DOMAIN),
    ),
    Rule("number_host", 1.5, "links", "Links to a bare IP address.", _any_link(_NUMBER_HOST)),
    Rule("keyword_host", 2.4, "links", "Links to a host named after goods or services.", _any_link(_KEYWORD_HOST)),
)
