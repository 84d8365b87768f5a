"""Issues of the newsletter become deliveries: one for each reader who confirmed, each with the moment at which it is to
leave.

The moments keep to the pace that the settings allow, so the ledger sends an issue like everything else, and a crash
loses and doubles nobody: a delivery is unique by issue and reader, and recording goes on behind the last one written.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import F, Max, Min, Q

from parley.accounts.actions import record_reader
from parley.accounts.models import User
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery, Subscription
from parley.notifications.queries import active_subscriptions
from parley.outbox.actions import LongClaim
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication.events import ISSUE_CANCELLED, ISSUE_RELEASED, ISSUE_TEST_WANTED
from parley.publication.newsletters.models import NewsletterIssue

BATCH = 1_000
"""Rows written at once: memory stays flat, and nobody waits long for the database."""

OVERDUE = 20
"""Mails of the newsletter that may be late at a time. More are put off: the worker rested, or the server is slow."""

STEP_ASIDE = timedelta(seconds=3)
"""How long the newsletter waits for mails of other kinds that are due."""

_Purpose, _State = Delivery.Purpose, Delivery.State


def record_issue(event: Event) -> None:
    """Each reader who confirmed the newsletter before the issue gets a row in the ledger, with a moment to leave at."""
    issue = NewsletterIssue.objects.filter(pk=event.payload["issue"]).first()
    if issue is None or issue.released_at is None:
        return
    name, claim = f"issue:{issue.pk}", LongClaim(event, consumer.name)
    recorded = Delivery.objects.filter(event=name, purpose=_Purpose.ISSUE)
    last = recorded.aggregate(Max("subscription_id"))["subscription_id__max"] or 0
    told = active_subscriptions(kind=Subscription.Kind.NEWSLETTER).filter(
        pk__gt=last, confirmed_at__lte=issue.released_at
    )
    moments = moments_to_leave(clock.now())
    rows = (
        Delivery(
            event=name,
            reader_id=reader,
            purpose=_Purpose.ISSUE,
            subscription_id=subscription,
            due_at=moment,
            created_at=moment,  # the date that the mail carries
        )
        for (subscription, reader), moment in zip(
            told.values_list("pk", "reader_id").iterator(chunk_size=BATCH), moments, strict=False
        )
    )
    while batch := list(islice(rows, BATCH)):
        if not claim.renew():
            return  # this process rested for longer than its lease; another goes on behind the last row
        if not NewsletterIssue.objects.filter(pk=issue.pk, state=NewsletterIssue.State.RELEASED).exists():
            return
        Delivery.objects.bulk_create(batch, ignore_conflicts=True)
    if NewsletterIssue.objects.filter(pk=issue.pk, state=NewsletterIssue.State.CANCELLED).exists():
        _take_back(issue.pk)  # cancelled while its last rows were written


def take_back_issue(event: Event) -> None:
    """What has not left yet of a cancelled issue never does."""
    _take_back(event.payload["issue"])


def record_test(event: Event) -> None:
    """The editor who asked gets the issue as a test."""
    user = User.objects.filter(pk=event.payload["user"]).first()
    if user is None or not user.email:
        return
    ledger.record(
        event=f"issue-test:{event.payload['issue']}:{event.pk}",
        reader=record_reader(address=user.email, name=str(user)),
        purpose=_Purpose.ISSUE,
    )


def moments_to_leave(now: datetime) -> Iterator[datetime]:
    """When the next mails of the newsletter may leave: behind those that wait, evenly, and on its first days no more
    than the warm-up allows. A day is counted from the first mail of the newsletter ever."""
    asked = settings.PARLEY.newsletter
    gap = timedelta(hours=1) / asked.mails_an_hour
    sent_ever = Delivery.objects.filter(purpose=_Purpose.ISSUE, event__startswith="issue:")
    ends = sent_ever.aggregate(first=Min("created_at"), last=Max("due_at", filter=Q(state=_State.WAITING)))
    moment = max(now, ends["last"] + gap) if ends["last"] else now
    first = ends["first"] or moment
    day, length = (moment - first) // timedelta(days=1), timedelta(days=1)
    used = sent_ever.filter(created_at__gte=first + day * length, created_at__lt=first + (day + 1) * length).count()
    while True:
        if asked.first_day and used >= asked.first_day * 2 ** min(day, 30):
            day, used = day + 1, 0
            moment = max(moment, first + day * length)
        yield moment
        moment += gap
        used += 1
        if moment >= first + (day + 1) * length:
            day, used = (moment - first) // length, 0


def keep_newsletter_pace() -> None:
    """For the worker, before it sends: the newsletter steps aside for mails of other kinds that are due; and where it
    lags, because the worker rested or the server is slow, all of it moves back, so that it never comes in a rush."""
    moment = clock.now()
    waiting = Delivery.objects.filter(purpose=_Purpose.ISSUE, state=_State.WAITING)
    overdue = waiting.filter(due_at__lte=moment)
    oldest = list(overdue.order_by("due_at").values_list("due_at", flat=True)[: OVERDUE + 1])
    if not oldest:
        return
    if len(oldest) > OVERDUE:
        lag = moment - oldest[0]
        waiting.filter(attempts=0).update(due_at=F("due_at") + lag, created_at=F("created_at") + lag)
    others = Delivery.objects.filter(state=_State.WAITING, due_at__lte=moment).exclude(purpose=_Purpose.ISSUE)
    if others.exists():
        overdue.update(due_at=moment + STEP_ASIDE)


def issue_of(delivery: Delivery) -> int:
    """The number of the issue that a delivery carries."""
    return int(delivery.event.split(":")[1])


def test_of(delivery: Delivery) -> int:
    """The number of the issue that a delivery tries out; 0 when it is no test."""
    return issue_of(delivery) if delivery.event.startswith("issue-test:") else 0


def _take_back(issue_id: int) -> None:
    ledger.cancel_queued(Q(event=f"issue:{issue_id}", purpose=_Purpose.ISSUE))


consumer = Consumer(
    name="newsletter",
    handlers={ISSUE_RELEASED: record_issue, ISSUE_CANCELLED: take_back_issue, ISSUE_TEST_WANTED: record_test},
    apart=True,
)
