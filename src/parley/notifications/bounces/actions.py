"""What follows when a mail comes back or is complained about: a row, perhaps a block, perhaps the brake."""

from email import message_from_bytes

import structlog
from django.db import transaction

from parley.accounts.models import Reader
from parley.kit import clock
from parley.kit.text import shorten
from parley.notifications import brake
from parley.notifications.bounces.blocks import block_after_bounce, block_after_complaint
from parley.notifications.bounces.complaints import read_complaint
from parley.notifications.bounces.reports import read_bounce
from parley.notifications.bounces.verdicts import Severity, Verdict, judge_refusal
from parley.notifications.models import Delivery, DeliveryProblem

log = structlog.get_logger(__name__)


def receive_bounce(delivery_id: int, message: bytes) -> None:
    """A mail came to the return address of a delivery (RFC 5322 bytes). Twice the same: changes nothing.

    What is no bounce is dropped: a note of absence, a delay, a receipt. So is one for a delivery that is no more.
    """
    verdict = read_bounce(message_from_bytes(message))
    delivery = Delivery.objects.filter(pk=delivery_id).select_related("reader").first()
    if verdict is None or delivery is None:
        log.info("no_bounce", delivery=delivery_id)
        return
    record_problem(delivery, verdict)


def receive_complaint(message: bytes) -> bool:
    """A mail that may be a complaint (RFC 5965). Returns whether it was one about a mail of ours."""
    complaint = read_complaint(message_from_bytes(message))
    if complaint is None:
        return False
    if complaint.counts:
        record_problem(complaint.delivery, Verdict(Severity.COMPLAINT, words=complaint.kind))
    else:
        with transaction.atomic():
            block_after_complaint(complaint.delivery.reader, complaint.delivery.purpose)
    return True


def record_refusal(delivery: Delivery, words: str) -> None:
    """Our own mail server refused the recipient for good: as if the mail had come back."""
    record_problem(delivery, judge_refusal(words, is_permanent=True))


@transaction.atomic
def record_problem(delivery: Delivery, verdict: Verdict) -> bool:
    """Write down what came of a delivery, and do what follows. Returns False when it was known already."""
    # The lock orders two bounces of one reader; SQLite's BEGIN IMMEDIATE orders all writers anyway.
    reader = Reader.objects.select_for_update().filter(pk=delivery.reader_id).first()
    if reader is None:
        return False
    _row, is_new = DeliveryProblem.objects.get_or_create(
        delivery=delivery,
        severity=verdict.severity,
        defaults={
            "status": verdict.status,
            "words": shorten(verdict.words, 300),
            "happened_at": clock.now(),
        },
    )
    if not is_new:
        return False
    if verdict.severity == Severity.COMPLAINT:
        block_after_complaint(reader, delivery.purpose)
    else:
        block_after_bounce(reader)
    brake.consider(delivery.purpose)
    log.info("delivery_problem", delivery=delivery.pk, severity=verdict.severity, status=verdict.status)
    return True
