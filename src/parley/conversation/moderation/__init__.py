"""Where the conversation meets the filter. The only package of Parley's rooms that imports `spamfilter`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from parley.accounts.models import Reader
from parley.conversation.gates import FELL_INTO_TRAP, NOTHING_FOUND, GateFindings
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Comment, Judgement, Lesson
from parley.conversation.moderation.live import forget_live, live_index, memory_of, remember, shipped_filter
from parley.conversation.moderation.live import keep_campaign_index as keep_campaign_index
from parley.conversation.moderation.stored import as_seen, history_of, lesson_in, submission_of
from parley.conversation.moderation.threshold import forget_thresholds
from parley.conversation.moderation.threshold import hold_at_of as hold_at_of
from parley.conversation.moderation.threshold import hold_at_tried as hold_at_tried
from parley.conversation.moderation.threshold import holding_in_words as holding_in_words
from parley.conversation.moderation.threshold import shipped_hold_at as shipped_hold_at
from parley.conversation.submissions import NewComment
from spamfilter import SLOT as SLOT
from spamfilter import (
    Article,
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


def forget_index() -> None:
    """Start anew what is kept in memory, as a restarted process would."""
    forget_live()
    forget_thresholds()


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
            history=history_of(reader, leaving_out=edited, seconds_to_write=gates.seconds_to_write),
            campaigns=live.catch_up(),
            memory=memory_of(thread.site),
            policy=policy,
            circumstances=circumstances,
            hold_at=hold_at_of(thread.site),
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
    return lesson_in(comment).to_bytes()


def _judge_stored(comment: Comment) -> Verdict:
    live, site = live_index(), comment.thread.site
    with live.lock:
        return shipped_filter().judge(
            *as_seen(comment), campaigns=live.catch_up(), memory=memory_of(site), hold_at=hold_at_of(site)
        )


def lesson_of_words(*, text: str, author: str, address: str, website: str) -> bytes:
    """Return what the filter can learn from a comment that is not stored here."""
    return shipped_filter().lesson(Submission(text=text, author=author, email=address, url=website)).to_bytes()


def past_case(
    comment: Comment,
    judgement: Judgement | None,
    circumstances: Circumstances,
    decided: Decided,
    hold_at: float | None = None,
    tried_at: float | None = None,
) -> PastCase:
    """A comment that stands here already, for a rehearsal of rules; `hold_at` as `hold_at_of` its site says.

    `tried_at`: another threshold to try. Then both outcomes are what the stored score comes to under each.
    """
    outcome, tried = _outcome_by_score(judgement, hold_at), None
    if tried_at is not None:
        outcome, tried = _decided_again(judgement, hold_at), _decided_again(judgement, tried_at)
    return PastCase(str(comment.pk), submission_of(comment), circumstances, outcome, decided, tried)


def _decided_again(judgement: Judgement | None, hold_at: float | None) -> Outcome:
    """What a stored score comes to from a threshold on. What was spam stays spam, and a gate holds wherever it did."""
    if judgement is None:
        return Outcome.HAM
    stages = {reason["stage"] for reason in judgement.reasons}
    if judgement.outcome == Judgement.Outcome.SPAM and POLICY not in stages:
        return Outcome.SPAM
    outcome = shipped_filter().decide(judgement.probability, hold_at)
    gate_held = GATES in stages and judgement.outcome != Judgement.Outcome.HAM
    return Outcome.UNSURE if outcome is Outcome.HAM and gate_held else outcome


def _outcome_by_score(judgement: Judgement | None, hold_at: float | None) -> Outcome:
    """What a judgement was before rules were applied: by its score, and by the gates, which hold."""
    if judgement is None:
        return Outcome.HAM
    stages = {reason["stage"] for reason in judgement.reasons}
    if POLICY not in stages:
        return Outcome(judgement.outcome)
    outcome = shipped_filter().decide(judgement.probability, hold_at)
    return Outcome.UNSURE if outcome is Outcome.HAM and GATES in stages else outcome


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
    return _with_gates(_judge_stored(comment), NOTHING_FOUND)


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


def doubted_decisions(*, site: str) -> list[tuple[str, bool]]:
    """Return (key, is spam) of the decisions that hardly count, because all others speak against them; worst first."""
    return memory_of(site).doubted()


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
