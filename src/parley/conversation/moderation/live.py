"""What each process knows of the conversation: the index of near-duplicates and what each site's moderators taught.

The index is derived from the comment table: each process reads the snapshot that the worker stores, and catches up
before each judgement, so that it survives restarts and several processes agree without sharing memory.
"""

import os
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2s
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection

from parley.conversation.models import Lesson, Teaching
from parley.conversation.unread import (
    OVERLAP,
    batches_about_campaigns,
    comments_after,
    comments_edited_since,
    id_before_newest,
    ids_from,
    newest_decision,
    words_on_campaigns,
)
from parley.database.prepared import Prepared
from parley.kit import clock
from spamfilter import (
    CampaignIndex,
    Filter,
    Memory,
    SnapshotError,
)
from spamfilter import Lesson as FilterLesson

_revision = Prepared(lambda site: Teaching.objects.filter(site=site).values_list("revision", flat=True))

logger = structlog.get_logger(__name__)

INDEXED_COMMENTS = 100_000
"""How many of the newest comments are compared with a new one."""

READ_AT_ONCE = 500
"""Comments indexed while somebody waits: about a third of a second."""

SLOWEST_COMMIT = timedelta(minutes=1)
"""Edits looked at again: one may be committed after a later one."""

STORED_EVERY = 200
"""New comments after which the index is stored again."""


@cache
def shipped_filter() -> Filter:
    return Filter.load()


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
        self._edits_from = clock.now() - SLOWEST_COMMIT
        self._edits: set[tuple[int, datetime]] = set()

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
        live = cls(index, newest=max(known, default=0), whole=True)
        live._edits_from = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) - SLOWEST_COMMIT
        return live

    def catch_up(self) -> CampaignIndex:
        """Read what is new; where very much is, some now and the rest in turn, because somebody waits."""
        with self.lock:
            self.read_comments()
            self.read_edits()
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

    def read_edits(self) -> None:
        """Compare with the new words of comments that their writers changed, in whatever process they did."""
        moment = clock.now()
        edited = comments_edited_since(self._edits_from)
        for pk, source, name, at in edited:
            if (pk, at) not in self._edits and str(pk) in self.index:
                self.index.remove(str(pk))
                self.index.add(str(pk), source, name)
        self._edits_from = moment - SLOWEST_COMMIT
        self._edits = {(pk, at) for pk, _, _, at in edited}

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


def live_index() -> _LiveIndex:
    live = _live.get(database())
    if live is None or (not live.whole and _snapshot_path().exists()):
        live = _live[database()] = _LiveIndex.restored() or live or _LiveIndex.begun(READ_AT_ONCE)
    return live


def keep_campaign_index() -> None:
    """Read what is new and store the index now and then; where none is stored, read all comments, some at a time.

    Until that is done, new comments are compared with the newest READ_AT_ONCE only.
    """
    live = live_index()
    if not live.whole:
        growing = _growing.setdefault(database(), _LiveIndex.begun(INDEXED_COMMENTS))
        if growing.read_comments():
            return
        live = _live[database()] = _growing.pop(database())
        live.stored = 0
    live.catch_up()
    if live.newest - live.stored >= STORED_EVERY:
        live.store()


def _snapshot_path() -> Path:
    return Path(settings.DATA) / "campaigns" / f"{blake2s(database().encode(), digest_size=4).hexdigest()}.npz"


def database() -> str:
    """The database in use: what this process keeps of one is nothing to another."""
    return str(connection.settings_dict["NAME"])  # tests run on several databases in one process


def forget_live() -> None:
    """Start anew what is kept in memory here, as a restarted process would."""
    _live.clear()
    _growing.clear()
    _memories.clear()


def revision_of(site: str) -> int:
    """Grows with each change of what a site's moderators taught."""
    return _revision.first(site) or 0


class _LiveMemory:
    """This process's copy of what one site's moderators taught, brought up to date before each judgement."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.revision = 0

    def catch_up(self, site: str) -> Memory:
        revision = revision_of(site)
        if revision != self.revision:
            self.memory = Memory()
            newest = Lesson.objects.filter(site=site).order_by("-pk")[: self.memory.most_kept]
            for lesson in reversed(newest):
                remember(self.memory, lesson)
            self.revision = revision
        return self.memory


def remember(memory: Memory, lesson: Lesson) -> None:
    """Lessons that another version wrote, and damaged ones, wait until the worker makes them anew."""
    try:
        content = FilterLesson.from_bytes(bytes(lesson.content))
    except SnapshotError:
        logger.warning("lesson_unreadable", lesson=lesson.pk)
        return
    memory.learn(lesson.key, content, spam=lesson.spam, group=lesson.group)


_memories: dict[tuple[str, str], _LiveMemory] = {}


def memory_of(site: str) -> Memory:
    return _memories.setdefault((database(), site), _LiveMemory()).catch_up(site)
