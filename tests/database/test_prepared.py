"""A prepared query answers as the same query of the ORM does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from parley.database.prepared import Prepared, PreparedUpdate, insert
from parley.outbox.models import Event, Receipt

pytestmark = pytest.mark.usefixtures("installation")

MOMENT = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)

events_since = Prepared(lambda moment, kind: Event.objects.filter(happened_at__gte=moment, kind=kind).order_by("pk"))
subjects_of = Prepared(
    lambda one, other: Event.objects.filter(pk__in=[one, other]).order_by("pk").values_list("subject", flat=True)
)
receipts_of = Prepared(lambda event_id: Receipt.objects.filter(event=event_id).select_related("event"))
pairs = Prepared(lambda: Event.objects.order_by("pk").values_list("happened_at", "payload"))
claim = PreparedUpdate(
    lambda pk, due: (Receipt.objects.filter(pk=pk, state="waiting"), {"due_at": due, "attempts": F("attempts") + 1})
)


def event(number: int, moment: datetime = MOMENT) -> Event:
    made = Event(kind="noted", subject=f"thread:{number}", payload={"number": number, "ü": None}, happened_at=moment)
    insert(made)
    return made


def test_it_gives_models_as_the_orm_does() -> None:
    event(1, MOMENT - timedelta(microseconds=1))
    late = event(2)
    (found,) = events_since(MOMENT, "noted")
    assert (found, found.happened_at, found.payload) == (late, MOMENT, {"number": 2, "ü": None})
    assert list(Event.objects.filter(happened_at__gte=MOMENT, kind="noted")) == [found]


def test_it_gives_flat_values_and_tuples() -> None:
    one, other = event(1), event(2)
    assert subjects_of(one.pk, other.pk) == ["thread:1", "thread:2"]
    assert subjects_of.first(other.pk, 0) == "thread:2"
    assert subjects_of.first(0, 0) is None
    assert pairs() == list(Event.objects.order_by("pk").values_list("happened_at", "payload"))


def test_raw_rows_become_the_same_results_later() -> None:
    event(1)
    assert pairs.from_raw(pairs.raw()) == pairs()


def test_related_models_come_along_in_one_query() -> None:
    made = event(1)
    insert(Receipt(event=made, consumer="ear", due_at=MOMENT))
    with CaptureQueriesContext(connection) as asked:
        (receipt,) = receipts_of(made.pk)
        assert receipt.event.subject == "thread:1"
    assert len(asked) == 1


def test_it_changes_rows_and_says_how_many() -> None:
    receipt = Receipt(event=event(1), consumer="ear", due_at=MOMENT)
    insert(receipt)
    assert claim(receipt.pk, MOMENT + timedelta(hours=1)) == 1
    assert claim(0, MOMENT) == 0
    receipt.refresh_from_db()
    assert (receipt.attempts, receipt.due_at) == (1, MOMENT + timedelta(hours=1))


def test_what_is_inserted_is_what_the_orm_would_have_written() -> None:
    made = event(1)
    plain = Event.objects.create(kind="noted", subject="thread:1", payload={"number": 1, "ü": None}, happened_at=MOMENT)
    rows = list(
        Event.objects.filter(pk__in=[made.pk, plain.pk]).values_list("kind", "subject", "payload", "happened_at")
    )
    assert rows[0] == rows[1]
    made.subject = "thread:5"
    made.save()
    assert list(Event.objects.filter(kind="noted").order_by("pk")) == [made, plain]
