"""Notices of illegal content: one comes in, a moderator decides about it and says why."""

from dataclasses import dataclass

from django.db import transaction

from parley.accounts.actions import record_reader
from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.actions.deciding import decide
from parley.conversation.errors import NoticeDecided, TooManyNotices
from parley.conversation.models import Comment, Notice
from parley.conversation.queries.notices import notices_of_network
from parley.kit import clock
from parley.kit.signing import new_token


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice as it arrives, cleaned. Name and address may be empty: the law asks for none where minors are harmed,
    and we take the others without as well."""

    comment: Comment | None
    url: str
    category: str
    explanation: str
    name: str = ""
    address: str = ""
    in_good_faith: bool = False
    network_key: str = ""


@transaction.atomic
def file_notice(new: NewNotice) -> Notice:
    """Take a notice. Raises TooManyNotices for a network that sent many, AddressRefused."""
    if new.network_key and notices_of_network(new.network_key) >= 10:
        raise TooManyNotices
    notice = Notice.objects.create(
        comment=new.comment,
        url=new.url,
        category=new.category,
        explanation=new.explanation,
        reporter=record_reader(address=new.address) if new.address else None,
        reporter_name=new.name,
        in_good_faith=new.in_good_faith,
        private_key=new_token(),
        network_key=new.network_key,
        received_at=clock.now(),
    )
    events.notice_received(notice)
    return notice


@transaction.atomic
def decide_notice(*, notice: Notice, removed: bool, ground: str, statement: str, moderator: User) -> None:
    """Remove the comment or let it stay, with a statement of reasons that both sides are told.

    Of two moderators at once the second gets NoticeDecided.
    """
    outcome = Notice.Outcome.REMOVED if removed else Notice.Outcome.KEPT
    decided = Notice.objects.filter(pk=notice.pk, outcome=Notice.Outcome.OPEN).update(
        outcome=outcome,
        ground=ground if removed else "",
        statement=statement,
        decided_by=moderator,
        decided_at=clock.now(),
    )
    if not decided:
        raise NoticeDecided
    comment = notice.comment
    if removed and comment is not None and comment.status != Comment.Status.TRASH:
        decide(comments=[comment], status=Comment.Status.TRASH, moderator=moderator, reason=f"notice {notice.pk}")
    notice.refresh_from_db()
    events.notice_decided(notice)
