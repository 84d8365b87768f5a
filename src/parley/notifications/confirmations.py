"""How often an address may be asked. Forms take any address, so the limits hold whatever is typed into them.

At most one unanswered question in 24 hours, and three in all until the owner answers one. An answer proves that the
owner reads the mails and wants them; after it the next request may ask at once.

Links to sign in, and to the page "My mails", count with the questions: whoever never answered gets three mails in all,
whatever they are. Since such a link lives for half an hour only, the next may follow after ten minutes; and an owner
who answered before gets three unanswered ones a day, not three for ever.
"""

from datetime import datetime, timedelta

from django.db.models import Max

from parley.accounts.models import Reader, SignInLink
from parley.accounts.signing_in import is_suppressed
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, Subscription

BETWEEN_QUESTIONS = timedelta(hours=24)
BETWEEN_LINKS = timedelta(minutes=10)
UNANSWERED_AT_MOST = 3
_LINKS = (Delivery.Purpose.SIGN_IN, Delivery.Purpose.MANAGE)
_QUESTIONS = (Delivery.Purpose.CONFIRM, *_LINKS)


def ask_the_owner(subscription: Subscription) -> bool:
    """Queue the mail that asks whether the owner of the address wants this. Returns False when the limit is reached.

    Call it in a transaction that has locked the reader. The unique key of the delivery (number of answers so far, and
    date) is a second fence, in case somebody calls it without.
    """
    reader, moment = subscription.reader, clock.now()
    if is_suppressed(reader):
        return False
    answered_at = last_answer(reader)
    asked = Delivery.objects.filter(reader=reader, purpose__in=_QUESTIONS)
    unanswered = asked.filter(created_at__gt=answered_at) if answered_at else asked
    if unanswered.count() >= UNANSWERED_AT_MOST:
        return False
    if unanswered.filter(created_at__gt=moment - BETWEEN_QUESTIONS).exists():
        return False
    answered = asked.count() - unanswered.count()
    return ledger.record(
        event=f"confirm:{answered}:{moment:%Y-%m-%d}",
        reader=reader,
        purpose=Delivery.Purpose.CONFIRM,
        subscription=subscription,
    )


def may_send_link(reader: Reader) -> bool:
    """Whether a link to sign in, or to the page "My mails", may be mailed now. Call it in a transaction that has locked
    the reader."""
    if is_suppressed(reader):
        return False
    moment, answered_at = clock.now(), last_answer(reader)
    asked = Delivery.objects.filter(reader=reader, purpose__in=_QUESTIONS)
    if answered_at is not None:
        asked = asked.filter(created_at__gt=max(answered_at, moment - BETWEEN_QUESTIONS))
    links = asked.filter(purpose__in=_LINKS)
    if links.filter(created_at__gt=moment - BETWEEN_LINKS).exists():
        return False
    return asked.count() < UNANSWERED_AT_MOST


def last_answer(reader: Reader) -> datetime | None:
    confirmed = Subscription.objects.filter(reader=reader).aggregate(last=Max("confirmed_at"))["last"]
    signed_in = SignInLink.objects.filter(reader=reader).aggregate(last=Max("used_at"))["last"]
    return max((moment for moment in (confirmed, signed_in) if moment is not None), default=None)
