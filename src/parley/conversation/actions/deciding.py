"""Moderators decide, about one comment or many, and take back what they decided."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from parley.accounts.models import User
from parley.conversation.actions.moving import move
from parley.conversation.actions.signals import reopen_reports, settle_reports
from parley.conversation.errors import NothingToUndo
from parley.conversation.lessons import teach
from parley.conversation.models import Campaign, Comment, Decision
from parley.kit.signing import new_token


def decide(*, comments: Iterable[Comment], status: str, moderator: User, reason: str = "") -> str:
    """Move comments to a status by a moderator's decision. Returns the batch, by which all of it can be undone."""
    batch, comments = new_token(), list(comments)
    with transaction.atomic():
        move(comments, status, moderator=moderator, reason=reason, batch=batch)
        settle_reports(comments, batch=batch, moderator=moderator)
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
        move(members, status, moderator=moderator, reason=f"campaign {campaign.key}", batch=batch)
        settle_reports(members, batch=batch, moderator=moderator)
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
            move([decision.comment], decision.before, moderator=moderator, reason="undo", batch=back, undoes=batch)
        reopen_reports(batch=batch)
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
