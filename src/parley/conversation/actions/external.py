"""The external moderation step: what the filter would publish is held until another program has spoken, or its time
is over. Nothing here calls the network; `parley.api.external` asks."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from parley.conversation import events
from parley.conversation.actions.moving import log_decision, move
from parley.conversation.gates import EXTERNAL
from parley.conversation.models import Campaign, Comment, Decision, ExternalReview, Judgement
from parley.conversation.moderation import Assessment
from parley.conversation.queries.people import sanction_in_force
from parley.kit import clock
from parley.kit.signing import new_token
from parley.kit.text import single_line

APPROVE, HOLD, SPAM = "approve", "hold", "spam"
ANSWERS = (APPROVE, HOLD, SPAM)

_STATUS_OF = {APPROVE: Comment.Status.APPROVED, HOLD: Comment.Status.PENDING, SPAM: Comment.Status.SPAM}


def is_to_be_asked(assessment: Assessment) -> bool:
    """Whether somebody else has a say: only about what filter, gates and rules would publish."""
    return bool(settings.PARLEY.external_moderation.url) and assessment.outcome == Judgement.Outcome.HAM


def held_until_asked(assessment: Assessment) -> Assessment:
    """The same verdict, but held, with the reason for it."""
    return replace(assessment, outcome=Judgement.Outcome.UNSURE.value, reasons=[EXTERNAL.reason(), *assessment.reasons])


def asks_after_edit(comment: Comment, assessment: Assessment) -> bool:
    """Whether somebody else has a say about new words: when they would stand in public, or the old ones are still
    asked about."""
    is_asked = ExternalReview.objects.filter(comment=comment, state=ExternalReview.State.WAITING).exists()
    return is_to_be_asked(assessment) and (comment.is_public or is_asked)


def ask_about(comment: Comment) -> None:
    """Write the question down, in the transaction of its comment or of its edit: what is answered about words that
    stood there before counts no more."""
    if comment.campaign_id is not None:  # it showed itself as part of one: that holds it, whatever anybody else says
        if comment.status == Comment.Status.PENDING:
            events.comment_held(comment)
        return
    now, seconds = clock.now(), settings.PARLEY.external_moderation.deadline_seconds
    ExternalReview.objects.update_or_create(
        comment=comment,
        defaults={
            "state": ExternalReview.State.WAITING,
            "deadline": now + timedelta(seconds=seconds),
            "due_at": now,
            "attempts": 0,
            "last_error": "",
        },
    )


@transaction.atomic
def still_to_be_asked(review: ExternalReview) -> bool:
    """Whether the answer would still count. Where something else decided before, nobody is told the words."""
    comment = Comment.objects.select_related("reader", "campaign").get(pk=review.comment_id)
    if not _is_decided_otherwise(comment):
        return True
    waiting = ExternalReview.objects.filter(pk=review.pk, state=ExternalReview.State.WAITING)
    waiting.filter(deadline=review.deadline).update(state=ExternalReview.State.OVERTAKEN)
    return False


@transaction.atomic
def settle_by_answer(review: ExternalReview, *, decision: str, reason: str) -> None:
    """Do what was answered: "approve", "hold" or "spam". A quicker moderator, a campaign and a ban outrank it."""
    comment = _claimed(review, ExternalReview.State.ANSWERED)
    if comment is not None:
        _settle(comment, _STATUS_OF[decision], single_line(reason)[:200] or f"external: {decision}")


@transaction.atomic
def settle_by_silence(review: ExternalReview) -> None:
    """No answer came in time: do what the setting `on_silence` says."""
    comment = _claimed(review, ExternalReview.State.SILENT)
    if comment is not None:
        publishes = settings.PARLEY.external_moderation.on_silence == "filter"
        status = Comment.Status.APPROVED if publishes else Comment.Status.PENDING
        _settle(comment, status, "external: no answer in time")


def _claimed(review: ExternalReview, state: str) -> Comment | None:
    """The comment of a review that is settled now, by this process; None when something else decided before."""
    waiting = ExternalReview.objects.filter(
        pk=review.pk,
        state=ExternalReview.State.WAITING,
        deadline=review.deadline,  # another one: an edit began the question anew
    )
    if not waiting.update(state=state):
        return None
    comment = Comment.objects.select_related("thread", "reader", "campaign").get(pk=review.comment_id)
    if _is_decided_otherwise(comment):
        ExternalReview.objects.filter(pk=review.pk).update(state=ExternalReview.State.OVERTAKEN)
        return None
    return comment


def _is_decided_otherwise(comment: Comment) -> bool:
    judgement = comment.judgements.first()
    if comment.status != Comment.Status.PENDING or judgement is None or not judgement.reasons:
        return True
    if judgement.reasons[0] != EXTERNAL.reason():  # an edit that is held for another reason
        return True
    if comment.decisions.filter(moderator__isnull=False, decided_at__gte=judgement.judged_at).exists():
        return True
    if comment.campaign is not None and comment.campaign.label != Campaign.Label.HONEST:
        return True
    return comment.reader is not None and sanction_in_force(comment.reader) is not None


def _settle(comment: Comment, status: str, reason: str) -> None:
    if status != comment.status:
        move([comment], status, moderator=None, reason=reason, batch=new_token(), cause=Decision.EXTERNAL)
        return
    log_decision(
        comment, before=comment.status, after=status, reason=reason, batch=new_token(), cause=Decision.EXTERNAL
    )
    events.comment_held(comment)
