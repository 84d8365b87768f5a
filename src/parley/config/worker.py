"""The worker: everything that need not happen while somebody waits. Runs beside the server or apart, in any number."""

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections

from parley.accounts.signing_in import forget_sessions
from parley.api.actions.tokens import forget_network_calls
from parley.api.actions.webhooks import forget_deliveries
from parley.api.external import ask_externally
from parley.api.webhooks.sending import send_due_webhooks
from parley.conversation.actions.policies import settle_policies
from parley.conversation.actions.posting import forget_networks
from parley.conversation.actions.signals import forget_networks_of_signals
from parley.conversation.lessons import renew_lessons
from parley.conversation.moderation import keep_campaign_index
from parley.conversation.proofs import forget_spent_challenges
from parley.embed.actions import forget_reports
from parley.keeping.heartbeat import EVERY, beat
from parley.keeping.schedule import back_up_when_due, keep_erasures
from parley.keeping.switching import show_switches
from parley.kit.switches import takes_changes
from parley.materializer.actions import (
    materialize_dirty,
    reconcile,
    show_changed_shell,
    show_new_figures,
    show_newly_discussed,
)
from parley.notifications.actions import end_pauses, forget_networks_of_requests, forget_unconfirmed
from parley.notifications.digests import record_digests
from parley.notifications.incoming.dealing import deal_with_received
from parley.notifications.incoming.imap import look_into_mailbox
from parley.notifications.incoming.listener import keep_listening, stop_listening
from parley.notifications.incoming.receiving import forget_received
from parley.notifications.newsletters import keep_newsletter_pace
from parley.notifications.reader_digests import record_reader_digests
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events, forget_old_events
from parley.publication.newsletters.actions import compose_due_issue
from parley.publication.versions import record_missing_versions
from parley.readers.retention import run_retention
from parley.search.actions import catch_up, forget_searches

log = structlog.get_logger(__name__)


@dataclass
class Chore:
    """Something done again and again. `every` in seconds. `changes`: it rests while the site is read-only."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0
    changes: bool = True


def chores() -> list[Chore]:
    """All that the worker does in turn."""
    return [
        Chore("events", 0.5, deal_with_waiting_events),
        Chore("pages", 0.5, materialize_dirty, changes=False),
        Chore("schedule", 1, publish_scheduled_pages),
        Chore("policies", 15, settle_policies),
        Chore("shell", 60, show_changed_shell, changes=False),
        Chore("switches", 1, show_switches, changes=False),
        Chore("campaigns", 2, keep_campaign_index),
        Chore("reconcile", 60, reconcile),
        Chore("versions", 60, record_missing_versions),
        Chore("search", 60, catch_up),
        Chore("forget searches", 3600, forget_searches),
        Chore("figures", 3600, show_new_figures),
        Chore("discussed", 3600, show_newly_discussed),
        Chore("forget networks", 3600, forget_networks),
        Chore("forget networks of signals", 3600, forget_networks_of_signals),
        Chore("forget challenges", 3600, forget_spent_challenges),
        Chore("forget events", 3600, forget_old_events),
        Chore("digests", 60, record_digests),
        Chore("newsletter", 60, compose_due_issue),
        Chore("readers' digests", 60, record_reader_digests),
        Chore("pauses", 60, end_pauses),
        Chore("forget requests", 3600, forget_unconfirmed),
        Chore("forget received mail", 3600, forget_received),
        Chore("forget networks of requests", 3600, forget_networks_of_requests),
        Chore("renew lessons", 60, renew_lessons),
        Chore("forget sessions", 3600, forget_sessions),
        Chore("retention", 3600, run_retention),
        Chore("forget reports", 3600, forget_reports),
        Chore("forget calls", 3600, forget_network_calls),
        Chore("forget webhooks", 3600, forget_deliveries),
        Chore("heartbeat", EVERY, beat, changes=False),
    ]


def mail_chores() -> list[Chore]:
    """What has a thread of its own: a mail server may take ten minutes to answer, and pages must not wait for it."""
    return [Chore("newsletter's pace", 1, keep_newsletter_pace), Chore("mail", 1, send_due)]


def incoming_chores() -> list[Chore]:
    """In a thread of its own: somebody's answer should not wait until a slow server has taken our mails."""
    return [Chore("listener", 5, listen_unless_read_only, changes=False), Chore("received mail", 1, deal_with_received)]


def mailbox_chores() -> list[Chore]:
    """In a thread of its own: a mailbox at a provider may take a minute to answer."""
    return [Chore("mailbox", 60, look_into_mailbox)]


def webhook_chores() -> list[Chore]:
    """In a thread of its own too: a receiver may take ten seconds to answer."""
    return [Chore("webhooks", 1, send_due_webhooks)]


def external_chores() -> list[Chore]:
    """In a thread of its own: a writer waits for the answer."""
    return [Chore("external moderation", 0.5, ask_externally)]


def keeping_chores() -> list[Chore]:
    """In a thread of its own: a large backup takes minutes."""
    return [Chore("backup", 60, back_up_when_due, changes=False), Chore("erasures", 60, keep_erasures, changes=False)]


def listen_unless_read_only() -> None:
    """A mail server that finds nobody comes back later; what it hands over would have to be written."""
    if takes_changes(Path(settings.DATA)):
        keep_listening()
    else:
        stop_listening()


def calling_chores() -> list[Chore]:
    """In a thread of its own as well: events whose consumers call other machines, such as a WebSub hub."""
    return [Chore("events that call", 1, partial(deal_with_waiting_events, limit=20, apart=True))]


def publish_scheduled_pages() -> None:
    """Publish and unpublish what editors have scheduled; Wagtail's own command, without cron."""
    call_command("publish_scheduled", verbosity=0)


def run_once(todo: list[Chore]) -> None:
    """Do each chore that is due. One that fails is logged and does not keep the others from being done."""
    for chore in todo:
        if monotonic() < chore.due or (chore.changes and not takes_changes(Path(settings.DATA))):
            continue
        try:
            chore.do()
        except Exception:
            log.exception("chore_failed", chore=chore.name)
        chore.due = monotonic() + chore.every
    try:
        close_old_connections()
    except Exception:  # a database that is away must not end a thread that nobody starts again
        log.exception("connection_not_closed")


def run_worker(stop: threading.Event | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT or `stop`)."""
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    # A daemon: a mail that hangs must not keep the worker from ending; its claim expires and is looked at then.
    callers = [
        threading.Thread(target=_work, args=(todo, stop), name=todo[0].name, daemon=True)
        for todo in (
            mail_chores(),
            incoming_chores(),
            mailbox_chores(),
            webhook_chores(),
            external_chores(),
            keeping_chores(),
            calling_chores(),
        )
    ]
    for caller in callers:
        caller.start()
    log.info("worker_started")
    _work(chores(), stop)
    for caller in callers:
        caller.join(timeout=10)
    stop_listening()
    log.info("worker_stopped")


def _work(todo: list[Chore], stop: threading.Event) -> None:
    while not stop.is_set():
        run_once(todo)
        stop.wait(0.25)
