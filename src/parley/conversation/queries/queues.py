"""Reads for the moderators' console: its queues."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from parley.accounts.models import User
from parley.conversation.models import Campaign, Comment, Judgement, Notice
from parley.conversation.queries.appeals import appealed_comments
from parley.conversation.queries.reach import comments_within_reach, is_confined, notices_within_reach
from parley.conversation.queries.signals import reported_comments

GONE = (Comment.Status.TRASH, Comment.Status.DELETED)
"""What no campaign counts, and no decision about a whole campaign touches."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Comments that stand together in the console. `status`: they are all the comments of that status."""

    name: str
    comments: Callable[[], QuerySet[Comment]]
    status: str = ""
    order: tuple[str, ...] = ("-received_at", "-pk")


def _of_status(name: str, status: str) -> Queue:
    return Queue(name, lambda: Comment.objects.filter(status=status), status)


QUEUES: list[Queue] = [
    _of_status("pending", Comment.Status.PENDING),
    Queue("campaigns", lambda: Comment.objects.filter(pk__in=[])),  # shows cards, see `open_campaigns`
    Queue("reported", reported_comments),
    Queue("appealed", appealed_comments, order=("appeals__made_at", "pk")),  # the longest waiting first
    _of_status("recent", Comment.Status.APPROVED),
    _of_status("spam", Comment.Status.SPAM),
    _of_status("trash", Comment.Status.TRASH),
]
"""The queues in the order of the menu. One that stands on a table of its own is one more entry, such as
`Queue("reported", comments_reported)`; templates/conversation/moderation/queue_words.html has its words."""

EVERYTHING = Queue("all", Comment.objects.all)
"""What a search looks through when it looks everywhere; not in the menu."""

ANOTHER_NAME = {"approved": "recent"}
"""A comment's status → its queue, where the two are not called the same."""


def queue_named(name: str) -> Queue | None:
    """The queue of this name, or of this status; None when there is none."""
    name = ANOTHER_NAME.get(name, name)
    return next((queue for queue in [*QUEUES, EVERYTHING] if queue.name == name), None)


def queue_counts(moderator: User) -> dict[str, int]:
    """Queue → number of comments in it that the moderator may see, in the order of the menu; for the campaigns their
    number: they go through all sections, and are for those who moderate them all."""
    within = comments_within_reach(Comment.objects.all(), moderator)
    by_status = dict(within.order_by().values_list("status").annotate(Count("pk")))
    counts = {}
    for queue in QUEUES:
        if queue.name == "campaigns":
            counts[queue.name] = 0 if is_confined(moderator) else _campaigns_with_members().count()
        else:
            of_queue = by_status.get(queue.status, 0) if queue.status else None
            counts[queue.name] = (
                of_queue if of_queue is not None else comments_within_reach(queue.comments(), moderator).count()
            )
    counts["notices"] = notices_within_reach(Notice.objects.filter(outcome=Notice.Outcome.OPEN), moderator).count()
    return counts


def _campaigns_with_members() -> QuerySet[Comment, Any]:
    """One row for each of `open_campaigns`, which counts more than a number in the menu needs."""
    members = Comment.objects.filter(campaign__label=Campaign.Label.OPEN).exclude(status__in=GONE)
    return members.order_by().values("campaign").annotate(size=Count("pk")).filter(size__gt=1)


def comments_in_queue(name: str) -> QuerySet[Comment]:
    """Comments of a queue, in its order, with all that the console shows of them."""
    queue = queue_named(name)
    assert queue is not None
    return with_all_that_is_shown(queue.comments()).order_by(*queue.order)


def open_campaigns() -> QuerySet[Campaign]:
    """Campaigns that nobody decided about, with at least two members that were not removed; the newest first.

    Each with `size`, and of those members `senders`, `articles` and `public_ones`.
    """
    in_question = ~Q(comments__status__in=GONE)
    counted = Campaign.objects.filter(label=Campaign.Label.OPEN).annotate(
        size=Count("comments", filter=in_question),
        senders=Count("comments__author_name", filter=in_question, distinct=True),
        articles=Count("comments__thread", filter=in_question, distinct=True),
        public_ones=Count("comments", filter=Q(comments__status=Comment.Status.APPROVED)),
    )
    return counted.filter(size__gt=1).order_by("-found_at", "-pk")


def campaign_members_shown(campaign_ids: Iterable[int], limit: int) -> QuerySet[Comment]:
    """`limit` members of each campaign that were not removed, the first of each article before others of it."""
    members = Comment.objects.filter(campaign_id__in=list(campaign_ids)).exclude(status__in=GONE)
    place = Window(RowNumber(), partition_by=[F("campaign_id"), F("thread_id")], order_by=("posted_at", "pk"))
    chosen: dict[int | None, list[tuple[int, int]]] = {}
    for pk, campaign_id, number in members.annotate(place=place).values_list("pk", "campaign_id", "place"):
        chosen.setdefault(campaign_id, []).append((number, pk))
    shown = [pk for of_one in chosen.values() for _number, pk in sorted(of_one)[:limit]]
    return members.filter(pk__in=shown).select_related("thread").order_by("posted_at", "pk")


def with_all_that_is_shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The comments with their relations, in a fixed number of queries."""
    related = comments.select_related("thread", "reader", "parent", "campaign", "staff")
    return related.prefetch_related("judgements", "decisions__moderator", "revisions", "appeals")


def newest_judgement(comment: Comment) -> Judgement | None:
    """The filter's last word about a comment; uses what was prefetched."""
    return next(iter(comment.judgements.all()), None)
