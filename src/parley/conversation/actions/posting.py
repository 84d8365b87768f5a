"""A comment arrives: from a reader, or from an export."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parley.accounts.actions import address_key, record_reader
from parley.accounts.models import Reader
from parley.conversation import events
from parley.conversation.actions.campaigns import join_campaign
from parley.conversation.actions.external import ask_about, held_until_asked, is_to_be_asked
from parley.conversation.actions.moving import log_decision
from parley.conversation.actions.people import check_sanctions
from parley.conversation.actions.policies import check_policy, feel_heat
from parley.conversation.actions.settling import settle
from parley.conversation.errors import CommentRefused
from parley.conversation.gates import STAGE as GATES
from parley.conversation.gates import pass_gates
from parley.conversation.models import Comment, Decision, Judgement
from parley.conversation.moderation import POLICY, Assessment, assess
from parley.conversation.policy import circumstances_of, policy_in_force
from parley.conversation.queries.policies import policy_for
from parley.conversation.queries.writing import may_be_restored
from parley.conversation.rates import check_rates
from parley.conversation.submissions import NewComment, PastComment
from parley.database.durability import without_waiting_for_the_disk
from parley.database.prepared import Prepared, insert
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.signing import keyed_hash, new_token

_standing = Prepared(lambda key: Comment.objects.filter(submission_key=key).select_related("thread"))

_STATUS_OF: dict[str, str] = {
    Judgement.Outcome.HAM: Comment.Status.APPROVED,
    Judgement.Outcome.UNSURE: Comment.Status.PENDING,
    Judgement.Outcome.SPAM: Comment.Status.SPAM,
}


def post_comment(submission: NewComment) -> Comment:
    """Judge a comment and write it, with its verdict, its decision and its event, in one transaction.

    The same submission again returns the comment that stands already. Raises CommentsOff, ThreadClosed, SlowMode,
    Sanctioned, WarningUnread, TooManyComments, CommentRefused, AddressRefused.
    """
    key = submission.submission_key()
    standing = _standing.first(key)
    if standing is not None and not _is_gone(standing):
        return standing
    thread_policy, sender = policy_for(submission.thread), address_key(submission.address)
    check_policy(submission.thread, thread_policy, address_key=sender)
    check_sanctions(address_key=sender, has_read_warning=submission.has_read_warning)
    check_rates(submission)
    parent = _parent(submission)
    with without_waiting_for_the_disk():  # the comment's own commit makes it safe
        reader = record_reader(address=submission.address, name=submission.name)
    policy, circumstances = policy_in_force(), circumstances_of(submission, reader)
    gates = pass_gates(submission, reader=reader, policy=thread_policy)
    assessment = assess(submission, reader=reader, gates=gates, policy=policy, circumstances=circumstances)
    asks = is_to_be_asked(assessment)
    if asks:
        assessment = held_until_asked(assessment)
    linked = bool(circumstances.approved_by_people) or not policy.hold_links_of_unknown_readers
    try:
        with transaction.atomic():
            comment = _write_comment(submission, parent, reader, assessment, key, linked=linked)
            if asks:
                ask_about(comment)
            elif comment.status == Comment.Status.PENDING:
                events.comment_held(comment)
            feel_heat(submission.thread, thread_policy)
    except IntegrityError:  # a double click: the other request was quicker
        return Comment.objects.select_related("thread").get(submission_key=key)
    return comment


@transaction.atomic
def import_comment(past: PastComment, *, parent: Comment | None) -> Comment:
    """Write a comment from an export. It is judged as if it were new: what the old system let through is not trusted.

    A comment that the old system held as spam or had removed stays so; one that waited there waits here. No event is
    written for each: the importer calls `announce_thread` once.
    """
    submission = past.comment
    reader = record_reader(address=submission.address, name=submission.name) if submission.address else None
    circumstances = circumstances_of(submission, reader, stood_elsewhere=past.was_public)
    assessment = assess(submission, reader=reader, policy=policy_in_force(), circumstances=circumstances)
    key = keyed_hash(settings.SECRET_KEY, "import", past.key)
    return _write_comment(submission, parent, reader, assessment, key, linked=past.was_public, past=past)


def _is_gone(standing: Comment) -> bool:
    """Its writer deleted it for good, and may post the same words anew: then they are another comment."""
    if standing.status != Comment.Status.DELETED or may_be_restored(standing):
        return False
    Comment.objects.filter(pk=standing.pk).update(submission_key=new_token())
    return True


def _parent(submission: NewComment) -> Comment | None:
    if submission.parent_id is None:
        return None
    parent = Comment.objects.filter(
        pk=submission.parent_id, thread=submission.thread, status=Comment.Status.APPROVED
    ).first()
    if parent is None:
        raise CommentRefused(
            "parent", _("The comment that you answer is no longer here. You can post your words as a new one.")
        )
    return parent


def _write_comment(
    submission: NewComment,
    parent: Comment | None,
    reader: Reader | None,
    assessment: Assessment,
    key: str,
    *,
    linked: bool,
    past: PastComment | None = None,
) -> Comment:
    moment = clock.now()
    status = _STATUS_OF[assessment.outcome] if past is None else _status_of_past(past, assessment)
    comment = Comment(
        thread=submission.thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        reader=reader,
        author_name=submission.name,
        author_url=submission.website,
        author_linked=linked,
        source=submission.text,
        html=comment_html(submission.text),
        status=status,
        notify=submission.notify,
        posted_at=past.posted_at if past else moment,
        received_at=moment,
        private_key=new_token(),
        submission_key=key,
        network_key=submission.network_key,
        signed_in=submission.signed_in,
        staff=submission.staff,
    )
    insert(comment)
    judgement = Judgement(
        comment=comment,
        outcome=assessment.outcome,
        probability=assessment.probability,
        score=assessment.score,
        reasons=assessment.reasons,
        engine=assessment.engine,
        judged_at=moment,
    )
    insert(judgement)
    log_decision(
        comment,
        before="",
        after=status,
        reason=_first_reason(assessment, past),
        batch=new_token(),
        cause=cause_of(assessment.reasons) if past is None else Decision.IMPORT,
    )
    if comment.is_public and past is None:
        events.comment_published(comment)
    # An import counts and places all at once, in announce_thread.
    appeared = [comment] if comment.is_public and past is None else []
    if not join_campaign(comment, appeared=appeared):
        settle(appeared)
    return comment


def cause_of(reasons: Sequence[Mapping[str, Any]]) -> str:
    """What decided about a comment as it arrived, for the log: a rule of the publisher, a gate, else the filter."""
    orders = [reason for stage in (POLICY, GATES) for reason in reasons if reason["stage"] == stage]
    return f"{orders[0]['stage']}:{orders[0]['rule']}" if orders else Decision.FILTER


def _first_reason(assessment: Assessment, past: PastComment | None) -> str:
    if past is not None and past.was_trash:
        return "was removed before the import"
    if past is not None and past.was_spam:
        return "was spam before the import"
    if past is not None and not past.was_public:
        return f"waited before the import; filter: {assessment.outcome}"
    return f"filter: {assessment.outcome}"


def _status_of_past(past: PastComment, assessment: Assessment) -> str:
    if past.was_trash:
        return Comment.Status.TRASH
    if past.was_spam:
        return Comment.Status.SPAM
    judged = _STATUS_OF[assessment.outcome]
    if judged == Comment.Status.APPROVED and not past.was_public:
        return Comment.Status.PENDING
    return judged


def forget_networks() -> int:
    """Delete the keyed hashes of senders' networks that are older than the setting allows. Returns how many."""
    before = clock.now() - timedelta(days=settings.PARLEY.network_days)
    return Comment.objects.filter(received_at__lt=before).exclude(network_key="").update(network_key="")
