"""Every change to the conversation. One transaction each; the event is written with the change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader, User
from parley.conversation import events
from parley.conversation.author_links import settle_author_links
from parley.conversation.errors import CommentRefused, NothingToUndo, ThreadClosed
from parley.conversation.gates import pass_gates
from parley.conversation.lessons import teach
from parley.conversation.models import Campaign, Comment, Decision, Judgement, PublisherRule, Thread
from parley.conversation.moderation import Assessment, assess, campaign_members
from parley.conversation.policy import circumstances_of, policy_in_force, policy_of
from parley.conversation.rates import check_rates
from parley.conversation.submissions import NewComment, PastComment
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.signing import keyed_hash, new_token

_STATUS_OF: dict[str, str] = {
    Judgement.Outcome.HAM: Comment.Status.APPROVED,
    Judgement.Outcome.UNSURE: Comment.Status.PENDING,
    Judgement.Outcome.SPAM: Comment.Status.SPAM,
}
_LET_THROUGH = (Comment.Status.APPROVED,)
_UNDECIDED = (Comment.Status.APPROVED, Comment.Status.PENDING)


@transaction.atomic
def open_thread(
    *, site: str, url: str, title: str, text: str, is_open: bool = True, published_at: datetime | None = None
) -> Thread:
    """The thread of an address, made or brought up to date with what the page says now."""
    said = {"title": title[:300], "text": text, "is_open": is_open, "published_at": published_at}
    thread, _created = Thread.objects.update_or_create(
        site=site, url=url, defaults=said, create_defaults=said | {"created_at": clock.now()}
    )
    return thread


@transaction.atomic
def close_thread(*, site: str, url: str) -> None:
    """Take no more comments at an address."""
    Thread.objects.filter(site=site, url=url).update(is_open=False)


@transaction.atomic
def move_thread(*, site: str, old: str, new: str) -> None:
    """Let a conversation follow its page to a new address; where another conversation stands already, it stays."""
    if not Thread.objects.filter(site=site, url=new).exists():
        Thread.objects.filter(site=site, url=old).update(url=new)


def post_comment(submission: NewComment) -> Comment:
    """Judge a comment and write it, with its verdict, its decision and its event, in one transaction.

    The same submission again returns the comment that stands already. Raises ThreadClosed, TooManyComments,
    CommentRefused, AddressRefused.
    """
    key = submission.submission_key()
    standing = Comment.objects.filter(submission_key=key).select_related("thread").first()
    if standing is not None:
        return standing
    if not submission.thread.is_open:
        raise ThreadClosed
    check_rates(submission)
    parent = _parent(submission)
    reader = record_reader(address=submission.address, name=submission.name)
    policy, circumstances = policy_in_force(), circumstances_of(submission, reader)
    gates = pass_gates(submission, reader=reader)
    assessment = assess(submission, reader=reader, gates=gates, policy=policy, circumstances=circumstances)
    linked = bool(circumstances.approved_by_people) or not policy.hold_links_of_unknown_readers
    try:
        with transaction.atomic():
            comment = _write_comment(submission, parent, reader, assessment, key, linked=linked)
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


@transaction.atomic
def announce_thread(thread: Thread) -> None:
    """Let the rooms above know that many comments of a thread changed at once."""
    events.thread_changed(thread.pk)


def _parent(submission: NewComment) -> Comment | None:
    if submission.parent_id is None:
        return None
    parent = Comment.objects.filter(
        pk=submission.parent_id, thread=submission.thread, status=Comment.Status.APPROVED
    ).first()
    if parent is None:
        raise CommentRefused(
            "parent", "The comment that you answer is no longer here. You can post your words as a new one."
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
    comment = Comment.objects.create(
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
    )
    Judgement.objects.create(
        comment=comment,
        outcome=assessment.outcome,
        probability=assessment.probability,
        score=assessment.score,
        reasons=assessment.reasons,
        engine=assessment.engine,
        judged_at=moment,
    )
    _log(comment, before="", after=status, reason=_first_reason(assessment, past), batch=new_token())
    if comment.is_public and past is None:
        events.comment_published(comment)
    _join_campaign(comment)
    return comment


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


def _join_campaign(comment: Comment) -> None:
    """Where near-duplicates under different names show a campaign, bind its members together.

    Members that only the filter had let through are held again: the second spin is what shows the first for what it
    is. Where a moderator called the campaign spam, those that waited follow. What a person decided stays. One person
    saying the same thing twice is no campaign.
    """
    members = Comment.objects.filter(pk__in=campaign_members(comment))
    if len(set(members.values_list("author_name", flat=True))) < 2:
        return
    campaign = Campaign.objects.filter(comments__in=members).order_by("pk").first()
    if campaign is None:
        campaign = Campaign.objects.create(key=f"c{comment.pk}", found_at=clock.now())
    members.update(campaign=campaign)
    comment.campaign = campaign
    if campaign.label == Campaign.Label.HONEST:
        return
    is_spam = campaign.label == Campaign.Label.SPAM
    target, below = (Comment.Status.SPAM, _UNDECIDED) if is_spam else (Comment.Status.PENDING, _LET_THROUGH)
    undecided = members.filter(status__in=below, staff=None).exclude(decisions__moderator__isnull=False)
    _move(undecided, target, moderator=None, reason=f"campaign {campaign.key}", batch=new_token())
    comment.refresh_from_db(fields=["status"])


def decide(*, comments: Iterable[Comment], status: str, moderator: User, reason: str = "") -> str:
    """Move comments to a status by a moderator's decision. Returns the batch, by which all of it can be undone."""
    batch, comments = new_token(), list(comments)
    with transaction.atomic():
        _move(comments, status, moderator=moderator, reason=reason, batch=batch)
        teach(comments)
    return batch


