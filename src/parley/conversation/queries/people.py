"""Reads about sanctions, and what moderators keep at hand."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from parley.accounts.models import Reader, Suppression
from parley.conversation.models import CannedReply, Comment, Sanction, Thread
from parley.database.prepared import Prepared
from parley.kit import clock
from parley.kit.text import whole_number

_barring = Prepared(lambda key: Suppression.objects.filter(address_key=key, is_barred=True))
_sanctioned = Prepared(
    lambda key: Reader.objects.filter(
        Exists(Sanction.objects.filter(reader=OuterRef("pk"), lifted_at=None)), address_key=key
    )
)

FORBIDS = (Sanction.Kind.SUSPENSION, Sanction.Kind.BAN)


def sanctions_in_force() -> QuerySet[Sanction]:
    """Suspensions and bans that forbid writing now, those that last longest first."""
    standing = Sanction.objects.filter(kind__in=FORBIDS, lifted_at=None)
    return standing.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))


def barring_of(address_key: str) -> Suppression | None:
    """What is kept of an erased reader who may not write, or None."""
    return _barring.first(address_key)


def sanctioned_reader(address_key: str) -> Reader | None:
    """The reader of an address, if a warning, suspension or ban of theirs was not lifted; it may be over, or read."""
    return _sanctioned.first(address_key)


def sanction_in_force(reader: Reader) -> Sanction | None:
    """The sanction that forbids a reader to write now and lasts longest; None: may write."""
    standing = list(sanctions_in_force().filter(reader=reader))
    without_end = [sanction for sanction in standing if sanction.ends_at is None]
    return next(iter(without_end), None) or max(standing, key=lambda s: s.ends_at or s.imposed_at, default=None)


def unread_warning(reader: Reader) -> Sanction | None:
    """The oldest warning that the reader has not read yet."""
    unread = Sanction.objects.filter(reader=reader, kind=Sanction.Kind.WARNING, lifted_at=None, read_at=None)
    return unread.order_by("pk").first()


def names_in(comments: QuerySet[Comment]) -> list[str]:
    """The names under which comments were written, the newest first."""
    names = comments.order_by("-pk").values_list("author_name", flat=True)
    return list(dict.fromkeys(names[:500]))


def replies_at_hand(use: str) -> QuerySet[CannedReply]:
    """Canned replies for a use, by title."""
    return CannedReply.objects.filter(use=use, is_active=True)


def reply_with_kept(number: str, own_words: str) -> str:
    """The words of a reply kept at hand, named by its id, then the moderator's own; a paragraph each."""
    kept = replies_at_hand(CannedReply.Use.REPLY).filter(pk=whole_number(number) or 0).first()
    return "\n\n".join(part for part in (kept.words if kept else "", own_words) if part.strip())


def known_sections() -> list[str]:
    """The sections that threads are in."""
    return list(Thread.objects.exclude(section="").order_by("section").values_list("section", flat=True).distinct())
