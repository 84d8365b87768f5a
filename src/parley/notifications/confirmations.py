"""How often an address may be asked. Forms take any address, so the limits hold whatever is typed into them.

At most one unanswered question in 24 hours, and three in all until the owner answers one. An answer proves that the
owner reads the mails and wants them; after it the next request may ask at once.
"""

from datetime import datetime, timedelta

from django.db.models import Max

from parley.accounts.models import Reader
from parley.kit import clock
from parley.notifications.models import Delivery, Subscription

BETWEEN_QUESTIONS = timedelta(hours=24)
UNANSWERED_AT_MOST = 3


def ask_the_owner(subscription: Subscription) -> bool:
    """Queue the mail that asks whether the owner of the address wants this. Returns False when the limit is reached.

    Call it in a transaction that has locked the reader. The unique key of the delivery (number of answers so far, and
    date) is a second fence, in case somebody calls it without.
    """
    reader, moment = subscription.reader, clock.now()
    answered_at = _last_answer(reader)
    asked = Delivery.objects.filter(reader=reader, purpose=Delivery.Purpose.CONFIRM)
    unanswered = asked.filter(created_at__gt=answered_at) if answered_at else asked
    if unanswered.count() >= UNANSWERED_AT_MOST:
        return False
    if unanswered.filter(created_at__gt=moment - BETWEEN_QUESTIONS).exists():
        return False
    answered = asked.count() - unanswered.count()
    _, created = Delivery.objects.get_or_create(
        event=f"confirm:{answered}:{moment:%Y-%m-%d}",
        reader=reader,
        purpose=Delivery.Purpose.CONFIRM,
        defaults={"subscription": subscription, "due_at": moment, "created_at": moment},
    )
    return created


def _last_answer(reader: Reader) -> datetime | None:
    last: datetime | None = Subscription.objects.filter(reader=reader).aggregate(last=Max("confirmed_at"))["last"]
    return last
