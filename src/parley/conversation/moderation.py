"""Where the conversation meets the filter. The only file that may import `spamfilter`.

The index of near-duplicates is derived from the comment table: each process builds its own on first use and catches up
before each judgement, so that it survives restarts and several processes agree without sharing memory.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop

from parley.accounts.models import Reader
from parley.conversation.models import Campaign, Comment, Judgement, Lesson, Teaching
from parley.conversation.submissions import NewComment
from spamfilter import Article, CampaignIndex, Filter, History, Memory, Submission
from spamfilter import Circumstances as Circumstances
from spamfilter import Decided as Decided
from spamfilter import Lesson as FilterLesson
from spamfilter import Outcome as Outcome
from spamfilter import PastCase as PastCase
from spamfilter import Policy as Policy
from spamfilter import PolicyError as PolicyError
from spamfilter import Rehearsal as Rehearsal
from spamfilter import rehearse as rehearse

INDEXED_COMMENTS = 20_000
"""How many of the newest comments are compared with a new one."""

_OVERLAP = 50
"""Ids looked at again when catching up: a transaction with a lower id may commit after one with a higher."""

POLICY = "policy"
"""The stage of reasons that are rules of the publisher."""

TRAP_SENTENCE = gettext_noop("A field that people cannot see was filled in.")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The filter's verdict in the conversation's words."""

    outcome: str
    probability: float
    score: float
    reasons: list[dict[str, Any]]
    engine: str


@cache
def _filter() -> Filter:
    return Filter.load()


def filter_is_ready() -> str:
    """ "" when the filter can judge, else what is wrong."""
    try:
        _filter()
    except (OSError, ValueError) as error:
        return str(error)
    return ""


class _LiveIndex:
    """This process's index of near-duplicates, and how far it has read."""

    def __init__(self) -> None:
        self.index = CampaignIndex(capacity=INDEXED_COMMENTS)
        self.known: set[int] = set()
        self.newest = 0
        self.decided: datetime | None = None
        self.lock = threading.RLock()

    def catch_up(self) -> CampaignIndex:
        with self.lock:
            rows = (
                Comment.objects.filter(pk__gt=self.newest - _OVERLAP, staff=None)
                .order_by("-pk")
                .values_list("pk", "source", "author_name")[:INDEXED_COMMENTS]
            )
            for pk, source, name in reversed(list(rows)):
                self.add(pk, source, name)
            self._hear_decisions()
        return self.index

    def _hear_decisions(self) -> None:
        """What moderators said of campaigns since the last look, in whatever process they said it."""
        since = {"decided_at__gt": self.decided} if self.decided else {"decided_at__isnull": False}
        for campaign in Campaign.objects.filter(**since).exclude(label=Campaign.Label.OPEN).order_by("decided_at"):
            for member in campaign.comments.order_by("pk").values_list("pk", flat=True)[:1]:
                key = self.index.campaign_of(str(member)) if member in self.known else None
                if key is not None:
                    self.index.mark(key, spam=campaign.label == Campaign.Label.SPAM)
            self.decided = campaign.decided_at

    def add(self, pk: int, source: str, name: str) -> None:
        if pk not in self.known:
            self.index.add(str(pk), source, name)
            self.known.add(pk)
            self.newest = max(self.newest, pk)


_live: dict[str, _LiveIndex] = {}


def _live_index() -> _LiveIndex:
    return _live.setdefault(_database(), _LiveIndex())


def _database() -> str:
    return str(connection.settings_dict["NAME"])  # tests run on several databases in one process


def forget_index() -> None:
    """Start the index anew, as a restarted process would."""
    _live.clear()


class _LiveMemory:
    """This process's copy of what one site's moderators taught, brought up to date before each judgement."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.revision = 0

    def catch_up(self, site: str) -> Memory:
        revision = Teaching.objects.filter(site=site).values_list("revision", flat=True).first() or 0
        if revision != self.revision:
            self.memory = Memory()
            newest = Lesson.objects.filter(site=site).order_by("-pk")[: self.memory.most_kept]
            for lesson in reversed(newest):
                content = FilterLesson.from_bytes(bytes(lesson.content))
                self.memory.learn(lesson.key, content, spam=lesson.spam, group=lesson.group)
            self.revision = revision
        return self.memory


_memories: dict[tuple[str, str], _LiveMemory] = {}


def _memory(site: str) -> Memory:
    return _memories.setdefault((_database(), site), _LiveMemory()).catch_up(site)


def assess(
    submission: NewComment,
    *,
    reader: Reader | None,
    policy: Policy | None = None,
    circumstances: Circumstances | None = None,
) -> Assessment:
    """Judge a comment against its article, the other comments, its writer's record, what moderators taught and the
    publisher's rules."""
    thread = submission.thread
    live = _live_index()
    with live.lock:
        verdict = _filter().judge(
            Submission(
                text=submission.text, author=submission.name, email=submission.address, url=submission.website, id=""
            ),
            article=Article(title=thread.title, text=thread.text),
            history=_history(reader),
            campaigns=live.catch_up(),
            memory=_memory(thread.site),
            policy=policy,
            circumstances=circumstances,
        )
    reasons = [
        {"stage": r.stage, "rule": r.rule, "weight": round(r.weight, 4), "sentence": r.sentence}
        for r in verdict.reasons
    ]
    outcome, probability, score = verdict.outcome, verdict.probability, verdict.score
    if submission.fell_into_trap:
        outcome, probability = Outcome.SPAM, max(probability, 0.999)
        reasons.insert(0, {"stage": "gate", "rule": "trap", "weight": 7.0, "sentence": TRAP_SENTENCE})
    return Assessment(outcome.value, probability, score, reasons, verdict.engine)


