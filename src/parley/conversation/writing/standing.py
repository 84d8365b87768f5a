"""Where a comment stands and why, in words for its writer."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parley.conversation.gates import why_it_waits
from parley.conversation.models import Comment, Decision
from parley.conversation.queries.queues import newest_judgement
from parley.conversation.rule_texts import why_rules_hold_it

_NO_REASONS = ("campaign ", "undo", "appeal upheld", "filter: ", Decision.BY_WRITER)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a comment came to be where it is."""

    since: datetime
    by_person: bool
    """A moderator decided it; else the filter, a rule or its writer."""
    why: str
    """One or two sentences; "" when there is nothing to say."""


def standing_of(comment: Comment) -> Standing:
    """The decision that stands about a comment."""
    decision = _decision(comment)
    if decision is None:
        return Standing(since=comment.received_at, by_person=False, why="")
    by_person = decision.moderator_id is not None
    if comment.status == Comment.Status.PENDING:
        why = _why_it_waits(comment, decision)
    else:
        why = reason_in_words(decision.reason) if by_person else ""
    return Standing(since=decision.decided_at, by_person=by_person, why=why)


def reason_in_words(reason: str) -> str:
    """A moderator's reason as its writer reads it; "" when none was given."""
    if reason.startswith(_NO_REASONS):
        return ""
    return reason


def _decision(comment: Comment) -> Decision | None:
    """The decision by which it came where it is; an undo brings back the one before."""
    decisions = list(Decision.objects.filter(comment=comment, after=comment.status))
    return next((d for d in decisions if not d.undoes), decisions[0] if decisions else None)


def _why_it_waits(comment: Comment, decision: Decision) -> str:
    if decision.moderator_id is not None:
        return _("A moderator wants to look at it once more.")
    if decision.reason.startswith("campaign "):
        return _("It resembles other comments that came under different names.")
    judgement = newest_judgement(comment)
    if decision.reason.startswith(Decision.BY_WRITER):
        told = why_it_waits(judgement) or why_rules_hold_it(judgement)
        return told or _("You changed it, and the filter is not sure about the new words.")
    return (
        why_it_waits(judgement)
        or why_rules_hold_it(judgement)
        or _("The filter is not sure about it, so a person decides.")
    )
