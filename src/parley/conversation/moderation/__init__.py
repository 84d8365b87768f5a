"""Where the conversation meets the filter. The only package of Parley's rooms that imports `spamfilter`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from parley.accounts.models import Reader
from parley.conversation.gates import FELL_INTO_TRAP, NOTHING_FOUND, GateFindings
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Comment, Judgement, Lesson
from parley.conversation.moderation.live import forget_index as forget_index
from parley.conversation.moderation.live import keep_campaign_index as keep_campaign_index
from parley.conversation.moderation.live import live_index, memory_of, remember, shipped_filter
from parley.conversation.submissions import NewComment
from spamfilter import (
    Article,
    History,
    Memory,
    SnapshotError,
    Submission,
    Verdict,
    shared_skeleton,
    words_of,
)
from spamfilter import Circumstances as Circumstances
from spamfilter import Decided as Decided
from spamfilter import Outcome as Outcome
from spamfilter import PastCase as PastCase
from spamfilter import Policy as Policy
from spamfilter import PolicyError as PolicyError
from spamfilter import Rehearsal as Rehearsal
from spamfilter import rehearse as rehearse

logger = structlog.get_logger(__name__)

POLICY = "policy"
"""The stage of reasons that are rules of the publisher."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The filter's verdict in the conversation's words."""

    outcome: str
    probability: float
    score: float
    reasons: list[dict[str, Any]]
    engine: str


def filter_is_ready() -> str:
    """ "" when the filter can judge, else what is wrong."""
    try:
        shipped_filter()
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def assess(
    submission: NewComment,
    *,
    reader: Reader | None,
    gates: GateFindings = NOTHING_FOUND,
    policy: Policy | None = None,
    circumstances: Circumstances | None = None,
    edited: Comment | None = None,
) -> Assessment:
    """Judge a comment by its article, the other comments, its writer's record, what moderators taught, what the gates
    found and the publisher's rules. `edited`: the comment whose new words these are; it is no duplicate of itself."""
    thread = submission.thread
    live = live_index()
    with live.lock:
        verdict = shipped_filter().judge(
            Submission(
                text=submission.text,
                author=submission.name,
                email=submission.address,
                url=submission.website,
                id=str(edited.pk) if edited else "",
            ),
            article=Article(title=thread.title, text=thread.text),
            history=_history(reader, leaving_out=edited, seconds_to_write=gates.seconds_to_write),
            campaigns=live.catch_up(),
            memory=memory_of(thread.site),
            policy=policy,
            circumstances=circumstances,
        )
    return _with_gates(verdict, gates)


def _with_gates(verdict: Verdict, gates: GateFindings) -> Assessment:
    outcome, probability = verdict.outcome, verdict.probability
    if gates.spam:
        outcome, probability = Outcome.SPAM, max(probability, 0.999)
    elif gates.hold and outcome is Outcome.HAM:
        outcome = Outcome.UNSURE
    score = verdict.score + sum(reason["weight"] for reason in gates.reasons)
    reasons = [
        {"stage": r.stage, "rule": r.rule, "weight": round(r.weight, 4), "sentence": r.sentence}
        for r in verdict.reasons
    ]
    return Assessment(outcome.value, probability, score, [*gates.reasons, *reasons], verdict.engine)


def lesson_of(comment: Comment) -> bytes:
    """Return what the filter can learn from a comment: hashes and weights, no text."""
    live = live_index()
    with live.lock:
        return shipped_filter().lesson(*_stored(comment), campaigns=live.index).to_bytes()


def _judge_stored(comment: Comment, memory: Memory) -> Verdict:
    live = live_index()
    with live.lock:
        return shipped_filter().judge(*_stored(comment), campaigns=live.catch_up(), memory=memory)


def _stored(comment: Comment) -> tuple[Submission, Article, History]:
    """What is known of a stored comment, but for the decisions about itself."""
    thread = comment.thread
    history = _history(comment.reader, leaving_out=comment)
    return _submission_of(comment), Article(title=thread.title, text=thread.text), history


def lesson_of_words(*, text: str, author: str, address: str, website: str) -> bytes:
    """Return what the filter can learn from a comment that is not stored here."""
    return shipped_filter().lesson(Submission(text=text, author=author, email=address, url=website)).to_bytes()


