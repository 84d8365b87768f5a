"""Figures for monitoring, in Prometheus' form: read from the database when they are asked for, so that they are true
for all processes; only the durations of requests are this process's own. No label names a reader, an address or a path.
"""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from parley import __version__
from parley.api.models import WebhookDelivery
from parley.conversation.models import Comment
from parley.keeping.databases import kind_of
from parley.keeping.heartbeat import last_beat
from parley.keeping.schedule import backup_folder, newest_backup
from parley.kit import clock
from parley.kit.switches import Switch, is_on
from parley.materializer.models import Output
from parley.materializer.queries import outputs_waiting
from parley.notifications.models import Delivery
from parley.outbox.models import Receipt

Gauges = Iterator[GaugeMetricFamily | InfoMetricFamily]
REGISTRY = CollectorRegistry()
DURATIONS = Histogram(
    "parley_request_seconds",
    "Duration of requests that reached the program; pages from files do not.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)


class RequestTimer:
    """Middleware: notes how long each request took, by the name of its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.url_name if match is not None else "") or "other"
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        DURATIONS.labels(method, route, f"{response.status_code // 100}xx").observe(time.perf_counter() - started)
        return response


class DatabaseCollector(Collector):
    """What the database, the disk and the files of this machine say now."""

    def describe(self) -> Gauges:
        return iter(())

    def collect(self) -> Gauges:
        yield InfoMetricFamily("parley", "The program.", {"version": __version__})
        yield from self._conversation()
        yield from self._queues()
        yield from self._files()
        yield from self._keeping()

    def _conversation(self) -> Gauges:
        yield _by("parley_comments", "Comments by status.", "status", Comment.objects.all(), Comment.Status.values)

    def _queues(self) -> Gauges:
        receipts = Receipt.objects.exclude(state=Receipt.State.DONE)
        yield _by(
            "parley_events", "Events not dealt with, by state.", "state", receipts, ("waiting", "claimed", "failed")
        )
        waiting = receipts.filter(state=Receipt.State.WAITING)
        yield _age(
            "parley_event_age_seconds", "How long the oldest event waits.", waiting.aggregate(at=Min("due_at"))["at"]
        )
        yield _by("parley_deliveries", "Mails by state.", "state", Delivery.objects.all(), Delivery.State.values)
        oldest = Delivery.objects.filter(state__in=("waiting", "sending", "dot")).aggregate(at=Min("created_at"))["at"]
        yield _age("parley_mail_age_seconds", "How long the oldest mail waits.", oldest)
        hooks = WebhookDelivery.objects.all()
        yield _by("parley_webhook_deliveries", "Webhooks by state.", "state", hooks, WebhookDelivery.State.values)

    def _files(self) -> Gauges:
        waiting = outputs_waiting()
        yield _gauge("parley_pages", "Public files that should stand.", Output.objects.count())
        yield _gauge("parley_pages_waiting", "Files that do not show the newest yet.", waiting.count())
        yield _gauge("parley_pages_failing", "Files that could not be written.", waiting.filter(failures__gt=0).count())
        newest = Output.objects.aggregate(at=Max("written_at"))["at"]
        yield _moment("parley_page_written_timestamp_seconds", "When a file was last replaced.", newest)

    def _keeping(self) -> Gauges:
        data, folder = Path(settings.DATA), backup_folder()
        yield _moment("parley_worker_timestamp_seconds", "When a worker last came around.", last_beat())
        newest = newest_backup(folder) if folder is not None else None
        yield _moment("parley_backup_timestamp_seconds", "When the newest backup was made.", newest)
        yield _gauge("parley_disk_free_bytes", "Room on the disk of the data folder.", shutil.disk_usage(data).free)
        database = settings.DATABASES["default"]
        if kind_of(database) == "sqlite":
            name = str(database["NAME"])
            size = sum(path.stat().st_size for end in ("", "-wal") if (path := Path(name + end)).exists())
            yield _gauge("parley_database_bytes", "Size of the database with its log.", size)
        family = GaugeMetricFamily("parley_switch", "1: the operator's switch is on.", labels=("switch",))
        for switch in Switch:
            family.add_metric((switch.value,), int(is_on(data, switch)))
        yield family


REGISTRY.register(DatabaseCollector())


def figures() -> bytes:
    """All figures, as text."""
    return generate_latest(REGISTRY)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _age(name: str, words: str, since: datetime | None) -> GaugeMetricFamily:
    """0: nothing waits."""
    return _gauge(name, words, max((clock.now() - since).total_seconds(), 0) if since else 0)


def _moment(name: str, words: str, at: datetime | None) -> GaugeMetricFamily:
    """0: never."""
    return _gauge(name, words, at.timestamp() if at else 0)


def _by(name: str, words: str, column: str, rows: "QuerySet[Any]", known: Iterable[str]) -> GaugeMetricFamily:
    """One figure for each value; those without a row are 0, so that an alert has something to compare with."""
    counts = dict.fromkeys(known, 0) | dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
    family = GaugeMetricFamily(name, words, labels=(column,))
    for value, count in counts.items():
        family.add_metric((value,), count)
    return family
