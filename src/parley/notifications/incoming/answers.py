"""An answer by mail becomes a comment, by the same rules as one from the page; or its writer is told why not.

Two things must be right. The address to which it was sent is signed, and was mailed to one reader only. And From must
be that reader's address: mails are forwarded, with the address for answers in them, and whoever gets one must not
write in the reader's name by pressing "answer".
"""

from dataclasses import dataclass
from email.message import Message

from django.conf import settings

from parley.accounts.actions import address_key
from parley.accounts.errors import AddressRefused
from parley.accounts.models import Reader, User
from parley.accounts.signing_in import staff_of
from parley.conversation.actions.posting import post_comment
from parley.conversation.errors import (
    CommentRefused,
    Sanctioned,
    SlowMode,
    ThreadClosed,
    TooManyComments,
    WarningUnread,
)
from parley.conversation.house_names import why_name_is_refused
from parley.conversation.models import Comment
from parley.conversation.submissions import NewComment
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import storable
from parley.notifications.incoming.messages import passed_dmarc, sender_of
from parley.notifications.incoming.outcomes import Outcome
from parley.notifications.incoming.words import written_in


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a mail. `detail` completes the words for `outcome`; `words` are what its writer gets back."""

    outcome: Outcome
    comment: Comment | None = None
    detail: str = ""
    words: str = ""


def post_answer(*, message: Message, reader: Reader, comment_id: int) -> Answered:
    """Post what `message` says as `reader`'s answer to a comment, in the caller's transaction."""
    sender = sender_of(message)
    if address_key(sender) != reader.address_key:
        return Answered(Outcome.WRONG_SENDER, detail=masked(sender))
    written = written_in(message)
    text = storable(written.text).strip()
    if not text:
        return Answered(Outcome.SEALED if written.is_sealed else Outcome.EMPTY)
    parent = Comment.objects.select_related("thread").filter(pk=comment_id).first()
    if parent is None or not parent.is_public:
        return Answered(Outcome.GONE, words=text)
    if len(text) > COMMENT_LIMIT:
        return Answered(Outcome.TOO_LONG, detail=f"{len(text):,}", words=text)
    staff = staff_of(reader) if passed_dmarc(message, settings.PARLEY.mail_authserv_id) else None
    name = str(staff)[:80] if staff is not None else name_of(reader, parent)
    problem = why_name_is_refused(name, writer=staff) if name else ""
    if not name or problem:
        return Answered(Outcome.NAME, detail=problem, words=text)
    submission = _submission(parent, text, name, reader, staff)
    if _stands(submission):
        return Answered(Outcome.DUPLICATE)
    answered = _posted(submission)
    if answered.outcome in (Outcome.PUBLISHED, Outcome.HELD) and written.attachments:
        names = ", ".join(written.attachments[:10])
        return Answered(Outcome.ATTACHMENTS, answered.comment, detail=names)
    return answered


def name_of(reader: Reader, parent: Comment) -> str:
    """Under which name a reader answers: that of the reader's own newest comment that stands in the thread, or
    anywhere, else the name in the record. Never the one in From: it may be a real name that was given nowhere here."""
    own = Comment.objects.filter(reader=reader, status=Comment.Status.APPROVED, staff=None).order_by("-pk")
    newest = own.filter(thread=parent.thread_id).first() or own.first()
    return newest.author_name if newest is not None else reader.name


def masked(address: str) -> str:
    """An address so that its owner knows it and nobody else does: c…@e….org. "" for none."""
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return ""
    name, _dot, ending = domain.rpartition(".")
    return f"{local[:1]}…@{name[:1]}….{ending}"[:100]


def _submission(parent: Comment, text: str, name: str, reader: Reader, staff: User | None) -> NewComment:
    return NewComment(
        thread=parent.thread,
        text=text,
        name=name,
        address=reader.address,
        parent_id=parent.pk,
        is_vouched_for=True,  # no browser is there that could do a proof of work; each address costs us a mail
        staff=staff,
    )


def _stands(submission: NewComment) -> bool:
    """Whether the same words stand or wait there already, from another mail or from the page."""
    return Comment.objects.filter(
        submission_key=submission.submission_key(),
        status__in=(Comment.Status.APPROVED, Comment.Status.PENDING, Comment.Status.SPAM),
    ).exists()


def _posted(submission: NewComment) -> Answered:
    words = submission.text
    try:
        comment = post_comment(submission)
    except ThreadClosed:
        return Answered(Outcome.CLOSED, words=words)
    except (TooManyComments, SlowMode) as error:
        return Answered(Outcome.RATE, detail=str(-(-error.seconds // 60)), words=words)
    except WarningUnread as error:
        return Answered(Outcome.WARNING, detail=error.reason, words=words)
    except Sanctioned as error:
        return Answered(Outcome.BARRED, detail=str(error), words=words)
    except (CommentRefused, AddressRefused):
        return Answered(Outcome.GONE, words=words)
    # Spam is told nothing else: whoever wrote it learns from the answer no more than from the page.
    outcome = Outcome.PUBLISHED if comment.is_public else Outcome.HELD
    return Answered(outcome, comment)
