"""What the console shows of a comment and of a campaign, as plain data for its templates."""

from typing import Any

from django.db.models import Count, Q
from markupsafe import Markup

from parley.conversation.causes import cause_in_words
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Campaign, Comment
from parley.conversation.moderation import POLICY, skeleton
from parley.conversation.queries.queues import campaign_members_shown, newest_judgement
from parley.conversation.queries.readers import record_of_readers

CAMPAIGNS_SHOWN = 40
MEMBERS_SHOWN = 50
"""Members of one campaign that its card lists."""

FAINT = 0.4
"""Weight, in log-odds, below which a reason is not worth a moderator's glance."""


def campaign_groups() -> list[dict[str, Any]]:
    """Undecided campaigns, newest first, each with its first members; what was removed is out of the question."""
    in_question = Count("comments", filter=~Q(comments__status=Comment.Status.TRASH))
    open_ones = Campaign.objects.filter(label=Campaign.Label.OPEN).annotate(size=in_question).filter(size__gt=1)
    campaigns = list(open_ones.order_by("-found_at")[:CAMPAIGNS_SHOWN])
    members = list(campaign_members_shown([c.pk for c in campaigns], MEMBERS_SHOWN))
    items = dict(zip((m.pk for m in members), items_of(members), strict=True))
    groups = []
    for campaign in campaigns:
        own = [m for m in members if m.campaign_id == campaign.pk]
        card = {"id": campaign.pk, "key": campaign.key, "size": campaign.size, "label": campaign.label}
        groups.append(
            {"campaign": card | {"skeleton": skeleton([m.source for m in own])}, "items": [items[m.pk] for m in own]}
        )
    return groups


def items_of(comments: list[Comment]) -> list[dict[str, Any]]:
    records = record_of_readers(c.reader_id for c in comments)
    return [
        item_of(comment, records.get(comment.reader_id or 0, {"approved": 0, "rejected": 0})) for comment in comments
    ]


def item_of(comment: Comment, record: dict[str, int]) -> dict[str, Any]:
    judgement = newest_judgement(comment)
    return {
        "comment": {
            "id": comment.pk,
            "author_name": comment.author_name,
            "author_url": comment.author_url,
            "email": comment.reader.address if comment.reader else "",
            "source": comment.source,
            "html": Markup(comment.html),  # noqa: S704 - sanitised when it was written
            "status": comment.status,
            "posted_at": comment.posted_at,
            "thread_title": comment.thread.title,
            "thread_url": comment.thread.url,
            "parent_name": comment.parent.author_name if comment.parent else "",
            "parent_text": comment.parent.source if comment.parent else "",
        },
        "outcome": judgement.outcome if judgement else "",
        "probability": judgement.probability if judgement else 0.0,
        "reasons": _telling_reasons(judgement.reasons) if judgement else [],
        "campaign": {"id": comment.campaign.pk, "label": comment.campaign.label} if comment.campaign else None,
        "record": record,
        "history": [
            {
                "when": d.decided_at,
                "who": str(d.moderator) if d.moderator else cause_in_words(d.cause),
                "before": d.before,
                "after": d.after,
                "reason": d.reason,
            }
            for d in comment.decisions.all()
        ],
    }


def _telling_reasons(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gates and the publisher's rules, then the strongest; what hardly weighs is left out, as long as three remain."""
    first = [reason for reason in reasons if reason["stage"] in (GATES, POLICY)]
    strongest = sorted((r for r in reasons if r not in first), key=lambda reason: -abs(reason["weight"]))
    return first + [reason for place, reason in enumerate(strongest) if place < 3 or abs(reason["weight"]) >= FAINT]
