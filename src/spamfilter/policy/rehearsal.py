"""Trying rules on past comments before they are switched on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from spamfilter.normalise import normalise
from spamfilter.policy.circumstances import Circumstances
from spamfilter.policy.policy import Policy
from spamfilter.policy.rulings import raise_to_floor, rule_on
from spamfilter.records import Outcome, Submission


class Decided(StrEnum):
    """What became of a past comment."""

    SPAM = "spam"
    """A moderator called it spam."""
    APPROVED = "approved"
    """A moderator approved it."""
    PUBLISHED = "published"
    """It stands in public, and no moderator had to say so."""
    OPEN = "open"
    """It waits, was removed, or only the filter called it spam: no judgement about a rule."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A past comment as it arrived: `circumstances` are those of that moment, `outcome` is that of its score alone.

    `tried`: what its score alone would have made of it under another threshold, where one is tried with the policy.
    """

    id: str
    submission: Submission
    circumstances: Circumstances
    outcome: Outcome
    decided: Decided
    tried: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A past comment that the new policy would have dealt with otherwise. `rules` are the new policy's that applied."""

    id: str
    before: Outcome
    after: Outcome
    decided: Decided
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a change of policy would have done to `looked_at` past comments, in their order."""

    looked_at: int
    changes: tuple[Change, ...]

    def counts(self) -> dict[tuple[Outcome, Decided], int]:
        """(new outcome, what became of it) → comments."""
        return dict(Counter((change.after, change.decided) for change in self.changes))

    def counts_by_rule(self) -> dict[str, dict[Decided, int]]:
        """Rule → what became of those that it would have dealt with otherwise → comments."""
        found: dict[str, Counter[Decided]] = {}
        for change in self.changes:
            for rule in change.rules:
                found.setdefault(rule, Counter())[change.decided] += 1
        return {rule: dict(counter) for rule, counter in found.items()}


def rehearse(before: Policy, after: Policy, past: Iterable[PastCase]) -> Rehearsal:
    """Return what would have been otherwise under `after` than under `before`. One pass; keeps only the changes."""
    looked_at = 0
    changes: list[Change] = []
    for case in past:
        looked_at += 1
        text = normalise(case.submission.text)
        old = raise_to_floor(case.outcome, rule_on(before, text, case.submission, case.circumstances))
        rulings = tuple(rule_on(after, text, case.submission, case.circumstances))
        new = raise_to_floor(case.tried or case.outcome, rulings)
        if old != new:
            rules = tuple(dict.fromkeys(ruling.reason.rule for ruling in rulings if ruling.floor is new))
            changes.append(Change(case.id, old, new, case.decided, rules))
    return Rehearsal(looked_at, tuple(changes))