def lesson_of(comment: Comment) -> bytes:
    """Return what the filter can learn from a comment: hashes and weights, no text."""
    thread, reader = comment.thread, comment.reader
    live = _live_index()
    with live.lock:
        lesson = _filter().lesson(
            _submission_of(comment),
            article=Article(title=thread.title, text=thread.text),
            history=_history(reader, leaving_out=comment),
            campaigns=live.index,
        )
    return lesson.to_bytes()


def lesson_of_words(*, text: str, author: str, address: str, website: str) -> bytes:
    """Return what the filter can learn from a comment that is not stored here."""
    return _filter().lesson(Submission(text=text, author=author, email=address, url=website)).to_bytes()


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
    """What a judgement was before rules were applied."""
    if judgement is None:
        return Outcome.HAM
    if any(reason["stage"] == POLICY for reason in judgement.reasons):
        return _filter().decide(judgement.probability)
    return Outcome(judgement.outcome)


def _history(reader: Reader | None, *, leaving_out: Comment | None = None) -> History:
    if reader is None:
        return History()
    past = Comment.objects.filter(reader=reader).exclude(pk=leaving_out.pk if leaving_out else None)
    statuses = list(past.values_list("status", flat=True)[:500])
    return History(
        approved=statuses.count(Comment.Status.APPROVED),
        rejected=statuses.count(Comment.Status.SPAM),
        known=reader.confirmed_at is not None,
    )


def campaign_members(comment: Comment) -> list[int]:
    """Ids of the comments spun from the same template, this one included; [] when it stands alone.

    The comment itself enters the index when it is next brought up to date: after its commit, so that a rolled-back
    comment leaves no ghost.
    """
    live = _live_index()
    with live.lock:
        match = live.index.find(comment.source, comment.author_name, exclude=str(comment.pk))
        if match is None:
            return []
        found = {*match.similar, *live.index.members(match.campaign)}
        return sorted({int(member) for member in found} | {comment.pk})


def skeleton(member_ids: list[int]) -> str:
    """What the members of a campaign share, with the slots where they differ marked; "" when it is not indexed."""
    live = _live_index()
    with live.lock:
        index = live.index if live.known.issuperset(member_ids) else live.catch_up()
        keys = (index.campaign_of(str(pk)) for pk in member_ids if pk in live.known)
        key = next((key for key in keys if key is not None), None)
        return index.skeleton(key) if key is not None else ""


# --- The door for foreign sites. First version: the filter as shipped, and what a site marked while this process runs.


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
    """Judge a comment of a foreign site, which is not stored.

    `key` names the comment within the site, "" when it must leave no trace. `trapped`: a field that people cannot see
    was filled in.
    """
    taught = _taught_at(site)
    with taught.lock:
        verdict = _filter().judge(
            Submission(text=text, author=author, email=address, url=website, id=key),
            article=Article(title=article_title, text=article_text) if article_title or article_text else None,
            campaigns=taught.index,
        )
    reasons = [
        {"stage": r.stage, "rule": r.rule, "weight": round(r.weight, 4), "sentence": r.sentence}
        for r in verdict.reasons
    ]
    outcome, probability = verdict.outcome, verdict.probability
    if trapped:
        outcome, probability = Outcome.SPAM, max(probability, 0.999)
        reasons.insert(0, {"stage": "gate", "rule": "trap", "weight": 7.0, "sentence": TRAP_SENTENCE})
    return Assessment(outcome.value, probability, verdict.score, reasons, verdict.engine)


def teach_elsewhere(
    *, site: str, key: str, text: str, author: str, address: str, website: str, spam: bool | None
) -> None:
    """Let a foreign site's own memory learn what its moderator said of a comment; None takes it back."""
    taught = _taught_at(site)
    with taught.lock:
        taught.index.remove(key)
        if spam:  # what a site calls honest must not make its likes suspect, so it only leaves the index
            taught.index.mark(taught.index.add(key, text, author) or key, spam=True)


def _taught_at(site: str) -> _LiveIndex:
    """What a site reported, in this process only."""
    from django.db import connection  # noqa: PLC0415 - tests run on several databases in one process

    return _live.setdefault(f"{connection.settings_dict['NAME']} {site}", _LiveIndex())


# --- End of the door for foreign sites.
