"""Comments that the filter finds to be spins of one text are bound together."""

from collections.abc import Sequence

from parley.conversation.actions.moving import move
from parley.conversation.models import Campaign, Comment, Decision
from parley.conversation.moderation import campaign_members
from parley.kit import clock
from parley.kit.signing import new_token

_LET_THROUGH = (Comment.Status.APPROVED,)
_UNDECIDED = (Comment.Status.APPROVED, Comment.Status.PENDING)


def join_campaign(comment: Comment, *, appeared: Sequence[Comment] = ()) -> bool:
    """Where near-duplicates under different names show a campaign, bind its members together.

    Members that only the filter had let through are held again: the second spin is what shows the first for what it
    is. Where a moderator called the campaign spam, those that waited follow. What a person decided stays. One person
    saying the same thing twice is no campaign.

    `appeared` is the comment itself where it is public and not counted yet: it is settled together with those that are
    moved, so that all threads are locked in one order. Returns whether it was.
    """
    members = Comment.objects.filter(pk__in=campaign_members(comment))
    if len(set(members.values_list("author_name", flat=True))) < 2:
        return False
    campaign = Campaign.objects.filter(comments__in=members).order_by("pk").first()
    if campaign is None:
        campaign = Campaign.objects.create(key=f"c{comment.pk}", found_at=clock.now())
    members.update(campaign=campaign)
    comment.campaign = campaign
    if campaign.label == Campaign.Label.HONEST:
        return False
    is_spam = campaign.label == Campaign.Label.SPAM
    target, below = (Comment.Status.SPAM, _UNDECIDED) if is_spam else (Comment.Status.PENDING, _LET_THROUGH)
    undecided = members.filter(status__in=below, staff=None).exclude(decisions__moderator__isnull=False)
    move(
        undecided,
        target,
        moderator=None,
        reason=f"campaign {campaign.key}",
        batch=new_token(),
        cause=Decision.CAMPAIGN,
        appeared=appeared,
    )
    comment.refresh_from_db(fields=["status"])
    return True
