"""Figures on moderation, from the decision log: what a publisher may show in public. No name, no word of a comment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from parley.conversation.models import Comment, Decision

PUBLIC, WAITING = Comment.Status.APPROVED, Comment.Status.PENDING
NOT_WANTED = frozenset({Comment.Status.SPAM, Comment.Status.TRASH})


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the comments that arrived in a span of time. Imported comments do not count."""

    received: int = 0
    published_at_once: int = 0
    held: int = 0
    called_spam: int = 0
    decided: int = 0
    """Comments about which a person decided."""
    median_wait: timedelta | None = None
    """From arrival to a person's first decision, of those that were held; None when nobody decided about any."""
    overturned: int = 0
    """Published at once and then taken out by a person, or called spam and then published by one."""

    @property
    def share_held(self) -> float:
        """Of those received, from 0 to 1."""
        return self.held / self.received if self.received else 0.0

    @property
    def share_overturned(self) -> float:
        """Of those that were decided without a person, from 0 to 1."""
        judged = self.published_at_once + self.called_spam
        return self.overturned / judged if judged else 0.0


@dataclass(frozen=True, slots=True)
class CauseFigures:
    """What one cause (the filter, a rule, a gate) held or called spam, and what people made of it."""

    cause: str
    stopped: int
    published: int
    """Those of them that a person published after all."""


@dataclass(frozen=True, slots=True)
class ModerationFigures:
    """All that the public page shows. `months`: (first day, figures), the newest first."""

    whole: Figures
    months: tuple[tuple[datetime, Figures], ...]
    causes: tuple[CauseFigures, ...]


@dataclass(slots=True)
class _Course:
    """What became of one comment."""

    arrived: datetime
    first: str
    cause: str
    word: str = ""
    """The status that a person's last standing decision gave it."""
    word_at: datetime | None = None
    """When a person first decided."""


def moderation_figures(*, until: datetime, months: int = 12) -> ModerationFigures:
    """Figures of the calendar months before and with `until`."""
    first = timezone.localtime(until).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    while len(starts) < months:
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    courses = list(_courses(since=starts[-1], until=until))
    by_month: dict[datetime, list[_Course]] = defaultdict(list)
    for course in courses:
        local = timezone.localtime(course.arrived)
        by_month[local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)].append(course)
    return ModerationFigures(
        whole=_figures(courses),
        months=tuple((start, _figures(by_month[start])) for start in starts if start in by_month),
        causes=_causes(courses),
    )


def _courses(*, since: datetime, until: datetime) -> Iterable[_Course]:
    lines = (
        Decision.objects.filter(comment__received_at__gte=since, comment__received_at__lte=until, comment__staff=None)
        .exclude(comment__decisions__cause=Decision.IMPORT)
        .order_by("pk")
        .values_list("comment_id", "comment__received_at", "before", "after", "cause", "decided_at")
    )
    found: dict[int, _Course] = {}
    for comment, arrived, before, after, cause, decided_at in lines.iterator(chunk_size=2000):
        if before == "":
            found[comment] = _Course(arrived=arrived, first=after, cause=cause)
        elif comment in found and cause == Decision.EXTERNAL and not found[comment].word:
            found[comment].first, found[comment].cause = after, cause  # the last step of its arrival
        elif comment in found and cause in Decision.BY_PEOPLE:
            found[comment].word = after
            found[comment].word_at = found[comment].word_at or decided_at
        elif comment in found and found[comment].first == PUBLIC and after != PUBLIC and not found[comment].word:
            found[comment].first, found[comment].cause = after, cause  # a campaign that showed itself later
    return found.values()


def _figures(courses: list[_Course]) -> Figures:
    held = [course for course in courses if course.first == WAITING]
    waits = [(course.word_at - course.arrived).total_seconds() for course in held if course.word_at is not None]
    return Figures(
        received=len(courses),
        published_at_once=sum(course.first == PUBLIC for course in courses),
        held=len(held),
        called_spam=sum(course.first == Comment.Status.SPAM for course in courses),
        decided=sum(bool(course.word) for course in courses),
        median_wait=timedelta(seconds=median(waits)) if waits else None,
        overturned=sum(_is_overturned(course) for course in courses),
    )


def _is_overturned(course: _Course) -> bool:
    if course.first == PUBLIC:
        return course.word in NOT_WANTED
    return course.first == Comment.Status.SPAM and course.word == PUBLIC


def _causes(courses: list[_Course]) -> tuple[CauseFigures, ...]:
    stopped: dict[str, list[_Course]] = defaultdict(list)
    for course in courses:
        if course.first != PUBLIC:
            stopped[course.cause].append(course)
    found = (
        CauseFigures(cause, len(those), sum(course.word == PUBLIC for course in those))
        for cause, those in stopped.items()
    )
    return tuple(sorted(found, key=lambda figures: (-figures.stopped, figures.cause)))
