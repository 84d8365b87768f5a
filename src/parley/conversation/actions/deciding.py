"""Moderators decide, about one comment or many, and take back what they decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from parley.accounts.models import User
from parley.conversation.actions.moving import move
from parley.conversation.actions.people import lift_batch
from parley.conversation.actions.signals import reopen_reports, settle_reports
from parley.conversation.errors import NothingToUndo
from parley.conversation.lessons import teach
from parley.conversation.models import Appeal, Campaign, Comment, Decision
from parley.conversation.queries.decisions import newest_lines, words_of_others
from parley.conversation.queries.queues import GONE
from parley.kit import clock
from parley.kit.signing import new_token


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision.

    `batch` takes it back, "" when nothing was decided. `already`: what another moderator had decided meanwhile about
    the comments that were left alone, one line for each.
    """

    batch: str
    comments: Sequence[Comment]
    already: Sequence[Decision] = ()


def decide(
    *, comments: Iterable[Comment], status: str, moderator: User, reason: str = "", cause: str = Decision.PERSON
) -> str:
    """Move comments to a status by a moderator's decision. Returns the batch, by which all of it can be undone."""
    batch = new_token()
    comments = [c for c in comments if c.status != Comment.Status.DELETED]  # its writer's word comes first
    with transaction.atomic():
        move(comments, status, moderator=moderator, reason=reason, batch=batch, cause=cause)
        _settle_appeals(comments, status, moderator, batch)
        settle_reports(comments, batch=batch, moderator=moderator)
        teach(comments)
    return batch


def decide_as_seen(
    *, seen: Mapping[int, int], status: str, moderator: User, reason: str = "", cause: str = Decision.PERSON
) -> Decided:
    """Decide about comments as the moderator saw them; what another moderator has decided since stays as it is.

    `seen`: id of a comment → id of the newest line of the decision log when it was drawn.
    """
    with transaction.atomic():
        locked = list(_locked(Comment.objects.filter(pk__in=list(seen))))
        already = words_of_others(seen, moderator)
        comments = [comment for comment in locked if comment.pk not in already]
        if not comments:
            return Decided("", (), tuple(already.values()))
        batch = decide(comments=comments, status=status, moderator=moderator, reason=reason, cause=cause)
    return Decided(batch, comments, tuple(already.values()))


def decide_campaign(*, campaign: Campaign, label: str, moderator: User) -> str:
    """One decision about all members of a campaign, those that are public already and those that come later.

    What a moderator removed stays removed, what its writer deleted stays deleted.
    """
    with transaction.atomic():
        members = list(_locked(campaign.comments.exclude(status__in=GONE)))
        return _decide_members(campaign, members, label, moderator)


def decide_campaign_as_seen(*, campaign: Campaign, label: str, moderator: User, seen: int) -> Decided:
    """As `decide_campaign`, unless another moderator was quicker: about the campaign, or about some of its members.

    `seen`: id of the newest line of the decision log when the card was drawn.
    """
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        members = list(_locked(campaign.comments.exclude(status__in=GONE)))
        already = words_of_others(dict.fromkeys([m.pk for m in members], seen), moderator)
        about_all = [line for line in already.values() if line.reason == f"campaign {campaign.key}"]
        left = [member for member in members if member.pk not in already]
        if about_all or not left:
            return Decided("", (), tuple(about_all or already.values()))
        batch = _decide_members(campaign, left, label, moderator)
    return Decided(batch, left, tuple(already.values()))


def _decide_members(campaign: Campaign, members: list[Comment], label: str, moderator: User) -> str:
    batch = new_token()
    status = Comment.Status.SPAM if label == Campaign.Label.SPAM else Comment.Status.APPROVED
    move(members, status, moderator=moderator, reason=f"campaign {campaign.key}", batch=batch)
    _settle_appeals(members, status, moderator, batch)
    settle_reports(members, batch=batch, moderator=moderator)
    _label(campaign.key)
    teach(members, group=f"campaign {campaign.key}")
    return batch


def undo(*, batch: str, moderator: User) -> Sequence[Comment]:
    """Take back every decision of a batch, and the sanctions that came with it. A comment that was decided anew since
    keeps the newer decision.

    A reply that a moderator wrote along with the decision is removed. Raises NothingToUndo when nothing of the batch
    stands any more.
    """
    with transaction.atomic():
        made = list(Decision.objects.filter(batch=batch).exclude(after=Comment.Status.DELETED))
        comments = {c.pk: c for c in _locked(Comment.objects.filter(pk__in=[d.comment_id for d in made]))}
        newest = newest_lines(comments)
        standing = [
            d
            for d in made
            if (d.before or comments[d.comment_id].staff_id)
            and comments[d.comment_id].status == d.after
            and newest[d.comment_id] == d.pk
        ]
        lifted = lift_batch(batch=batch, moderator=moderator)
        if not standing and not lifted:
            raise NothingToUndo
        back, by_target = new_token(), defaultdict(list)
        for decision in standing:
            by_target[decision.before or Comment.Status.TRASH].append(comments[decision.comment_id])
        for target, moved in by_target.items():
            move(moved, target, moderator=moderator, reason="undo", batch=back, undoes=batch)
        reopen_reports(batch=batch)
        for name in {d.reason.removeprefix("campaign ") for d in standing if d.reason.startswith("campaign ")}:
            _label(name)
        taken_back = [comments[decision.comment_id] for decision in standing]
        _reopen_appeals(taken_back, batch)
        teach([comment for comment in taken_back if not comment.staff_id])
    return taken_back


def _locked(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """In one order for everybody, so that two decisions wait for each other and never both for ever."""
    return comments.select_for_update(of=("self",)).select_related("thread", "reader").order_by("pk")


def _settle_appeals(comments: list[Comment], status: str, moderator: User, batch: str) -> None:
    """A comment that is published has got what its writer asked for."""
    if status == Comment.Status.APPROVED:
        Appeal.objects.filter(comment__in=comments, state=Appeal.State.OPEN).update(
            state=Appeal.State.UPHELD, answered_at=clock.now(), answered_by=moderator, batch=batch
        )


def _reopen_appeals(comments: list[Comment], batch: str) -> None:
    """An appeal that a decision answered waits again when the decision is taken back."""
    Appeal.objects.filter(comment__in=comments, state=Appeal.State.UPHELD, batch=batch).update(
        state=Appeal.State.OPEN, answer="", answered_at=None, answered_by=None, batch=""
    )


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
