"""What moderators do about readers, and what they keep at hand."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from parley.accounts.models import Reader, User
from parley.conversation.actions.moving import move
from parley.conversation.errors import Sanctioned, WarningUnread
from parley.conversation.lessons import teach
from parley.conversation.models import CannedReply, Comment, ModeratorSection, ReaderNote, Sanction
from parley.conversation.queries.people import barring_of, sanction_in_force, sanctioned_reader, unread_warning
from parley.conversation.queries.reach import comments_within_reach
from parley.kit import clock
from parley.kit.signing import new_token
from parley.kit.text import single_line

STANDING = (Comment.Status.APPROVED, Comment.Status.PENDING)


def impose(
    *, reader: Reader, kind: str, reason: str, moderator: User, days: int | None = None, remove_comments: bool = False
) -> Sanction:
    """Warn a reader, suspend one for `days`, or ban one. With `remove_comments` what stands of the reader or waits,
    as far as the moderator reaches, goes too. The sanction's batch takes all of it back."""
    moment, batch = clock.now(), new_token()
    ends_at = moment + timedelta(days=days or 1) if kind == Sanction.Kind.SUSPENSION else None
    with transaction.atomic():
        sanction = Sanction.objects.create(
            reader=reader,
            kind=kind,
            reason=single_line(reason)[:500],
            imposed_by=moderator,
            imposed_at=moment,
            ends_at=ends_at,
            batch=batch,
        )
        if remove_comments:
            standing = Comment.objects.filter(reader=reader, status__in=STANDING).select_related("thread")
            comments = list(comments_within_reach(standing, moderator))
            move(comments, Comment.Status.TRASH, moderator=moderator, reason=sanction.reason[:200], batch=batch)
            if kind == Sanction.Kind.BAN:
                Comment.objects.filter(pk__in=[c.pk for c in comments]).update(absence=Comment.Absence.BLOCKED)
            teach(comments)
    return sanction


def lift(*, sanction: Sanction, moderator: User) -> None:
    """Take a sanction back. What was removed with it is undone by its batch."""
    Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(lifted_at=clock.now(), lifted_by=moderator)


def lift_batch(*, batch: str, moderator: User) -> int:
    """Take back the sanctions of a batch; for `undo`. Returns how many."""
    standing = Sanction.objects.filter(batch=batch, lifted_at=None)
    return standing.update(lifted_at=clock.now(), lifted_by=moderator)


def check_sanctions(*, address_key: str, has_read_warning: bool) -> None:
    """Raises Sanctioned while a reader may not write, and WarningUnread until a warning has been read."""
    barred = barring_of(address_key)
    if barred is not None and (barred.barred_until is None or barred.barred_until > clock.now()):
        raise Sanctioned(_("it was given before your data were erased."), until=barred.barred_until)
    reader = sanctioned_reader(address_key)
    if reader is None:
        return
    sanction = sanction_in_force(reader)
    if sanction is not None:
        raise Sanctioned(sanction.reason, until=sanction.ends_at)
    warning = unread_warning(reader)
    if warning is None:
        return
    if not has_read_warning:
        raise WarningUnread(warning.reason)
    Sanction.objects.filter(pk=warning.pk, read_at=None).update(read_at=clock.now())


def note(*, reader: Reader, words: str, moderator: User) -> ReaderNote:
    """Leave a word about a reader for the other moderators."""
    return ReaderNote.objects.create(
        reader=reader, words=words.strip()[:2000], written_by=moderator, written_at=clock.now()
    )


def keep_reply(*, title: str, words: str, use: str) -> CannedReply:
    """Keep words at hand under a title; the same title again changes them."""
    reply, _created = CannedReply.objects.update_or_create(
        title=single_line(title)[:80], use=use, defaults={"words": words.strip()[:2000], "is_active": True}
    )
    return reply


def drop_reply(*, reply: CannedReply) -> None:
    """Offer these words no more."""
    CannedReply.objects.filter(pk=reply.pk).update(is_active=False)


@transaction.atomic
def assign_sections(*, moderator: User, sections: list[str]) -> None:
    """Let a moderator moderate these sections only; none: everything."""
    ModeratorSection.objects.filter(moderator=moderator).exclude(section__in=sections).delete()
    for section in dict.fromkeys(sections):
        ModeratorSection.objects.get_or_create(moderator=moderator, section=section)
