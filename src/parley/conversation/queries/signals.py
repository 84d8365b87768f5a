"""Reads about readers' signals: what is reported, and what the head of a conversation leads to."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.conversation.documents import Highlight
from parley.conversation.models import Comment, Report, Thread
from parley.conversation.places import link_to
from parley.conversation.queries.trees import authors_of
from parley.database.prepared import Prepared
from parley.kit.text import shorten

PICKS_SHOWN, ANSWERS_SHOWN = 5, 5
EXCERPT = 110
"""Characters of a comment in the head of a conversation."""


def reported_comments() -> QuerySet[Comment]:
    """Comments with a report that nobody has dealt with."""
    return Comment.objects.filter(pk__in=Report.objects.filter(state=Report.State.OPEN).values("comment"))


def report_remarks(comment_ids: Sequence[int]) -> dict[int, list[str]]:
    """Comment → sentences about its open reports: how many for each reason, then what readers wrote."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    words: dict[int, list[str]] = defaultdict(list)
    for report in Report.objects.filter(comment__in=comment_ids, state=Report.State.OPEN).order_by("pk"):
        counts[report.comment_id][report.reason] += 1
        if report.words:
            words[report.comment_id].append(_("A reader wrote: “%(words)s”") % {"words": report.words})
    return {pk: [_in_words(reasons), *words[pk][:5]] for pk, reasons in counts.items()}


def _in_words(reasons: Counter[str]) -> str:
    total = sum(reasons.values())
    sentence = ngettext("Reported by %(n)d reader: %(reasons)s.", "Reported by %(n)d readers: %(reasons)s.", total)
    named = ", ".join(f"{Report.Reason(reason).label} ({n})" for reason, n in reasons.most_common())
    return sentence % {"n": total, "reasons": named}


_picks = Prepared(
    lambda thread: Comment.objects.filter(
        thread=thread, status=Comment.Status.APPROVED, picked_at__isnull=False
    ).order_by("-picked_at")[:PICKS_SHOWN]
)


def highlights_of(thread: Thread) -> tuple[Highlight, ...]:
    """Picks of the editors, then answers of the article's author, each kind in the order of time."""
    public = Comment.objects.filter(thread=thread, status=Comment.Status.APPROVED).order_by("posted_at", "pk")
    picks = _picks(thread.pk)
    authors = authors_of(thread)
    answers = public.filter(staff__in=authors, parent__isnull=False)[:ANSWERS_SHOWN] if authors else ()
    found = [("pick", comment) for comment in sorted(picks, key=lambda c: (c.posted_at, c.pk))]
    found += [("author", comment) for comment in answers if comment.picked_at is None]
    return tuple(_highlight(kind, comment, thread) for kind, comment in found)


def _highlight(kind: str, comment: Comment, thread: Thread) -> Highlight:
    comment.thread = thread
    words = shorten(" ".join(comment.source.split()), EXCERPT)
    return Highlight(kind=kind, author_name=comment.author_name, path=link_to(comment), words=words)


def pulse_of(thread: Thread) -> dict[str, int | str]:
    """What a page asks for now and then: how many comments are public, and where the newest stands."""
    public = Comment.objects.filter(thread=thread, status=Comment.Status.APPROVED)
    newest = public.filter(pk=public.aggregate(newest=Max("pk"))["newest"]).first()
    if newest is not None:
        newest.thread = thread
    return {"count": thread.published, "newest": link_to(newest) if newest is not None else ""}
