"""What rules would have done here: past comments as they arrived, and the outcome in words."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.conversation.models import Comment, Decision, Judgement
from parley.conversation.moderation import (
    Circumstances,
    Decided,
    Outcome,
    PastCase,
    Policy,
    Rehearsal,
    hold_at_of,
    hold_at_tried,
    past_case,
    rehearse,
    shipped_hold_at,
)
from parley.conversation.queries.policies import appeared_at
from parley.conversation.queries.queues import newest_judgement
from parley.kit import clock
from parley.kit.markup import live_links

BATCH = 500
Progress = Callable[[int], object]


def rehearse_here(
    before: Policy,
    after: Policy,
    *,
    months: int,
    newest: int | None = None,
    progress: Progress | None = None,
    hold_rate: float | None = None,
) -> Rehearsal:
    """What would have been otherwise under `after` than under `before` in the last months.

    `hold_rate`: a share of honest comments that may wait, tried with `after` against the one in force.
    With `newest` only that many comments are looked at. `progress` is called with the number of comments done.
    """
    past = _past_cases(months=months, newest=newest, progress=progress, hold_rate=hold_rate)
    return rehearse(before, after, past)


def past_comments(*, months: int, newest: int | None = None) -> QuerySet[Comment]:
    """The readers' comments of the last months, oldest arrivals first; with `newest` about that many."""
    comments = Comment.objects.filter(staff=None, posted_at__gte=clock.now() - timedelta(days=30.44 * months))
    if newest is not None:
        arrivals = comments.order_by("-received_at").values_list("received_at", flat=True)
        if (oldest := arrivals[newest - 1 : newest].first()) is not None:
            comments = comments.filter(received_at__gte=oldest)
    return comments.order_by("received_at", "pk")


class _Records:
    """When each reader's first comment came to stand in public, and when a moderator first approved one."""

    def __init__(self) -> None:
        self._standing: dict[int, datetime] = {}
        self._approved: dict[int, datetime] = {}
        by_people = Q(decisions__moderator__isnull=False, decisions__after=Comment.Status.APPROVED)
        public = Comment.objects.filter(status=Comment.Status.APPROVED, reader__isnull=False)
        rows = public.annotate(approved_at=Min("decisions__decided_at", filter=by_people))
        for reader, received, approved in rows.values_list("reader_id", "received_at", "approved_at").iterator():
            _keep_earliest(self._standing, reader, approved or received)
            if approved is not None:
                _keep_earliest(self._approved, reader, approved)

    def circumstances_of(self, comment: Comment) -> Circumstances:
        """Those of the moment when a comment arrived."""
        links = live_links(comment.html)
        if comment.is_imported and comment.is_public:
            return Circumstances(approved=1, approved_by_people=1, live_links=links)
        moment, reader = comment.received_at, comment.reader_id or 0
        return Circumstances(
            approved=int(reader in self._standing and self._standing[reader] < moment),
            approved_by_people=int(reader in self._approved and self._approved[reader] < moment),
            article_age_days=(moment - appeared_at(comment.thread)).total_seconds() / 86_400,
            live_links=links,
        )


def _keep_earliest(moments: dict[int, datetime], key: int, moment: datetime) -> None:
    moments[key] = min(moment, moments.get(key, moment))


def _past_cases(
    *, months: int, newest: int | None, progress: Progress | None, hold_rate: float | None
) -> Iterator[PastCase]:
    records, hold_at = _Records(), hold_at_of(settings.SITE_HOST)
    tried_at = None if hold_rate is None else hold_at_tried(settings.SITE_HOST, hold_rate)
    by_people = Decision.objects.filter(comment=OuterRef("pk"), moderator__isnull=False).order_by("-pk")
    comments = (
        past_comments(months=months, newest=newest)
        .select_related("thread", "reader")
        .defer("thread__text")
        .prefetch_related(Prefetch("judgements", Judgement.objects.order_by("-pk")))
        .annotate(decided=Subquery(by_people.values("after")[:1]))
    )
    for number, comment in enumerate(comments.iterator(chunk_size=BATCH), start=1):
        judgement, circumstances = newest_judgement(comment), records.circumstances_of(comment)
        yield past_case(comment, judgement, circumstances, _decided(comment), hold_at, tried_at)
        if progress is not None and number % BATCH == 0:
            progress(number)


def _decided(comment: Any) -> Decided:
    """What became of it; `decided` is the newest status that a moderator gave it."""
    if comment.is_public:
        return Decided.APPROVED if comment.decided == Comment.Status.APPROVED else Decided.PUBLISHED
    return Decided.SPAM if comment.status == comment.decided == Comment.Status.SPAM else Decided.OPEN


def rehearsal_in_words(rehearsal: Rehearsal, *, months: int) -> list[str]:
    """What a rehearsal found, in sentences: spam first, then what should not have been touched."""
    looked_at = ngettext(
        "%(n)d comment of the last %(months)d months was looked at.",
        "%(n)d comments of the last %(months)d months were looked at.",
        rehearsal.looked_at,
    ) % {"n": rehearsal.looked_at, "months": months}
    counts = rehearsal.counts()
    sentences = {
        Outcome.UNSURE: _("This would have held %(comments)s."),
        Outcome.SPAM: _("This would have called spam: %(comments)s."),
        Outcome.HAM: _("This would have published %(comments)s."),
    }
    found = []
    for outcome, sentence in sentences.items():
        kinds = [_counted(decided, counts.get((outcome, decided), 0)) for decided in Decided]
        if any(kinds):
            found.append(sentence % {"comments": ", ".join(kind for kind in kinds if kind)})
    return [looked_at, *(found or [_("Nothing would have been otherwise.")])]


def threshold_in_words(hold_rate: float) -> str:
    """From which probability on comments would be held, and from which they are held now."""
    now = hold_at_of(settings.SITE_HOST)
    return _("Comments would be held from %(tried)s on; now they are held from %(now)s on.") % {
        "tried": f"{hold_at_tried(settings.SITE_HOST, hold_rate):.1%}",
        "now": f"{shipped_hold_at() if now is None else now:.1%}",
    }


def _counted(decided: Decided, n: int) -> str:
    if not n:
        return ""
    words = {
        Decided.SPAM: ngettext("%(n)d that a moderator called spam", "%(n)d that a moderator called spam", n),
        Decided.APPROVED: ngettext("%(n)d that a moderator approved", "%(n)d that a moderator approved", n),
        Decided.PUBLISHED: ngettext("%(n)d that stands in public", "%(n)d that stand in public", n),
        Decided.OPEN: ngettext("%(n)d that nobody decided about", "%(n)d that nobody decided about", n),
    }
    return words[decided] % {"n": n}
