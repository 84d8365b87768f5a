"""The gates before the filter: trap, time, proof of work, flood. None refuses a comment; each finding is a reason that
the filter's verdict takes in, so that no words are lost and a moderator reads why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from parley.accounts.models import Reader
from parley.conversation.models import Comment, ConversationPolicy, Judgement
from parley.conversation.opening import opened_at
from parley.conversation.proofs import Proof, spend_proof
from parley.conversation.queries.policies import PolicyInForce, appeared_at
from parley.conversation.queries.readers import approved_by_people
from parley.conversation.queries.readers import is_known as is_no_stranger
from parley.conversation.rates import is_flooded
from parley.conversation.submissions import NewComment
from parley.kit import clock

STAGE = "gate"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gate noticed. `weight`: log-odds of spam; a gate that only holds says nothing of spam."""

    rule: str
    for_moderators: str
    for_writer: str = ""
    weight: float = 0.0

    def reason(self) -> dict[str, Any]:
        return {"stage": STAGE, "rule": self.rule, "weight": self.weight, "sentence": self.for_moderators}


@dataclass(frozen=True, slots=True)
class GateFindings:
    """All that the gates noticed about a comment."""

    hold: bool = False
    spam: bool = False
    reasons: tuple[dict[str, Any], ...] = ()
    """As in a judgement: {stage, rule, weight, sentence}."""
    seconds_to_write: float | None = None
    """Evidence for the filter; None when nothing proves it."""


NOTHING_FOUND = GateFindings()

TRAP = Finding("trap", later("A field that people cannot see was filled in."), weight=7.0)
FELL_INTO_TRAP = GateFindings(spam=True, reasons=(TRAP.reason(),))
FLOOD = Finding(
    "flood",
    later("Many comments of unknown readers came within a minute."),
    later("Very many comments of new readers are arriving just now, so a person looks at yours first."),
)
PROOFS = {
    Proof.MISSING: Finding(
        "proof_missing",
        later("The browser sent no proof of work."),
        later(
            "It waits because your browser sent no proof of work. That needs JavaScript, which is off here or did not "
            "run. Nothing is wrong with your words."
        ),
    ),
    Proof.WRONG: Finding(
        "proof_wrong",
        later("The browser's proof of work is wrong."),
        later("It waits because the proof of work that your browser sent is wrong. Nothing is wrong with your words."),
    ),
    Proof.EXPIRED: Finding(
        "proof_expired",
        later("The browser's proof of work came too late."),
        later("It waits because your browser's proof of work was too old. Nothing is wrong with your words."),
    ),
    Proof.SPENT: Finding(
        "proof_spent",
        later("The browser's proof of work was used before, for another comment."),
        later(
            "It waits because your browser's proof of work had been used for another comment. Nothing is wrong with "
            "your words."
        ),
    ),
}
ALL_HELD = Finding(
    "all_held",
    later("Every comment is held here."),
    later("A moderator reads every comment here before it appears."),
)
FIRST_HELD = Finding(
    "first_held",
    later("First comments are held here."),
    later("A moderator reads the first comments of each reader here before they appear."),
)
OLD_ARTICLE = Finding(
    "old_article",
    later("The article is old, and the reader is new here."),
    later("The article is not new any more, and this site looks at late comments of new readers first."),
)
EXTERNAL = Finding(
    "external",
    later("The external moderation step is asked first."),
    later("Another check that this site uses reads every comment before it appears."),
)
NAMED = (TRAP, FLOOD, *PROOFS.values(), ALL_HELD, FIRST_HELD, OLD_ARTICLE, EXTERNAL)
_FOR_WRITER = {finding.rule: finding.for_writer for finding in NAMED if finding.for_writer}


def pass_gates(submission: NewComment, *, reader: Reader, policy: PolicyInForce) -> GateFindings:
    """What the gates find about a comment, under the policy of its thread. Spends its proof of work, where one is asked
    for."""
    seconds = _seconds_to_write(submission)
    if submission.fell_into_trap:
        return replace(FELL_INTO_TRAP, seconds_to_write=seconds)
    held = tuple(finding.reason() for finding in _reasons_to_hold(submission, reader, policy))
    return GateFindings(hold=bool(held), reasons=held, seconds_to_write=seconds)


def pass_gates_again(submission: NewComment, *, reader: Reader | None, policy: PolicyInForce) -> GateFindings:
    """What the policy of its thread says about new words for a comment that passed the other gates when it came."""
    if reader is None:
        return NOTHING_FOUND
    is_known = is_no_stranger(reader)
    held = tuple(finding.reason() for finding in _held_by_policy(submission, reader, policy, is_known=is_known))
    return GateFindings(hold=bool(held), reasons=held)


def why_it_waits(judgement: Judgement | None) -> str:
    """The gate's sentence for the writer of a comment that waits; "" when it waits for another reason."""
    reasons = judgement.reasons if judgement is not None else []
    told = (_FOR_WRITER.get(r["rule"], "") for r in reasons if r["stage"] == STAGE)
    return next((_(sentence) for sentence in told if sentence), "")


def finding_in_words(rule: str) -> str:
    """The moderators' sentence of a finding; "" when there is none of that name."""
    named = {finding.rule: finding.for_moderators for finding in NAMED}
    return _(named[rule]) if rule in named else ""


def _reasons_to_hold(submission: NewComment, reader: Reader, policy: PolicyInForce) -> Iterator[Finding]:
    is_known = is_no_stranger(reader)
    asked = settings.PARLEY.proof_of_work
    if not submission.is_vouched_for and (asked == "all" or (asked == "unknown" and not is_known)):
        proof = spend_proof(submission.proof, submission_key=submission.submission_key())
        if proof is not Proof.RIGHT:
            yield PROOFS[proof]
    if not is_known and is_flooded():
        yield FLOOD
    yield from _held_by_policy(submission, reader, policy, is_known=is_known)


def _held_by_policy(
    submission: NewComment, reader: Reader, policy: PolicyInForce, *, is_known: bool
) -> Iterator[Finding]:
    if policy.mode == ConversationPolicy.Mode.ALL_HELD:
        yield ALL_HELD
        return
    if policy.mode == ConversationPolicy.Mode.FIRST_HELD:
        approved = approved_by_people(Comment.objects.filter(reader=reader))[: policy.trusted_after].count()
        if approved < policy.trusted_after:
            yield FIRST_HELD
    days = policy.newcomers_held_after_days
    if days and not is_known and clock.now() - appeared_at(submission.thread) > timedelta(days=days):
        yield OLD_ARTICLE


def _seconds_to_write(submission: NewComment) -> float | None:
    opened = opened_at(submission.opened, submission.proof)
    return (clock.now() - opened).total_seconds() if opened is not None else None
