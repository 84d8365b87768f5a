"""A writer changes a comment, deletes it, or takes the deletion back. Whoever has the private link is its writer."""

from django.db import transaction

from parley.conversation import events
from parley.conversation.actions.campaigns import join_campaign
from parley.conversation.actions.external import ask_about, asks_after_edit, held_until_asked
from parley.conversation.actions.moving import move
from parley.conversation.actions.posting import cause_of
from parley.conversation.errors import CommentChanged, EditRefused, Sanctioned
from parley.conversation.gates import pass_gates_again
from parley.conversation.models import Campaign, Comment, Decision, Judgement, Revision
from parley.conversation.moderation import Assessment, assess
from parley.conversation.policy import circumstances_of, policy_in_force
from parley.conversation.queries.people import sanction_in_force
from parley.conversation.queries.policies import policy_for
from parley.conversation.queries.writing import deletion_of, may_be_deleted, may_be_edited, may_be_restored
from parley.conversation.submissions import NewComment
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.signing import new_token

MOST_EDITS = 50
"""Edits of one comment; each keeps the words before it."""


def edit_comment(*, comment: Comment, text: str, edits_seen: int) -> Comment:
    """Give a comment new words and keep the old ones. The new ones are judged as if they had just arrived.

    A comment in public that the filter now doubts waits again; one that waits never gets out by an edit. `edits_seen`:
    number of edits that the writer knew of; another one since raises CommentChanged. Raises EditRefused when it is too
    late, or a moderator took the comment out meanwhile; Sanctioned for a reader who may not write.
    """
    _check_sanction(comment)
    if not may_be_edited(comment):
        raise EditRefused
    if text == comment.source:
        return comment
    assessment = _judge(comment, text)
    asks = asks_after_edit(comment, assessment)
    if asks:
        assessment = held_until_asked(assessment)
    with transaction.atomic():
        comment = Comment.objects.select_for_update(of=("self",)).select_related("thread", "reader").get(pk=comment.pk)
        edits = comment.revisions.count()
        if edits != edits_seen:
            raise CommentChanged
        if not may_be_edited(comment) or edits >= MOST_EDITS:
            raise EditRefused
        _write_words(comment, text, number=edits + 1)
        _write_judgement(comment, assessment)
        was_public = comment.is_public
        status = _status_after(comment.status, assessment.outcome)
        reason = f"{Decision.BY_WRITER}edited; filter: {assessment.outcome}"
        cause = cause_of(assessment.reasons)
        move([comment], status, moderator=None, reason=reason, batch=new_token(), cause=cause)
        join_campaign(comment)
        if asks:
            ask_about(comment)
        if was_public and comment.is_public:
            events.comment_changed(comment)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment) -> Comment:
    """Take a comment out at its writer's wish. Its replies stay, under a stub. Again: changes nothing.

    Raises EditRefused when a moderator took it out before.
    """
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.status == Comment.Status.DELETED:
        return comment
    if not may_be_deleted(comment):
        raise EditRefused
    move(
        [comment],
        Comment.Status.DELETED,
        moderator=None,
        reason=f"{Decision.BY_WRITER}deleted",
        batch=new_token(),
        cause=Decision.WRITER,
    )
    return comment


@transaction.atomic
def restore_comment(*, comment: Comment) -> Comment:
    """Take a writer's deletion back: the comment is again what it was, or spam where its campaign was called so since.

    Raises EditRefused when it is too late; Sanctioned for a reader who may not write.
    """
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    deletion = deletion_of(comment)
    if deletion is None or not may_be_restored(comment):
        raise EditRefused
    _check_sanction(comment)
    move(
        [comment],
        _status_after_restoring(comment, deletion),
        moderator=None,
        reason=f"{Decision.BY_WRITER}took the deletion back",
        batch=new_token(),
        undoes=deletion.batch,
        cause=Decision.WRITER,
    )
    return comment


def _check_sanction(comment: Comment) -> None:
    sanction = sanction_in_force(comment.reader) if comment.reader else None
    if sanction is not None:
        raise Sanctioned(sanction.reason, until=sanction.ends_at)


def _status_after_restoring(comment: Comment, deletion: Decision) -> str:
    """What a moderator decided meanwhile about its whole campaign holds for it, too."""
    campaign = comment.campaign
    if campaign is not None and campaign.label == Campaign.Label.SPAM and campaign.decided_at is not None:
        return Comment.Status.SPAM if campaign.decided_at > deletion.decided_at else deletion.before
    return deletion.before


def _judge(comment: Comment, text: str) -> Assessment:
    submission = NewComment(
        thread=comment.thread,
        text=text,
        name=comment.author_name,
        address=comment.reader.address if comment.reader else "",
        website=comment.author_url,
        parent_id=comment.parent_id,
    )
    gates = pass_gates_again(submission, reader=comment.reader, policy=policy_for(comment.thread))
    return assess(
        submission,
        reader=comment.reader,
        gates=gates,
        policy=policy_in_force(),
        circumstances=circumstances_of(submission, comment.reader, leaving_out=comment),
        edited=comment,
    )


def _status_after(before: str, outcome: str) -> str:
    if outcome == Judgement.Outcome.SPAM:
        return Comment.Status.SPAM
    return before if outcome == Judgement.Outcome.HAM else Comment.Status.PENDING


def _write_words(comment: Comment, text: str, *, number: int) -> None:
    moment = clock.now()
    Revision.objects.create(
        comment=comment,
        number=number,
        source=comment.source,
        html=comment.html,
        written_at=comment.edited_at or comment.posted_at,
        replaced_at=moment,
    )
    comment.source, comment.html, comment.edited_at = text, comment_html(text), moment
    comment.save(update_fields=["source", "html", "edited_at"])


def _write_judgement(comment: Comment, assessment: Assessment) -> None:
    Judgement.objects.create(
        comment=comment,
        outcome=assessment.outcome,
        probability=assessment.probability,
        score=assessment.score,
        reasons=assessment.reasons,
        engine=assessment.engine,
        judged_at=clock.now(),
    )
