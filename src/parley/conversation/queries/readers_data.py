"""What the conversation keeps about one reader, for that reader."""

from typing import Any

from django.db.models import QuerySet

from parley.accounts.models import Reader
from parley.conversation.models import Comment, Notice, ReaderNote, Report, Sanction
from parley.conversation.queries.queues import newest_judgement


def comments_of(reader: Reader) -> QuerySet[Comment]:
    """A reader's comments, newest first, with their threads."""
    return Comment.objects.filter(reader=reader).select_related("thread", "root").order_by("-received_at", "-pk")


def conversation_data(reader: Reader) -> dict[str, Any]:
    """A reader's comments with what was decided about them, and the notices that the reader sent."""
    comments = comments_of(reader).prefetch_related("judgements", "decisions", "revisions", "appeals")
    notices = Notice.objects.filter(reporter=reader).order_by("pk")
    return {
        "comments": [_comment(comment) for comment in comments],
        "sanctions": [
            {
                "kind": sanction.kind,
                "reason": sanction.reason,
                "imposed_at": sanction.imposed_at,
                "ends_at": sanction.ends_at,
                "lifted_at": sanction.lifted_at,
            }
            for sanction in Sanction.objects.filter(reader=reader).order_by("pk")
        ],
        "moderators_notes": [
            {"words": note.words, "written_at": note.written_at}
            for note in ReaderNote.objects.filter(reader=reader).order_by("pk")
        ],
        "reports": [
            {
                "comment": report.comment_id,
                "reason": report.reason,
                "words": report.words,
                "reported_at": report.reported_at,
            }
            for report in Report.objects.filter(reader=reader).order_by("pk")
        ],
        "notices": [
            {
                "url": notice.url,
                "category": notice.category,
                "explanation": notice.explanation,
                "name": notice.reporter_name,
                "received_at": notice.received_at,
                "outcome": notice.outcome,
                "statement": notice.statement,
                "decided_at": notice.decided_at,
            }
            for notice in notices
        ],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    judgement = newest_judgement(comment)
    return {
        "id": comment.pk,
        "article": comment.thread.title,
        "url": comment.thread.url,
        "answers": comment.parent_id,
        "name": comment.author_name,
        "website": comment.author_url,
        "text": comment.source,
        "state": comment.status,
        "posted_at": comment.posted_at,
        "received_at": comment.received_at,
        "was_signed_in": comment.signed_in,
        "wanted_mail": comment.notify,
        "network_known": bool(comment.network_key),
        "filter": None
        if judgement is None
        else {
            "outcome": judgement.outcome,
            "probability": judgement.probability,
            "reasons": [reason["sentence"] for reason in judgement.reasons],
            "judged_at": judgement.judged_at,
        },
        "edited_at": comment.edited_at,
        "words_before": [
            {"text": revision.source, "written_at": revision.written_at} for revision in comment.revisions.all()
        ],
        "appeals": [
            {"words": appeal.words, "made_at": appeal.made_at, "state": appeal.state, "answer": appeal.answer}
            for appeal in comment.appeals.all()
        ],
        "decisions": [
            {
                "before": decision.before,
                "after": decision.after,
                "reason": decision.reason,
                "by_a_person": decision.moderator_id is not None,
                "decided_at": decision.decided_at,
            }
            for decision in reversed(list(comment.decisions.all()))
        ],
    }
