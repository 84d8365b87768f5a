"""What a policy says of one comment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from spamfilter.normalise import NormalText
from spamfilter.policy.circumstances import Circumstances
from spamfilter.policy.hosts import marked_up_links
from spamfilter.policy.languages import language_of
from spamfilter.policy.phrases import searched_words
from spamfilter.policy.policy import Policy
from spamfilter.records import Outcome, Reason, Submission

STAGE = "policy"
_STRICTNESS = (Outcome.HAM, Outcome.UNSURE, Outcome.SPAM)
_EFFECT = {"banned": (Outcome.SPAM, "Spam"), "suspect": (Outcome.UNSURE, "Held")}
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule that applied: its reason, whose weight is 0, and the mildest outcome that it leaves."""

    reason: Reason
    floor: Outcome


def raise_to_floor(outcome: Outcome, rulings: Iterable[Ruling]) -> Outcome:
    """The strictest of an outcome and the floors of the rulings."""
    return max([outcome, *(ruling.floor for ruling in rulings)], key=_STRICTNESS.index)


def rule_on(policy: Policy, text: NormalText, submission: Submission, circumstances: Circumstances) -> Iterator[Ruling]:
    """Return the rulings of every rule that applies. Never raises on any text."""
    yield from _on_words(policy, text, submission)
    yield from _on_addresses(policy, submission)
    links = tuple(dict.fromkeys((*text.links, *marked_up_links(submission.text))))
    yield from _on_hosts(policy, (*links, *circumstances.live_links, submission.url))
    yield from _on_links(policy, links, circumstances)
    yield from _on_writer(policy, circumstances)
    if policy.languages and (language := language_of(text.plain)) and language not in policy.read_languages:
        yield _held("languages", f"it is not in a language of this site (it looks like “{language}”)")


def _on_words(policy: Policy, text: NormalText, submission: Submission) -> Iterator[Ruling]:
    if not any(policy.phrases.values()):
        return
    runs = searched_words(text, submission.author)
    for rule, phrases in policy.phrases.items():
        if phrases:
            yield from _listed(rule, (phrase for run in runs for phrase in phrases.find(run)))


def _on_addresses(policy: Policy, submission: Submission) -> Iterator[Ruling]:
    if submission.email:
        for rule, addresses in policy.addresses.items():
            yield from _listed(rule, [addresses.find(submission.email)])


def _on_hosts(policy: Policy, links: tuple[str, ...]) -> Iterator[Ruling]:
    for rule, hosts in policy.hosts.items():
        if hosts:
            yield from _listed(rule, map(hosts.find, links))


def _on_links(policy: Policy, links: tuple[str, ...], circumstances: Circumstances) -> Iterator[Ruling]:
    # One link may be spelt otherwise by the filter and by the renderer: the larger number counts, not the sum.
    seen = (links, circumstances.live_links)
    counted = max(sum(not policy.allowed.find(link) for link in found) for found in seen)
    if policy.most_links is not None and counted > policy.most_links:
        yield _held("most_links", f"it has {counted} links, and {policy.most_links} are allowed")
    if policy.hold_links_of_unknown_readers and counted and not circumstances.approved_by_people:
        yield _held(
            "hold_links_of_unknown_readers", "it has a link, and no moderator has approved a comment of this reader yet"
        )


def _on_writer(policy: Policy, circumstances: Circumstances) -> Iterator[Ruling]:
    age = circumstances.article_age_days
    is_newcomer = not circumstances.approved
    if policy.hold_first_comment and is_newcomer:
        yield _held("hold_first_comment", "no comment of this reader stands here yet")
    if age is None:
        return
    if is_newcomer and _has_come(policy.hold_newcomers_after_days, age):
        yield _held("hold_newcomers_after_days", f"a newcomer under an article of {_days(age)}")
    if _has_come(policy.hold_everyone_after_days, age):
        yield _held("hold_everyone_after_days", f"the article is {_days(age)} old")


def _has_come(limit: int | None, age: float) -> bool:
    return limit is not None and age >= limit


def _days(age: float) -> str:
    return "one day" if int(age) == 1 else f"{int(age)} days"


def _listed(rule: str, found: Iterable[str | None]) -> Iterator[Ruling]:
    lines = list(islice(_distinct(found), _MOST_NAMED))
    if lines:
        kind, _, what = rule.partition("_")
        floor, verb = _EFFECT[kind]
        named = ", ".join(f"“{line}”" for line in lines)
        yield Ruling(Reason(STAGE, rule, 0.0, f"{verb} by your rule on {kind} {what}: {named}."), floor)


def _distinct(found: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for line in found:
        if line is not None and line not in seen:
            seen.add(line)
            yield line


def _held(rule: str, why: str) -> Ruling:
    return Ruling(Reason(STAGE, rule, 0.0, f"Held by your rule: {why}."), Outcome.UNSURE)