def decide_campaign(*, campaign: Campaign, label: str, moderator: User) -> str:
    """One decision about all members of a campaign, those that are public already and those that come later.

    What a moderator removed stays removed.
    """
    batch = new_token()
    status = Comment.Status.SPAM if label == Campaign.Label.SPAM else Comment.Status.APPROVED
    with transaction.atomic():
        members = list(campaign.comments.exclude(status=Comment.Status.TRASH).select_related("thread", "reader"))
        _move(members, status, moderator=moderator, reason=f"campaign {campaign.key}", batch=batch)
        _label(campaign.key)
        teach(members, group=f"campaign {campaign.key}")
    return batch


def undo(*, batch: str, moderator: User) -> Sequence[Comment]:
    """Take back every decision of a batch. A comment that was decided anew since keeps the newer decision.

    Raises NothingToUndo when nothing of the batch stands any more.
    """
    with transaction.atomic():
        made = list(Decision.objects.filter(batch=batch).exclude(before="").select_related("comment__thread"))
        standing = [d for d in made if d.comment.status == d.after and _is_newest(d)]
        if not standing:
            raise NothingToUndo
        back = new_token()
        for decision in standing:
            _move([decision.comment], decision.before, moderator=moderator, reason="undo", batch=back, undoes=batch)
        for name in {d.reason.removeprefix("campaign ") for d in standing if d.reason.startswith("campaign ")}:
            _label(name)
        teach([decision.comment for decision in standing])
    return [decision.comment for decision in standing]


def _label(key: str) -> None:
    """Let a campaign be called what the newest decision about it says that was not taken back."""
    lines = Decision.objects.filter(comment__campaign__key=key, moderator__isnull=False)
    undone = lines.exclude(undoes="").values("undoes")
    said = lines.filter(undoes="", reason=f"campaign {key}")
    standing = said.exclude(batch__in=undone).order_by("-pk").first()
    label, moment = Campaign.Label.OPEN, None
    if standing is not None:
        is_spam = standing.after == Comment.Status.SPAM
        label, moment = Campaign.Label.SPAM if is_spam else Campaign.Label.HONEST, standing.decided_at
    Campaign.objects.filter(key=key).update(label=label, decided_at=moment)


def _is_newest(decision: Decision) -> bool:
    return not Decision.objects.filter(comment=decision.comment, pk__gt=decision.pk).exists()


def _move(
    comments: Iterable[Comment], status: str, *, moderator: User | None, reason: str, batch: str, undoes: str = ""
) -> None:
    comments = list(comments)
    for comment in comments:
        before = comment.status
        if before == status and moderator is None:
            continue
        if before != status:
            # compare-and-set: two moderators at once make two log lines, never a lost one
            if not Comment.objects.filter(pk=comment.pk, status=before).update(status=status):
                continue
            comment.status = status
        _log(comment, before=before, after=status, reason=reason, batch=batch, moderator=moderator, undoes=undoes)
        if status == Comment.Status.APPROVED and before != status:
            events.comment_published(comment)
        elif before == Comment.Status.APPROVED and before != status:
            events.comment_withdrawn(comment)
    if moderator is not None:
        settle_author_links(comment.reader_id for comment in comments)


def _log(
    comment: Comment,
    *,
    before: str,
    after: str,
    reason: str,
    batch: str,
    moderator: User | None = None,
    undoes: str = "",
) -> None:
    Decision.objects.create(
        comment=comment,
        moderator=moderator,
        before=before,
        after=after,
        reason=reason[:200],
        batch=batch,
        undoes=undoes,
        decided_at=clock.now(),
    )


def switch_on_rule(*, rule: str, values: list[Any], moderator: User) -> PublisherRule:
    """Put a publisher's rule in force for what arrives from now on. Raises RuleRefused for a line that is none."""
    policy_of({rule: values})
    return PublisherRule.objects.create(rule=rule, values=values, switched_on_by=moderator, switched_on_at=clock.now())


def switch_off_rule(*, rule: PublisherRule, moderator: User) -> None:
    """Take a rule out of force. It stays readable; switching it on again makes a new one."""
    PublisherRule.objects.filter(pk=rule.pk, switched_off_at=None).update(
        switched_off_by=moderator, switched_off_at=clock.now()
    )


def forget_networks() -> int:
    """Delete the keyed hashes of senders' networks that are older than the setting allows. Returns how many."""
    before = clock.now() - timedelta(days=settings.PARLEY.network_days)
    return Comment.objects.filter(received_at__lt=before).exclude(network_key="").update(network_key="")
