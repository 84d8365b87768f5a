"""Dealing with what was received, in the worker: claim, read, act and note in one transaction.

A process that is killed before that transaction's commit leaves the mail as it was, and it is dealt with again when
the claim expires; one that is killed after it has done all there was to do. So a mail makes one comment.
"""

from datetime import timedelta
from email.message import Message

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.actions import end_subscription
from parley.notifications.bounces import receive_bounce, receive_complaint
from parley.notifications.incoming.answers import Answered, post_answer
from parley.notifications.incoming.messages import read_message
from parley.notifications.incoming.outcomes import SILENT, WITH_WORDS, Outcome
from parley.notifications.incoming.receiving import is_complaint, is_inbox, octets_of
from parley.notifications.mail.automatic import is_automatic
from parley.notifications.mail.plus_addresses import For, read_plus_address
from parley.notifications.models import Delivery, ReceivedMail, Subscription

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
"""Then the operator has to look: the mail stays, as it came."""

ANSWERS_A_DAY = 60
"""Mails from one reader within 24 hours that are dealt with at all."""
REFUSALS_A_DAY = 5
"""Mails about answers to one reader within 24 hours: two programs that take each other for people stop there."""

_State = ReceivedMail.State
log = structlog.get_logger(__name__)


def deal_with_received(*, limit: int = 20) -> int:
    """Deal with mail that waits, the oldest first. Any number of workers may call it. Returns how many were taken."""
    due = ReceivedMail.objects.filter(state=_State.WAITING, due_at__lte=clock.now()).order_by("due_at", "pk")
    taken = 0
    for mail in due.defer("raw", "words")[:limit]:
        if not _claim(mail):
            continue
        taken += 1
        try:
            _deal(mail.pk)
        except Exception:
            log.exception("received_mail_failed", mail=mail.pk, attempt=mail.attempts)
            if mail.attempts >= MOST_ATTEMPTS:
                _close(mail.pk, _State.FAILED, Outcome.FAULT)
    return taken


def _claim(mail: ReceivedMail) -> bool:
    moment = clock.now()
    claimed = ReceivedMail.objects.filter(
        pk=mail.pk, state=_State.WAITING, due_at__lte=moment, attempts=mail.attempts
    ).update(due_at=moment + LEASE, attempts=F("attempts") + 1)
    mail.attempts += 1
    return bool(claimed)


def _deal(pk: int) -> None:
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        mail = ReceivedMail.objects.select_for_update(of=("self",)).select_related("reader").get(pk=pk)
        if mail.state != _State.WAITING:
            return
        message = read_message(octets_of(mail))
        read = read_plus_address(mail.address)
        if read is None:
            _deal_with_plain(mail, message)
        elif read[0] is For.ANSWER:
            _deal_with_answer(mail, message, read[1][0])
        elif read[0] is For.BOUNCE:
            receive_bounce(read[1][0], octets_of(mail))
            _hand_on(mail, taken=True)
        else:
            _stop(read[1][0])
            _hand_on(mail, taken=True)


def _deal_with_plain(mail: ReceivedMail, message: Message) -> None:
    is_report = is_inbox(mail.address) and is_complaint(message)
    _hand_on(mail, taken=is_report and receive_complaint(octets_of(mail)))


def _deal_with_answer(mail: ReceivedMail, message: Message, comment_id: int) -> None:
    if mail.reader is None:  # erased since
        _close(mail.pk, _State.IGNORED, Outcome.NOT_FOR_US)
    elif is_automatic(message):
        _close(mail.pk, _State.IGNORED, Outcome.AUTOMATIC)
    elif _is_too_much(mail):
        _close(mail.pk, _State.IGNORED, Outcome.TOO_MANY)
    else:
        _note(mail, post_answer(message=message, reader=mail.reader, comment_id=comment_id))


def _note(mail: ReceivedMail, answered: Answered) -> None:
    state = _State.POSTED if answered.comment is not None else _State.REFUSED
    words = answered.words if answered.outcome in WITH_WORDS else ""
    ReceivedMail.objects.filter(pk=mail.pk).update(
        state=state,
        outcome=answered.outcome,
        comment=answered.comment,
        detail=answered.detail[:500],
        words=words,
        raw="",
        has_words=bool(words),
        dealt_at=clock.now(),
    )
    if answered.outcome not in SILENT:
        _tell(mail, answered.outcome)


def _tell(mail: ReceivedMail, outcome: Outcome) -> None:
    """Queue the mail about an answer, unless the reader got enough of them today."""
    assert mail.reader is not None
    today = Delivery.objects.filter(
        reader=mail.reader, purpose=Delivery.Purpose.ANSWER, created_at__gt=clock.now() - timedelta(days=1)
    )
    if today.count() >= (1 if outcome is Outcome.HELD else REFUSALS_A_DAY):
        return
    ledger.record(event=f"incoming:{mail.pk}", reader=mail.reader, purpose=Delivery.Purpose.ANSWER)


def _is_too_much(mail: ReceivedMail) -> bool:
    since = clock.now() - timedelta(days=1)
    today = ReceivedMail.objects.filter(reader=mail.reader, received_at__gt=since, pk__lt=mail.pk)
    return today.count() >= ANSWERS_A_DAY


def _stop(subscription_id: int) -> None:
    """The address is signed and was mailed to one reader only: as with the link, whoever has it may stop."""
    subscription = Subscription.objects.filter(pk=subscription_id).first()
    if subscription is not None:
        end_subscription(private_key=subscription.private_key)


def _hand_on(mail: ReceivedMail, *, taken: bool) -> None:
    _close(mail.pk, _State.HANDED_ON if taken else _State.IGNORED, Outcome.PUBLISHED if taken else Outcome.NOT_FOR_US)


def _close(pk: int, state: str, outcome: Outcome) -> None:
    """Dealt with; the mail itself goes, unless somebody has to look at it."""
    changes = {"state": state, "outcome": outcome, "dealt_at": clock.now()}
    if state != _State.FAILED:
        changes["raw"] = ""
    ReceivedMail.objects.filter(pk=pk, state=_State.WAITING).update(**changes)
