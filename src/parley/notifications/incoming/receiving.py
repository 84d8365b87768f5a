"""Taking a mail: stored, durably, before anybody is told that it was taken."""

import hashlib
import re
from datetime import timedelta
from email.message import Message

from django.conf import settings
from django.db import IntegrityError, transaction

from parley.accounts.models import Reader
from parley.kit import clock
from parley.kit.signing import keyed_hash
from parley.notifications.incoming.messages import field, kind_of, parameter, read_message
from parley.notifications.mail.plus_addresses import For, read_plus_address
from parley.notifications.models import ReceivedMail, Subscription

LARGEST = 10_000_000
"""Bytes of a mail; a photograph that somebody attaches fits, so that the words beside it arrive."""

KEPT = timedelta(days=7)
"""How long the words of a refused answer stay, for the mail that carries them."""

ROWS_KEPT = timedelta(days=90)
"""How long a mail that comes again is recognised. Servers try for five days (RFC 5321 4.5.4.1)."""


def is_addressed_to_us(address: str) -> bool:
    """Whether mail to an address is taken: the inbox itself, or one that we made, while what it is about stands."""
    return is_inbox(address) or _reader_of(address) is not None


def is_inbox(address: str) -> bool:
    """Whether this is the inbox, without anything after a plus sign."""
    return bool(settings.MAIL_INBOX) and address.strip().strip("<>").lower() == settings.MAIL_INBOX.lower()


def is_complaint(message: Message) -> bool:
    """Whether a mail is a report about unwanted mail (RFC 5965): all that the plain inbox takes, since nobody reads
    there."""
    return kind_of(message) == "multipart/report" and parameter(message, "report-type") == "feedback-report"


def store_mail(*, address: str, octets: bytes) -> bool:
    """Store a mail to one of our addresses; returns whether it is new. When this returns, it is on the disk.

    The same mail to the same address again, however often and by whatever way, is the row that stands already.
    """
    moment = clock.now()
    row = ReceivedMail(
        key=_key(address, octets),
        address=address.strip().strip("<>").lower()[:320],
        reader=_reader_of(address),
        raw=octets.decode("latin-1").replace("\0", ""),  # PostgreSQL's text has no NUL, and no mail needs one
        received_at=moment,
        due_at=moment,
    )
    try:
        with transaction.atomic(durable=True):
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def octets_of(mail: ReceivedMail) -> bytes:
    """The mail as it came in."""
    return str(mail.raw).encode("latin-1")


def forget_received() -> int:
    """Drop refused words after a week and rows after three months. For the worker, once an hour. Returns how many."""
    moment = clock.now()
    dealt = ReceivedMail.objects.exclude(state=ReceivedMail.State.WAITING)
    old = dealt.filter(has_words=True, dealt_at__lt=moment - KEPT)
    dropped = old.update(words="", raw="", has_words=False)
    gone, _by_table = dealt.filter(received_at__lt=moment - ROWS_KEPT).delete()
    return dropped + gone


def _key(address: str, octets: bytes) -> str:
    """Message-ID and content, not the lines that each server on the way puts on top."""
    message_id = field(read_message(_head(octets)), "Message-ID")
    body = octets.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    named = message_id or hashlib.sha256(_without_trace(octets)).hexdigest()
    content = hashlib.sha256(body).hexdigest()
    return keyed_hash(settings.SECRET_KEY, "received-mail", f"{address.lower()}\0{named}\0{content}")


def _head(octets: bytes) -> bytes:
    return octets.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"


def _without_trace(octets: bytes) -> bytes:
    head = re.sub(rb"\n[ \t]+", b" ", _head(octets))
    kept = re.findall(rb"(?im)^(?:from|date|subject|to):.*$", head)
    return b"\n".join(kept)


def _reader_of(address: str) -> Reader | None:
    """Whom an address of ours is about, while the record stands."""
    read = read_plus_address(address)
    if read is None:
        return None
    what, numbers = read
    if what is For.ANSWER and len(numbers) == 2:
        return Reader.objects.filter(pk=_possible(numbers[1])).first()
    if what is For.BOUNCE:
        return Reader.objects.filter(deliveries=_possible(numbers[0])).first()
    if what is For.STOP:
        subscription = Subscription.objects.filter(pk=_possible(numbers[0])).select_related("reader").first()
        return subscription.reader if subscription is not None else None
    return None


def _possible(number: int) -> int:
    """A number that a column holds: the address is ours, so this is never changed in practice."""
    return min(number, 2**62)