def past_case(
    comment: Comment, judgement: Judgement | None, circumstances: Circumstances, decided: Decided
) -> PastCase:
    """A comment that stands here already, for a rehearsal of rules."""
    outcome = _outcome_by_score(judgement)
    return PastCase(str(comment.pk), _submission_of(comment), circumstances, outcome, decided)


def _submission_of(comment: Comment) -> Submission:
    return Submission(
        text=comment.source,
        author=comment.author_name,
        email=comment.reader.address if comment.reader else "",
        url=comment.author_url,
        id=str(comment.pk),
    )


def _outcome_by_score(judgement: Judgement | None) -> Outcome:
    """What a judgement was before rules were applied: by its score, and by the gates, which hold."""
    if judgement is None:
        return Outcome.HAM
    stages = {reason["stage"] for reason in judgement.reasons}
    if POLICY not in stages:
        return Outcome(judgement.outcome)
    outcome = shipped_filter().decide(judgement.probability)
    return Outcome.UNSURE if outcome is Outcome.HAM and GATES in stages else outcome


def _history(
    reader: Reader | None, *, leaving_out: Comment | None = None, seconds_to_write: float | None = None
) -> History:
    if reader is None:
        return History(seconds_to_write=seconds_to_write)
    past = Comment.objects.filter(reader=reader).exclude(pk=leaving_out.pk if leaving_out else 0)
    statuses = list(past.values_list("status", flat=True)[:500])
    return History(
        approved=statuses.count(Comment.Status.APPROVED),
        rejected=statuses.count(Comment.Status.SPAM),
        known=reader.confirmed_at is not None,
        seconds_to_write=seconds_to_write,
    )


def campaign_members(comment: Comment) -> list[int]:
    """Ids of the comments spun from the same template, this one included.

    [] when it stands alone, and when a moderator said that its likes are no campaign.

    The comment itself enters the index when it is next brought up to date: after its commit, so that a rolled-back
    comment leaves no ghost.
    """
    live = live_index()
    with live.lock:
        match = live.index.find(comment.source, comment.author_name, exclude=str(comment.pk))
        if match is None or match.spam is False:
            return []
        found = {*match.similar, *live.index.members(match.campaign)}
        return sorted({int(member) for member in found} | {comment.pk})


def skeleton(sources: Sequence[str]) -> str:
    """What the members of a campaign share, with the slots where they differ marked."""
    return shared_skeleton(sources)


def judge_again(comment: Comment) -> Assessment:
    """Judge a stored comment as it would be judged now, with all that was learned since; nothing is changed."""
    return _with_gates(_judge_stored(comment, memory_of(comment.thread.site)), NOTHING_FOUND)


def assess_elsewhere(
    *,
    site: str,
    key: str,
    text: str,
    author: str,
    address: str,
    website: str,
    article_title: str = "",
    article_text: str = "",
    trapped: bool = False,
) -> Assessment:
    """Judge a comment of a foreign site, which is not stored, with what that site's own moderators taught.

    `key` names the comment within the site, "" when it must leave no trace. `trapped`: a field that people cannot see
    was filled in.
    """
    verdict = shipped_filter().judge(
        Submission(text=text, author=author, email=address, url=website, id=key),
        article=Article(title=article_title, text=article_text) if article_title or article_text else None,
        memory=memory_of(site),
    )
    return _with_gates(verdict, FELL_INTO_TRAP if trapped else NOTHING_FOUND)


def engine_name() -> str:
    """Return the name of the code and the weights that judge."""
    return shipped_filter().engine


def strongest_words(*, site: str, texts: Iterable[str], most: int) -> list[tuple[str, float]]:
    """Return what a site's moderators taught most about: words and word pairs of `texts`, with their log-odds."""
    return memory_of(site).strongest((word for text in texts for word in words_of(text)), most)


def pack_lessons(lessons: Iterable[Lesson]) -> bytes:
    """Return a snapshot of lessons, to be carried to another installation."""
    memory = Memory()
    for lesson in lessons:
        remember(memory, lesson)
    return memory.to_bytes()


def unpack_lessons(snapshot: bytes) -> list[tuple[str, bool, str, bytes]]:
    """Return (key, is spam, group, content) of each lesson in a snapshot. Raises ValueError when it is none."""
    try:
        rows = Memory.from_bytes(snapshot).rows()
    except SnapshotError as error:
        raise ValueError(str(error)) from error
    return [(key, spam, group, lesson.to_bytes()) for key, spam, group, lesson in rows]
