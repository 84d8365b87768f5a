"""Where the conversation meets the filter. The only file that may import `spamfilter`.

The index of near-duplicates is derived from the comment table: each process reads the snapshot that the worker stores,
and catches up before each judgement, so that it survives restarts and several processes agree without sharing memory.
"""

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from parley.accounts.models import Reader
from parley.conversation.gates import FELL_INTO_TRAP, NOTHING_FOUND, GateFindings
from parley.conversation.gates import STAGE as GATES
from parley.conversation.models import Comment, Judgement, Lesson, Teaching
from parley.conversation.submissions import NewComment
from parley.conversation.unread import (
    OVERLAP,
    batches_about_campaigns,
    comments_after,
    id_before_newest,
    ids_from,
    newest_decision,
    words_on_campaigns,
)
from spamfilter import (
    Article,
    CampaignIndex,
    Filter,
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
from spamfilter import Lesson as FilterLesson
from spamfilter import Outcome as Outcome
from spamfilter import PastCase as PastCase
from spamfilter import Policy as Policy
from spamfilter import PolicyError as PolicyError
from spamfilter import Rehearsal as Rehearsal
from spamfilter import rehearse as rehearse

logger = structlog.get_logger(__name__)

INDEXED_COMMENTS = 100_000
"""How many of the newest comments are compared with a new one."""

READ_AT_ONCE = 500
"""Comments indexed while somebody waits: about a third of a second."""

STORED_EVERY = 200
"""New comments after which the index is stored again."""

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
    """This process's index of near-duplicates, and how far it has read the comments and the decisions about campaigns.

    `newest`: the id up to which comments were read. `stored`: the same when it was last stored. `whole`: it has read,
    or will read in turn, all that it can hold.
    """

    def __init__(self, index: CampaignIndex, *, newest: int, whole: bool) -> None:
        self.index = index
        self.newest = self.stored = newest
        self.whole = whole
        self.lock = threading.RLock()
        self._recent: set[int] = set()
        self._heard = 0
        self._told: set[tuple[str, bool]] = set()

    @classmethod
    def begun(cls, most: int) -> "_LiveIndex":
        """An index that is to hold the newest `most` comments and those to come."""
        newest = id_before_newest(most)
        whole = newest == id_before_newest(INDEXED_COMMENTS)
        return cls(CampaignIndex(capacity=INDEXED_COMMENTS), newest=newest, whole=whole)

    @classmethod
    def restored(cls) -> "_LiveIndex | None":
        """The index as it was last stored, less what was erased since; None when nothing usable is stored."""
        path = _snapshot_path()
        try:
            with path.open("rb") as file:
                index = CampaignIndex.load(file)
        except FileNotFoundError:
            return None
        except SnapshotError as error:
            logger.warning("campaign_index_refused", error=str(error))
            path.unlink(missing_ok=True)
            return None
        known = {int(id) for id in index}
        index.remove(*map(str, known - ids_from(min(known, default=0))))
        return cls(index, newest=max(known, default=0), whole=True)

    def catch_up(self) -> CampaignIndex:
        """Read what is new; where very much is, some now and the rest in turn, because somebody waits."""
        with self.lock:
            self.read_comments()
            self.hear_decisions()
        return self.index

    def read_comments(self) -> int:
        """Read the oldest comments that were not read; returns how many."""
        rows = comments_after(self.newest, READ_AT_ONCE)
        fresh = [row for row in rows if row[0] not in self._recent]
        for pk, source, name in fresh:
            if pk > self.newest or str(pk) not in self.index:
                self.index.add(str(pk), source, name)
        self.newest = max(self.newest, max((pk for pk, _, _ in rows), default=0))
        self._recent = {pk for pk, _, _ in rows if pk > self.newest - OVERLAP}
        return len(fresh)

    def hear_decisions(self) -> None:
        """What moderators said of campaigns since the last look, in whatever process they said it."""
        newest = newest_decision()
        batches = [batch for batch in batches_about_campaigns(self._heard) if batch not in self._told]
        for word in words_on_campaigns(batches):
            if word.stands:
                self.index.mark_comments(map(str, word.comments), word.spam, word.number)
            else:
                self.index.unmark(word.number)
        self._told.update(batches)
        self._heard = newest

    def store(self) -> None:
        """Write a snapshot for the processes to come. It is derived: it may be lost, and an old one is refused."""
        path = _snapshot_path()
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        with self.lock, unfinished.open("wb") as file:
            self.index.save(file)
            self.stored = self.newest
        unfinished.replace(path)


_live: dict[str, _LiveIndex] = {}
_growing: dict[str, _LiveIndex] = {}


def _live_index() -> _LiveIndex:
    live = _live.get(_database())
    if live is None or (not live.whole and _snapshot_path().exists()):
        live = _live[_database()] = _LiveIndex.restored() or live or _LiveIndex.begun(READ_AT_ONCE)
    return live


def keep_campaign_index() -> None:
    """Read what is new and store the index now and then; where none is stored, read all comments, some at a time.

    Until that is done, new comments are compared with the newest READ_AT_ONCE only.
    """
    live = _live_index()
    if not live.whole:
        growing = _growing.setdefault(_database(), _LiveIndex.begun(INDEXED_COMMENTS))
        if growing.read_comments():
            return
        live = _live[_database()] = _growing.pop(_database())
        live.stored = 0
    live.catch_up()
    if live.newest - live.stored >= STORED_EVERY:
        live.store()


def _snapshot_path() -> Path:
    return Path(settings.DATA) / "campaigns" / f"{blake2s(_database().encode(), digest_size=4).hexdigest()}.npz"


def _database() -> str:
    return str(connection.settings_dict["NAME"])  # tests run on several databases in one process


def forget_index() -> None:
    """Start anew what is kept in memory, as a restarted process would."""
    _live.clear()
    _growing.clear()
    _memories.clear()


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
                _remember(self.memory, lesson)
            self.revision = revision
        return self.memory


def _remember(memory: Memory, lesson: Lesson) -> None:
    """Lessons that another version wrote, and damaged ones, wait until the worker makes them anew."""
    try:
        content = FilterLesson.from_bytes(bytes(lesson.content))
    except SnapshotError:
        logger.warning("lesson_unreadable", lesson=lesson.pk)
        return
    memory.learn(lesson.key, content, spam=lesson.spam, group=lesson.group)


_memories: dict[tuple[str, str], _LiveMemory] = {}


def _memory(site: str) -> Memory:
    return _memories.setdefault((_database(), site), _LiveMemory()).catch_up(site)


def assess(
    submission: NewComment,
    *,
    reader: Reader | None,
    gates: GateFindings = NOTHING_FOUND,
    policy: Policy | None = None,
    circumstances: Circumstances | None = None,
) -> Assessment:
    """Judge a comment by its article, the other comments, its writer's record, what moderators taught, what the gates
    found and the publisher's rules."""
    thread = submission.thread
    live = _live_index()
    with live.lock:
        verdict = _filter().judge(
            Submission(
                text=submission.text, author=submission.name, email=submission.address, url=submission.website, id=""
            ),
            article=Article(title=thread.title, text=thread.text),
            history=_history(reader, seconds_to_write=gates.seconds_to_write),
            campaigns=live.catch_up(),
            memory=_memory(thread.site),
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
    live = _live_index()
    with live.lock:
        return _filter().lesson(*_stored(comment), campaigns=live.index).to_bytes()


def _judge_stored(comment: Comment, memory: Memory) -> Verdict:
    live = _live_index()
    with live.lock:
        return _filter().judge(*_stored(comment), campaigns=live.catch_up(), memory=memory)


def _stored(comment: Comment) -> tuple[Submission, Article, History]:
    """What is known of a stored comment, but for the decisions about itself."""
    thread = comment.thread
    history = _history(comment.reader, leaving_out=comment)
    return _submission_of(comment), Article(title=thread.title, text=thread.text), history


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
    """What a judgement was before rules were applied: by its score, and by the gates, which hold."""
    if judgement is None:
        return Outcome.HAM
    stages = {reason["stage"] for reason in judgement.reasons}
    if POLICY not in stages:
        return Outcome(judgement.outcome)
    outcome = _filter().decide(judgement.probability)
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
    live = _live_index()
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
    return _with_gates(_judge_stored(comment, _memory(comment.thread.site)), NOTHING_FOUND)


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
    verdict = _filter().judge(
        Submission(text=text, author=author, email=address, url=website, id=key),
        article=Article(title=article_title, text=article_text) if article_title or article_text else None,
        memory=_memory(site),
    )
    return _with_gates(verdict, FELL_INTO_TRAP if trapped else NOTHING_FOUND)


def engine_name() -> str:
    """Return the name of the code and the weights that judge."""
    return _filter().engine


def strongest_words(*, site: str, texts: Iterable[str], most: int) -> list[tuple[str, float]]:
    """Return what a site's moderators taught most about: words and word pairs of `texts`, with their log-odds."""
    return _memory(site).strongest((word for text in texts for word in words_of(text)), most)


def pack_lessons(lessons: Iterable[Lesson]) -> bytes:
    """Return a snapshot of lessons, to be carried to another installation."""
    memory = Memory()
    for lesson in lessons:
        _remember(memory, lesson)
    return memory.to_bytes()


def unpack_lessons(snapshot: bytes) -> list[tuple[str, bool, str, bytes]]:
    """Return (key, is spam, group, content) of each lesson in a snapshot. Raises ValueError when it is none."""
    try:
        rows = Memory.from_bytes(snapshot).rows()
    except SnapshotError as error:
        raise ValueError(str(error)) from error
    return [(key, spam, group, lesson.to_bytes()) for key, spam, group, lesson in rows]
