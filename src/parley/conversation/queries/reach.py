"""How far a moderator reaches: everything, or the threads of some sections. Every page and program asks here."""

from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from parley.accounts.models import Reader, User
from parley.conversation.models import Comment, Decision, ModeratorSection, Notice, Sanction, Thread
from parley.conversation.queries.people import FORBIDS


def sections_of(moderator: User) -> list[str]:
    """The sections that a moderator is confined to; empty: everything."""
    own = ModeratorSection.objects.filter(moderator=moderator).order_by("section")
    return [] if moderator.is_superuser else list(own.values_list("section", flat=True))


def is_confined(moderator: User) -> bool:
    """Whether a moderator moderates some sections only."""
    return bool(sections_of(moderator))


def comments_within_reach(comments: QuerySet[Comment], moderator: User) -> QuerySet[Comment]:
    """Those of the comments that the moderator may see in the console and decide about."""
    sections = sections_of(moderator)
    return comments.filter(thread__section__in=sections) if sections else comments


def threads_within_reach(moderator: User) -> QuerySet[Thread]:
    """The threads that the moderator looks after."""
    sections = sections_of(moderator)
    return Thread.objects.filter(section__in=sections) if sections else Thread.objects.all()


def notices_within_reach(notices: QuerySet[Notice], moderator: User) -> QuerySet[Notice]:
    """Those of the notices that the moderator decides. One about no comment is for those who moderate everything."""
    sections = sections_of(moderator)
    return notices.filter(comment__thread__section__in=sections) if sections else notices


def decisions_within_reach(decisions: QuerySet[Decision], moderator: User) -> QuerySet[Decision]:
    """Those lines of the log that are about comments which the moderator may see."""
    sections = sections_of(moderator)
    return decisions.filter(comment__thread__section__in=sections) if sections else decisions


def readers_within_reach(moderator: User) -> QuerySet[Reader]:
    """Readers who wrote anything that the moderator may see."""
    if not is_confined(moderator):
        return Reader.objects.all()
    written = comments_within_reach(Comment.objects.exclude(reader=None), moderator)
    return Reader.objects.filter(pk__in=written.order_by().values("reader"))


def batches_beyond_reach(moderator: User, batches: Sequence[str]) -> set[str]:
    """Those of the batches that the moderator may not take back: about any comment in another section, or with a
    sanction that holds in all sections."""
    if not batches or not is_confined(moderator):
        return set()
    reached = comments_within_reach(Comment.objects.all(), moderator).order_by().values("pk")
    lines = Decision.objects.filter(batch__in=batches).exclude(comment__in=reached)
    barring = Sanction.objects.filter(batch__in=batches, kind__in=FORBIDS)
    return {*lines.order_by().values_list("batch", flat=True), *barring.order_by().values_list("batch", flat=True)}


def check_comments(moderator: User, ids: Collection[int]) -> None:
    """A moderator who is confined to some sections decides about nothing in others. Raises PermissionDenied."""
    asked = Comment.objects.filter(pk__in=list(ids))
    if is_confined(moderator) and comments_within_reach(asked, moderator).count() != asked.count():
        raise PermissionDenied


def check_batch_within_reach(moderator: User, batch: str) -> None:
    """Raises PermissionDenied for a batch that the moderator may not take back."""
    if batches_beyond_reach(moderator, [batch]):
        raise PermissionDenied


def check_everything(moderator: User) -> None:
    """What goes through all sections is for those who moderate them all. Raises PermissionDenied."""
    if is_confined(moderator):
        raise PermissionDenied
