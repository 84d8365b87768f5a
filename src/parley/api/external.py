"""Asking the external moderation step. The worker's: the answer is handed to `parley.conversation.actions.external`."""

import json
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from parley.api.errors import ApiError
from parley.api.outbound import CallFailed, post
from parley.api.webhooks.signing import signed_headers
from parley.conversation.actions.external import ANSWERS, settle_by_answer, settle_by_silence, still_to_be_asked
from parley.conversation.models import Comment, ExternalReview
from parley.conversation.queries.queues import newest_judgement
from parley.conversation.queries.readers import Record, record_of_readers
from parley.kit import clock

AT_ONCE = 8
"""Questions on their way at the same time, so that one slow answer does not use up the time of the others."""

AGAIN = timedelta(seconds=2)
"""Before the same question is asked again, while there is time."""

TYPE = "comment.review"

log = structlog.get_logger(__name__)


class Answer(BaseModel):
    """What the other program may say. More than this is read over."""

    model_config = ConfigDict(extra="ignore")

    decision: str = Field(pattern=f"^({'|'.join(ANSWERS)})$")
    reason: str = Field("", max_length=2000)


@dataclass(frozen=True, slots=True)
class Question:
    """All that the network part needs, so that it touches no database."""

    review: ExternalReview
    body: str
    seconds: float


def ask_externally() -> int:
    """Ask about the comments that wait for it; let silence decide where the time is over. Returns how many were
    settled."""
    settled = _settle_overdue()
    asked: dict[Future[tuple[Answer | None, str]], Question] = {}
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="external") as pool:
        while True:
            reviews = _claimed(AT_ONCE - len(asked))
            questions = [_question(review) for review in reviews if still_to_be_asked(review)]
            asked |= {pool.submit(_ask, question): question for question in questions}
            if not asked:
                return settled
            done, _waiting = wait(asked, timeout=0.5, return_when=FIRST_COMPLETED)
            settled += sum(_settle(asked.pop(future), *future.result()) for future in done)
            settled += _settle_overdue()


def _settle(question: Question, answer: Answer | None, error: str) -> bool:
    """Hand the answer on; where there is none, ask again soon."""
    review = question.review
    if answer is not None:
        settle_by_answer(review, decision=answer.decision, reason=answer.reason)
        return True
    log.warning("external_moderation_failed", comment=review.comment_id, error=error)
    ExternalReview.objects.filter(pk=review.pk).update(last_error=error[:300], due_at=clock.now() + AGAIN)
    return False


def _settle_overdue() -> int:
    overdue = list(ExternalReview.objects.filter(state=ExternalReview.State.WAITING, deadline__lte=clock.now())[:500])
    for review in overdue:
        settle_by_silence(review)
    return len(overdue)


def _claimed(limit: int) -> Sequence[ExternalReview]:
    """Reviews that this process asks about now; each until its deadline, when silence decides."""
    now = clock.now()
    due = ExternalReview.objects.filter(state=ExternalReview.State.WAITING, due_at__lte=now, deadline__gt=now)
    return [
        review
        for review in due.select_related("comment__thread", "comment__parent").order_by("pk")[:limit]
        if ExternalReview.objects.filter(pk=review.pk, state=review.state, attempts=review.attempts).update(
            due_at=F("deadline"), attempts=F("attempts") + 1
        )
    ]


def _question(review: ExternalReview) -> Question:
    comment = review.comment
    data = {"comment": _comment(comment), "article": _article(comment), "verdict": _verdict(comment)}
    said = {
        "type": TYPE,
        "timestamp": clock.now().isoformat(),
        "data": data | {"deadline": review.deadline.isoformat()},
    }
    seconds = max(0.1, (review.deadline - clock.now()).total_seconds())
    return Question(review, json.dumps(said, ensure_ascii=False), seconds)


def _comment(comment: Comment) -> dict[str, Any]:
    """No address of the writer's, and nothing by which one could be found."""
    record = record_of_readers([comment.reader_id]).get(comment.reader_id or 0, Record())
    return {
        "id": comment.pk,
        "text": comment.source,
        "html": comment.html,
        "author_name": comment.author_name,
        "author_url": comment.author_url,
        "author_record": {"approved": record.approved, "rejected": record.rejected},
        "posted_at": comment.posted_at.isoformat(),
        "in_reply_to": comment.parent.source if comment.parent is not None and comment.parent.is_public else None,
    }


def _article(comment: Comment) -> dict[str, Any]:
    thread = comment.thread
    return {"site": thread.site, "url": thread.url, "title": thread.title, "text": thread.text}


def _verdict(comment: Comment) -> dict[str, Any]:
    judgement = newest_judgement(comment)
    if judgement is None:
        return {"outcome": "ham", "probability": 0.0, "score": 0.0, "reasons": []}
    return {
        "outcome": "ham",  # nobody is asked about anything else
        "probability": judgement.probability,
        "score": judgement.score,
        "reasons": judgement.reasons[1:],  # the first says that somebody is asked
    }


def _ask(question: Question) -> tuple[Answer | None, str]:
    """(the answer, "") or (None, what went wrong)."""
    asked = settings.PARLEY.external_moderation
    headers = signed_headers(
        secret=asked.secret,
        message_id=f"review_{question.review.pk}",
        timestamp=int(clock.now().timestamp()),
        body=question.body,
    )
    try:
        answer = post(asked.url, headers=headers, body=question.body, deadline=question.seconds)
    except (CallFailed, ApiError) as error:
        return None, str(error)
    if answer.status != 200:
        return None, f"it answered {answer.status}"
    try:
        return Answer.model_validate_json(answer.body), ""
    except ValidationError:
        return None, 'it did not answer {"decision": "approve" | "hold" | "spam"}'
