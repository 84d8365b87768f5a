"""What a rule is, and how rules are run."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spamfilter.normalise import NormalText
from spamfilter.records import Reason, Submission
from spamfilter.rules.searching import word_pattern

STAGE = "rules"
# Rules of one group see the same thing from several sides: together they may not weigh more than this.
GROUP_LIMITS = {
    "disguise": 4.5,
    "links": 4.5,
    "offer": 5.0,
    "template": 4.0,
    "praise": 2.6,
    "author": 3.6,
    "machine": 3.0,
    "honest": 2.0,
}

Test = Callable[[NormalText, Submission], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of a moderator's experience.

    `score` is in log-odds, positive for spam; `sentence` is shown to moderators.
    """

    id: str
    score: float
    group: str
    sentence: str
    test: Test


def phrase(pattern: str, *needs: str) -> Test:
    """Return a test for `pattern` in the folded text, tried only when one of the words `needs` occurs.

    The guard makes most rules cost one set operation (measured: 60 patterns 0.4 ms, guarded 0.05 ms).
    """
    guard = frozenset(needs)
    words = word_pattern(pattern)
    search = (words or re.compile(pattern)).search
    before = " " if words else ""

    def test(text: NormalText, submission: Submission) -> bool:
        return not (guard and guard.isdisjoint(text.vocabulary)) and bool(search(before + text.folded))

    return test


def apply_rules(rules: Iterable[Rule], text: NormalText, submission: Submission) -> Iterator[Reason]:
    """Return a reason for each rule that holds; a group beyond its limit is scaled down evenly."""
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.test(text, submission):
            groups[rule.group].append(rule)
    for group, held in groups.items():
        total = abs(sum(rule.score for rule in held))
        factor = min(1.0, GROUP_LIMITS[group] / total) if total else 1.0
        yield from (Reason(STAGE, rule.id, rule.score * factor, rule.sentence) for rule in held)
