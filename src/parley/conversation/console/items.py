"""What the console shows of a comment, as plain data for its templates."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from parley.conversation.causes import who_in_words
from parley.conversation.console.words import ago
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Comment, Decision
from parley.conversation.moderation import POLICY
from parley.conversation.queries.appeals import newest_appeal
from parley.conversation.queries.queues import newest_judgement
from parley.conversation.queries.readers import Record, record_of_readers
from parley.conversation.queries.signals import report_remarks
from parley.kit.urls import hosts_in

FAINT = 0.4
"""Weight, in log-odds, below which a reason is not worth a moderator's glance."""

HOSTS_SHOWN = 6

Remarks = Callable[[Sequence[int]], dict[int, list[str]]]
REMARKS: list[Remarks] = [report_remarks]
"""What other topics know of comments, such as readers' reports: ids of comments → sentences about each. One that has a
table of its own adds a function here; it is called once a page, so that its queries do not grow with the comments."""


def items_of(comments: list[Comment], *, may_bar: bool = True) -> list[dict[str, Any]]:
    """What the console shows of each of these comments, which came from `with_all_that_is_shown`.

    `may_bar`: whether the moderator may ban their writers."""
    records = record_of_readers(c.reader_id for c in comments)
    remarks = [remarks_on([c.pk for c in comments]) for remarks_on in REMARKS]
    return [
        item_of(
            comment,
            records.get(comment.reader_id or 0, Record()),
            [sentence for found in remarks for sentence in found.get(comment.pk, [])],
            may_bar=may_bar,
        )
        for comment in comments
    ]


def item_of(comment: Comment, record: Record, remarks: Sequence[str] = (), *, may_bar: bool = True) -> dict[str, Any]:
    judgement = newest_judgement(comment)
    decisions = list(comment.decisions.all())
    return {
        "comment": {
            "id": comment.pk,
            "seen": decisions[0].pk if decisions else 0,
            "author_name": comment.author_name,
            "author_url": comment.author_url,
            "reader": comment.reader_id or 0,
            "email": comment.reader.address if comment.reader else "",
            "by_staff": comment.staff is not None,
            "html": Markup(comment.html),  # noqa: S704 - sanitised when it was written
            "status": comment.status,
            "is_pick": comment.picked_at is not None,
            "posted_at": comment.posted_at,
            "age": ago(comment.posted_at),
            "thread_title": comment.thread.title,
            "thread_url": comment.thread.url,
            "parent_name": comment.parent.author_name if comment.parent else "",
            "parent_text": comment.parent.source if comment.parent else "",
            "hosts": hosts_in(f"{comment.author_url} {comment.source}")[:HOSTS_SHOWN],
        },
        "probability": judgement.probability if judgement else None,
        "why": _why_here(comment, decisions),
        "reasons": _telling_reasons(judgement.reasons) if judgement else [],
        "remarks": list(remarks),
        "campaign": comment.campaign_id or 0,
        "record": record,
        "ban_address": ban_address(comment.reader_id) if may_bar else "",
        "revisions": [{"html": Markup(r.html), "written_at": r.written_at} for r in comment.revisions.all()],  # noqa: S704
        "appeal": newest_appeal(comment),
        "history": [
            {
                "when": d.decided_at,
                "who": who_in_words(str(d.moderator or ""), d.cause),
                "before": d.before,
                "after": d.after,
                "reason": d.reason,
            }
            for d in decisions
        ],
    }


def ban_address(reader_id: int | None) -> str:
    """Where a moderator bans the writer; "" while nobody can be banned, or where nobody is known to have written."""
    if reader_id is None:
        return ""
    try:
        return reverse("ban_reader", args=[reader_id])
    except NoReverseMatch:
        return ""


def _why_here(comment: Comment, decisions: Sequence[Decision]) -> str:
    """Why it waits, where that is not the filter's doing; the filter's reasons speak for themselves."""
    newest = decisions[0] if decisions else None
    if newest is None or comment.status != Comment.Status.PENDING:
        return ""
    if newest.undoes:
        return _("A decision about it was taken back: it waits again.")
    if newest.reason.startswith("waited before the import"):
        return _("It waited already in the system from which it was imported.")
    return ""


def _telling_reasons(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gates and the publisher's rules, then the strongest; what hardly weighs is left out, as long as three remain."""
    first = [reason for reason in reasons if reason["stage"] in (GATES, POLICY)]
    strongest = sorted((r for r in reasons if r not in first), key=lambda reason: -abs(reason["weight"]))
    return first + [reason for place, reason in enumerate(strongest) if place < 3 or abs(reason["weight"]) >= FAINT]
