"""Reads of the decision log: what stands, and what another moderator said meanwhile."""

from collections.abc import Iterable, Mapping

from django.db.models import Max

from parley.accounts.models import User
from parley.conversation.models import Decision


def newest_line() -> int:
    """The id of the newest line of the whole log: what a page that is drawn now has seen. 0 while it is empty."""
    return Decision.objects.aggregate(newest=Max("pk"))["newest"] or 0


def newest_lines(comment_ids: Iterable[int]) -> dict[int, int]:
    """Comment id → id of the newest line about it."""
    lines = Decision.objects.filter(comment__in=list(comment_ids)).order_by().values_list("comment")
    return dict(lines.annotate(newest=Max("pk")))


def words_of_others(seen: Mapping[int, int], moderator: User) -> dict[int, Decision]:
    """Comment id → the newest decision that another moderator made after what was seen, where there is one.

    An undo is none: it leaves the comment as open as it was before.

    `seen`: comment id → id of the newest line that was known of it.
    """
    if not seen:
        return {}
    lines = Decision.objects.filter(comment__in=list(seen), pk__gt=min(seen.values()), moderator__isnull=False)
    later = lines.exclude(moderator=moderator).select_related("moderator", "comment").order_by("pk")
    newest = {line.comment_id: line for line in later if line.pk > seen[line.comment_id]}
    return {pk: line for pk, line in newest.items() if not line.undoes}


def decisions_of_others(after: int, moderator: User, most: int = 200) -> list[Decision]:
    """The newest `most` decisions of other moderators after a line of the log that were not undone, oldest first."""
    lines = Decision.objects.filter(pk__gt=after, moderator__isnull=False).exclude(moderator=moderator)
    newest = list(lines.select_related("moderator", "comment").order_by("-pk")[:most])
    taken_back = {line.undoes for line in newest if line.undoes}
    return [line for line in reversed(newest) if not line.undoes and line.batch not in taken_back]
