"""A name leads to its writer's website once a moderator has approved a comment of that writer, and not before."""

from collections.abc import Iterable

from django.db.models import F

from parley.conversation import events
from parley.conversation.models import Comment
from parley.conversation.policy import policy_in_force
from parley.conversation.queries.readers import approved_by_people

_FEW = 20
"""Up to so many comments each makes its own page anew; beyond, whole threads are made anew by the worker."""


def settle_author_links(reader_ids: Iterable[int | None]) -> None:
    """Bring the names of these readers' comments in line with what moderators decided; tells of threads that change.

    What an import brought in public with its link keeps it.
    """
    readers = {pk for pk in reader_ids if pk is not None}
    known = set(approved_by_people(Comment.objects.filter(reader__in=readers)).values_list("reader_id", flat=True))
    if not policy_in_force().hold_links_of_unknown_readers:
        known = readers
    for linked, whose in ((True, known), (False, readers - known)):
        turned = Comment.objects.filter(reader__in=whose, author_linked=not linked, posted_at=F("received_at"))
        turned = turned.exclude(author_url="")
        public = list(turned.filter(status=Comment.Status.APPROVED).order_by("pk").only("thread_id"))
        turned.update(author_linked=linked)
        if len(public) <= _FEW:
            for comment in public:
                events.comment_changed(comment)
        else:
            events.threads_changed(sorted({comment.thread_id for comment in public}))
