"""The brake: sending of one kind of mail stops by itself when too much of it comes back or is complained about.

Nothing is lost: the rows wait. Whoever goes on in that state has all mail refused, for mailbox providers judge a
sender by exactly these two shares.

Looked at are the mails of the last day; where they are fewer than FEWEST, the last FEWEST of the last month. After a
release only what came later counts: the same bounces cannot pull it again, and there must be FEWEST new mails.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from parley.accounts.models import User
from parley.kit import clock
from parley.notifications.models import Brake, Delivery, DeliveryProblem

WINDOW = timedelta(days=1)
LONGEST_WINDOW = timedelta(days=30)
FEWEST = 50
"""Fewer mails say nothing: two wrong addresses of twenty are no pattern."""

BOUNCES = 0.05
"""Share of mails refused for good. Providers act at 5 to 10 %."""

COMPLAINTS, WORRYING_COMPLAINTS = 0.003, 0.001
"""Share of mails called spam: Gmail asks for less than 0.1 %, and never 0.3 %."""

FEWEST_COMPLAINTS = 2
"""One reader's slip of a finger must not stop a whole kind: of 50 mails, one complaint is 2 %."""

NEVER_BRAKED = frozenset({Delivery.Purpose.SIGN_IN})
"""Readers wait for it, and anybody may type any address into its form: fifty invented ones would lock all readers out.
Its own limits are narrow."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """How the newest mails of one kind fared. Shares are between 0 and 1."""

    purpose: str
    mails: int
    bounces: int
    complaints: int

    @property
    def bounce_share(self) -> float:
        return self.bounces / self.mails if self.mails else 0.0

    @property
    def complaint_share(self) -> float:
        return self.complaints / self.mails if self.mails else 0.0

    @property
    def is_bad(self) -> bool:
        """Whether sending must stop."""
        if self.mails < FEWEST:
            return False
        too_angry = self.complaints >= FEWEST_COMPLAINTS and self.complaint_share >= COMPLAINTS
        return self.bounce_share > BOUNCES or too_angry

    @property
    def is_worrying(self) -> bool:
        """Whether somebody should look."""
        if self.mails < FEWEST:
            return False
        return self.bounce_share > BOUNCES / 2 or self.complaint_share >= WORRYING_COMPLAINTS


def braked_purposes() -> list[str]:
    """Kinds of mail that are not sent now."""
    return list(Brake.objects.filter(released_at=None).values_list("purpose", flat=True))


def standing_brakes() -> list[Brake]:
    return list(Brake.objects.filter(released_at=None).order_by("pulled_at"))


def consider(purpose: str) -> bool:
    """Look at a kind of mail, after something of it came back, and stop it where its record is bad.

    Returns whether it was stopped by this call.
    """
    if purpose in NEVER_BRAKED or purpose in braked_purposes():
        return False
    record = record_of(purpose)
    if not record.is_bad:
        return False
    try:
        with transaction.atomic():
            Brake.objects.create(
                purpose=purpose,
                pulled_at=clock.now(),
                mails=record.mails,
                bounces=record.bounces,
                complaints=record.complaints,
            )
    except IntegrityError:  # another process was quicker
        return False
    log.error(
        "mail_brake_pulled",
        purpose=purpose,
        mails=record.mails,
        bounces=record.bounces,
        complaints=record.complaints,
    )
    return True


def release(*, purpose: str, moderator: User | None = None) -> bool:
    """Let a kind of mail go on. Returns False when it was not stopped."""
    released = Brake.objects.filter(purpose=purpose, released_at=None).update(
        released_at=clock.now(), released_by=moderator
    )
    return bool(released)


def record_of(purpose: str) -> Record:
    """How the newest mails of a kind fared, as the brake sees it."""
    released_at = _last_release(purpose)
    since = _beginning(purpose, released_at)
    found = DeliveryProblem.objects.filter(delivery__purpose=purpose, happened_at__gte=since)
    if released_at is not None:  # what comes back late of the mails before is known already
        found = found.exclude(delivery__sent_at__lt=released_at)
    hard = found.filter(severity__in=(DeliveryProblem.Severity.GONE, DeliveryProblem.Severity.REFUSED))
    bounces = hard.values("delivery").distinct().count()
    refused = hard.filter(delivery__sent_at=None).values("delivery").distinct().count()
    complaints = found.filter(severity=DeliveryProblem.Severity.COMPLAINT).count()
    return Record(purpose, _sent(purpose, since).count() + refused, bounces, complaints)


def frequent_reasons(purpose: str, limit: int = 3) -> list[tuple[str, int]]:
    """What other servers said most often of a kind of mail in the last month, with how often."""
    said = DeliveryProblem.objects.filter(
        delivery__purpose=purpose, happened_at__gte=clock.now() - LONGEST_WINDOW
    ).exclude(words="")
    counted = said.values("words").annotate(count=Count("pk")).order_by("-count", "words")[:limit]
    return [(row["words"], row["count"]) for row in counted]


def all_records() -> list[Record]:
    """The record of each kind of which anything was sent lately, for people to look at."""
    records = [record_of(purpose) for purpose in Delivery.Purpose.values]
    return [record for record in records if record.mails or record.bounces or record.complaints]


def _last_release(purpose: str) -> datetime | None:
    released = Brake.objects.filter(purpose=purpose, released_at__isnull=False).order_by("-released_at")
    return released.values_list("released_at", flat=True).first()


def _beginning(purpose: str, released_at: datetime | None) -> datetime:
    moment = clock.now()
    earliest = max(moment - LONGEST_WINDOW, released_at) if released_at else moment - LONGEST_WINDOW
    a_day = max(moment - WINDOW, earliest)
    of_fewest = _sent(purpose, earliest).order_by("-sent_at").values_list("sent_at", flat=True)[FEWEST - 1 : FEWEST]
    for sent_at in of_fewest:
        if sent_at is not None:
            return min(a_day, sent_at)
    return earliest


def _sent(purpose: str, since: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(purpose=purpose, state=Delivery.State.SENT, sent_at__gte=since)
