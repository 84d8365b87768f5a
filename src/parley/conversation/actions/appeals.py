"""A writer asks a person to look again; a moderator answers."""

from django.db import IntegrityError, transaction

from parley.accounts.models import User
from parley.conversation.actions.deciding import decide
from parley.conversation.errors import AppealRefused
from parley.conversation.models import Appeal, Comment
from parley.conversation.queries.appeals import may_be_appealed
from parley.kit import clock


def make_appeal(*, comment: Comment, words: str) -> Appeal:
    """Ask that a comment which was refused be looked at again.

    While one is open the same one is returned. Raises AppealRefused when the comment was not refused, or an appeal
    against the same decision was answered already.
    """
    if not may_be_appealed(comment):
        # asked second: of two clicks at once the later one finds what the first has written in between
        standing = Appeal.objects.filter(comment=comment, state=Appeal.State.OPEN).first()
        if standing is None:
            raise AppealRefused
        return standing
    try:
        with transaction.atomic():
            return Appeal.objects.create(comment=comment, words=words, made_at=clock.now())
    except IntegrityError:  # a double click: the other request was quicker
        return Appeal.objects.get(comment=comment, state=Appeal.State.OPEN)


@transaction.atomic
def uphold_appeal(*, appeal: Appeal, moderator: User, answer: str = "") -> str:
    """The writer was right: the comment is published. Returns the batch, by which it can be undone.

    Raises AppealRefused when the appeal was answered already.
    """
    _answer(appeal, Appeal.State.UPHELD, moderator, answer)
    comment = Comment.objects.select_related("thread", "reader").get(pk=appeal.comment_id)
    batch = decide(comments=[comment], status=Comment.Status.APPROVED, moderator=moderator, reason="appeal upheld")
    Appeal.objects.filter(pk=appeal.pk).update(batch=batch)
    return batch


@transaction.atomic
def reject_appeal(*, appeal: Appeal, moderator: User, answer: str) -> None:
    """The decision stands; `answer` tells the writer why. Raises AppealRefused when it was answered already."""
    _answer(appeal, Appeal.State.REJECTED, moderator, answer)


def _answer(appeal: Appeal, state: str, moderator: User, answer: str) -> None:
    # compare-and-set: of two moderators at once one answers, the other is told
    answered = Appeal.objects.filter(pk=appeal.pk, state=Appeal.State.OPEN).update(
        state=state, answer=answer, answered_at=clock.now(), answered_by=moderator
    )
    if not answered:
        raise AppealRefused
    appeal.refresh_from_db()
