"""From which probability on comments are held, when the publisher says what share of the honest ones may be.

Moderators see mostly what the filter held; a share can only be told with what it let through. So a sample of that is
compared by what was learned since. It is read a few comments at a time, because somebody waits.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from parley.conversation.models import Comment, Judgement, Lesson
from parley.conversation.moderation.live import database, memory_of, revision_of, shipped_filter
from parley.conversation.moderation.stored import lesson_in
from spamfilter import Lesson as FilterLesson
from spamfilter import LetThrough

MOST_COMPARED = 1_000
"""How many of the newest comments that the filter let through are compared."""

READ_AT_ONCE = 50
"""Comments read for the sample while somebody waits: about a tenth of a second."""


@dataclass
class _Threshold:
    """This process's threshold of one site, as of a revision of its lessons; `whole` when its sample is."""

    hold_at: float = 1.0
    asked: tuple[float, int] = (0.0, -1)
    whole: bool = False
    sample: dict[int, FilterLesson] = field(default_factory=dict)


_thresholds: dict[tuple[str, str], _Threshold] = {}


def hold_at_of(site: str) -> float | None:
    """Return the probability from which comments of a site of this installation are held; None: the shipped one."""
    rate = settings.PARLEY.hold_rate
    if rate is None:
        return None
    memory = memory_of(site)
    known = _thresholds.setdefault((database(), site), _Threshold())
    asked = (rate, revision_of(site))
    if known.asked != asked or not known.whole:
        # Before the first decision nothing is known of the site, not even whether what stands there was looked at.
        let_through = _let_through(site, known, len(memory)) if len(memory) else LetThrough()
        known.hold_at = shipped_filter().hold_at_rate(rate, memory, let_through)
        known.asked = asked
    return known.hold_at


def shipped_hold_at() -> float:
    """Return the probability from which comments are held as shipped."""
    return shipped_filter().thresholds[0]


def hold_at_tried(site: str, rate: float) -> float:
    """Return the probability from which comments of a site would be held now under another `hold_rate`.

    Reads the whole sample, up to MOST_COMPARED comments: for a rehearsal, while no reader waits.
    """
    memory = memory_of(site)
    if not len(memory):
        return shipped_filter().hold_at_rate(rate, memory, LetThrough())
    known = _Threshold()
    let_through = _let_through(site, known, len(memory))
    while not known.whole:
        let_through = _let_through(site, known, len(memory))
    return shipped_filter().hold_at_rate(rate, memory, let_through)


def holding_in_words(site: str) -> str:
    """Say from which probability comments are held, and why from there."""
    shipped = shipped_filter().thresholds[0]
    hold_at = hold_at_of(site)
    if hold_at is None:
        return f"Comments are held from {shipped:.1%}, as shipped."
    learned = f"{len(memory_of(site))} decisions" if len(memory_of(site)) else "no decision yet"
    return (
        f"Comments are held from {hold_at:.1%} (shipped: {shipped:.1%}), so that about {settings.PARLEY.hold_rate:.1%} "
        f"of the honest ones are: hold_rate and {learned}."
    )


def forget_thresholds() -> None:
    """Start anew, as a restarted process would."""
    _thresholds.clear()


def _let_through(site: str, known: _Threshold, lessons: int) -> LetThrough:
    comments = _comments_let_through(site, lessons)
    newest = list(comments.order_by("-pk").values_list("pk", flat=True)[:MOST_COMPARED])
    known.sample = {pk: known.sample[pk] for pk in newest if pk in known.sample}
    unread = [pk for pk in newest if pk not in known.sample]
    for comment in comments.filter(pk__in=unread[:READ_AT_ONCE]).select_related("thread", "reader"):
        known.sample[comment.pk] = lesson_in(comment)
    known.whole = len(unread) <= READ_AT_ONCE
    return LetThrough(tuple(known.sample[pk] for pk in newest if pk in known.sample), comments.count())


def _comments_let_through(site: str, lessons: int) -> QuerySet[Comment]:
    """What stands in public because the filter thought it honest, since the oldest of so many lessons."""
    taught = Lesson.objects.filter(site=site)
    thought_honest = Judgement.objects.filter(comment=OuterRef("pk"), outcome=Judgement.Outcome.HAM)
    standing = Comment.objects.filter(
        Exists(thought_honest),
        ~Exists(taught.filter(comment=OuterRef("pk"))),
        thread__site=site,
        status=Comment.Status.APPROVED,
    )
    oldest = _oldest_of(taught, lessons)
    return standing.filter(received_at__gte=oldest) if oldest else standing


def _oldest_of(taught: QuerySet[Lesson], lessons: int) -> datetime | None:
    """When the oldest lesson that counts was learned; None when all count, and so all that was ever let through."""
    if taught.count() <= lessons:
        return None
    return taught.order_by("-pk").values_list("learned_at", flat=True)[lessons - 1]
