"""The gates before the filter: trap, time, proof of work, flood. None refuses a comment; each finding is a reason that
the filter's verdict takes in, so that no words are lost and a moderator reads why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from parley.accounts.models import Reader
from parley.conversation.models import Judgement
from parley.conversation.opening import opened_at
from parley.conversation.proofs import Proof, spend_proof
from parley.conversation.queries.readers import known_readers
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
_FOR_WRITER = {finding.rule: finding.for_writer for finding in (FLOOD, *PROOFS.values())}


def pass_gates(submission: NewComment, *, reader: Reader) -> GateFindings:
    """What the gates find about a comment. Spends its proof of work, where one is asked for."""
    seconds = _seconds_to_write(submission)
    if submission.fell_into_trap:
        return replace(FELL_INTO_TRAP, seconds_to_write=seconds)
    held = tuple(finding.reason() for finding in _reasons_to_hold(submission, reader))
    return GateFindings(hold=bool(held), reasons=held, seconds_to_write=seconds)


def why_it_waits(judgement: Judgement | None) -> str:
    """The gate's sentence for the writer of a comment that waits; "" when it waits for another reason."""
    reasons = judgement.reasons if judgement is not None else []
    told = (_FOR_WRITER.get(r["rule"], "") for r in reasons if r["stage"] == STAGE)
    return next((_(sentence) for sentence in told if sentence), "")


def finding_in_words(rule: str) -> str:
    """The moderators' sentence of a finding; "" when there is none of that name."""
    named = {finding.rule: finding.for_moderators for finding in (TRAP, FLOOD, *PROOFS.values())}
    return _(named[rule]) if rule in named else ""


def _reasons_to_hold(submission: NewComment, reader: Reader) -> Iterator[Finding]:
    is_known = known_readers().filter(pk=reader.pk).exists()
    asked = settings.PARLEY.proof_of_work
    if asked == "all" or (asked == "unknown" and not is_known):
        proof = spend_proof(submission.proof, submission_key=submission.submission_key())
        if proof is not Proof.RIGHT:
            yield PROOFS[proof]
    if not is_known and is_flooded():
        yield FLOOD


def _seconds_to_write(submission: NewComment) -> float | None:
    opened = opened_at(submission.opened, submission.proof)
    return (clock.now() - opened).total_seconds() if opened is not None else None
