"""When a reader gets no mail for the time being, and how that ends.

Bounces add up to a score that fades. At the threshold nothing more is sent but what the owner of the address asks for
at this moment: the link that proves that mail arrives again. A complaint stops its kind of mail at once.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.confirmations import last_answer
from parley.notifications.models import Delivery, DeliveryProblem, MailBlock

POINTS = {
    DeliveryProblem.Severity.GONE: 4.0,
    DeliveryProblem.Severity.REFUSED: 2.0,
    DeliveryProblem.Severity.LATER: 1.0,
}
"""A day counts once, with its worst: fifty mails to a mailbox that was full for an hour are one bad day."""

THRESHOLD = 4.0
"""One word that there is no such mailbox, three days of other refusals, or five days of a full mailbox."""

HALVED_AFTER = 30
"""Days; whole ones, so that what happened today counts in full."""

FORGOTTEN_AFTER = timedelta(days=180)

ASKED_FOR_NOW = (Delivery.Purpose.CONFIRM, Delivery.Purpose.SIGN_IN)
"""Mails that somebody waits for at this moment. They have narrow limits of their own (`confirmations`)."""

BETWEEN_TRIALS = timedelta(hours=24)
"""To a blocked address one such mail a day goes out."""


def bounce_score(reader: Reader) -> float:
    """Points of the reader's bounces since the last proof that mail arrives, each halved every 30 days."""
    moment, proven_at = clock.now(), last_answer(reader)
    problems = DeliveryProblem.objects.filter(
        delivery__reader=reader, severity__in=POINTS, happened_at__gt=moment - FORGOTTEN_AFTER
    )
    if proven_at is not None:
        problems = problems.filter(happened_at__gt=proven_at)
    days: dict[object, float] = {}
    for severity, happened_at in problems.values_list("severity", "happened_at"):
        points = POINTS[DeliveryProblem.Severity(severity)] * 0.5 ** ((moment - happened_at).days / HALVED_AFTER)
        days[happened_at.date()] = max(points, days.get(happened_at.date(), 0.0))
    return sum(days.values())


def block_after_bounce(reader: Reader) -> bool:
    """Stop every kind of mail to the reader where the score says so. Returns whether it does."""
    if bounce_score(reader) < THRESHOLD:
        return False
    _block(reader, "", MailBlock.Cause.BOUNCES)
    ledger.cancel_queued(Q(reader=reader) & ~Q(purpose__in=ASKED_FOR_NOW))
    return True


def block_after_complaint(reader: Reader, purpose: str) -> None:
    """Stop one kind of mail to the reader."""
    _block(reader, purpose, MailBlock.Cause.COMPLAINT)
    ledger.cancel_queued(Q(reader=reader, purpose=purpose))


def standing_blocks(reader: Reader) -> list[MailBlock]:
    """What is not sent to the reader now, oldest first. Bounces count until the reader has opened a mailed link."""
    blocks = list(MailBlock.objects.filter(reader=reader).order_by("since", "pk"))
    if not blocks:  # the usual case, asked for each mail
        return []
    proven_at = last_answer(reader)
    return [
        block
        for block in blocks
        if block.cause == MailBlock.Cause.COMPLAINT or proven_at is None or block.since >= proven_at
    ]


def readers_with_blocks(readers: Iterable[Reader]) -> set[int]:
    """The keys of those among `readers` of whom any block is written down, standing or not."""
    found = MailBlock.objects.filter(reader__in=[reader.pk for reader in readers])
    return set(found.values_list("reader_id", flat=True))


def reason_against(delivery: Delivery) -> str:
    """Why blocks keep this mail from going out, or ""."""
    for block in standing_blocks(delivery.reader):
        if block.cause == MailBlock.Cause.COMPLAINT and block.purpose in ("", delivery.purpose):
            return "the reader complained about mails of this kind"
        if block.cause == MailBlock.Cause.BOUNCES and (
            delivery.purpose not in ASKED_FOR_NOW or _was_tried_today(delivery, block)
        ):
            return "mails to this address come back"
    return ""


def lift_complaints(reader: Reader) -> int:
    """The reader wants mail again. Returns how many blocks ended."""
    return MailBlock.objects.filter(reader=reader, cause=MailBlock.Cause.COMPLAINT).delete()[0]


def _was_tried_today(delivery: Delivery, block: MailBlock) -> bool:
    return Delivery.objects.filter(
        reader=delivery.reader,
        purpose__in=ASKED_FOR_NOW,
        state=Delivery.State.SENT,
        sent_at__gt=max(block.since, clock.now() - BETWEEN_TRIALS),
    ).exists()


def _block(reader: Reader, purpose: str, cause: str) -> None:
    MailBlock.objects.update_or_create(reader=reader, purpose=purpose, defaults={"cause": cause, "since": clock.now()})
