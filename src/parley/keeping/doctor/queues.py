"""What waits: events, pages, mail, webhooks. And whether pages and counts agree with the database."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.api.models import WebhookDelivery
from parley.conversation.queries.shapes import miscounted_threads
from parley.keeping.doctor.findings import ERROR, WARNING, Finding, in_words
from parley.kit import clock, switches
from parley.materializer.queries import drifted_paths, outputs_waiting
from parley.notifications.models import Delivery
from parley.notifications.queries import deliveries_to_look_at
from parley.outbox.models import Receipt

LATE, TOO_LATE = timedelta(minutes=5), timedelta(hours=1)
MAIL_LATE, MAIL_TOO_LATE = timedelta(minutes=15), timedelta(hours=6)
"""A mail server that asks to come back later is met again within minutes."""
MANY_PAGES = 1000
OPEN = ("waiting", "sending", "dot")


def events() -> Iterator[Finding]:
    """News is dealt with soon."""
    failed = Receipt.objects.filter(state=Receipt.State.FAILED).count()
    if failed:
        sentence = ngettext(
            "%(count)d event was given up after twelve attempts.",
            "%(count)d events were given up after twelve attempts.",
            failed,
        )
        remedy = _("The log says why (event_failed). Pages are made right by `parley materialize --all`.")
        yield Finding(ERROR, "events_failed", sentence % {"count": failed}, remedy)
    first = Receipt.objects.filter(state=Receipt.State.WAITING).order_by("due_at").first()
    if first is not None and (age := clock.now() - first.due_at) > LATE:
        message = _("An event waits since %(age)s.") % {"age": in_words(age)}
        yield Finding(_level(age, TOO_LATE), "events_late", message, _worker_remedy())


def pages() -> Iterator[Finding]:
    """Pages are written soon, and none fails."""
    waiting = outputs_waiting()
    failing = waiting.filter(failures__gt=2).order_by("-failures").first()
    if failing is not None:
        message = _("The page %(path)s could not be written, %(count)d times in a row.") % {
            "path": failing.path,
            "count": failing.failures,
        }
        yield Finding(
            ERROR, "page_fails", message, _("The log says why (page_failed). Its old form stands until then.")
        )
    count = waiting.count()
    if count > MANY_PAGES:
        message = _("%(count)d pages wait to be written.") % {"count": count}
        yield Finding(WARNING, "pages_wait", message, _worker_remedy())


def drift() -> Iterator[Finding]:
    """The files are those that should stand."""
    drifted = drifted_paths()
    if drifted:
        sentence = ngettext(
            "%(count)d page does not stand as it should: %(path)s",
            "%(count)d pages do not stand as they should, such as %(path)s",
            len(drifted),
        )
        remedy = _("A running worker mends this within a minute; by hand: parley materialize.")
        yield Finding(ERROR, "pages_drift", sentence % {"count": len(drifted), "path": drifted[0]}, remedy)


def counts() -> Iterator[Finding]:
    """Conversations are counted rightly."""
    wrong = len(miscounted_threads())
    if wrong:
        message = _("Conversations that are not counted rightly: %(count)d.") % {"count": wrong}
        yield Finding(ERROR, "miscounted", message, "parley materialize --all")


def mail() -> Iterator[Finding]:
    """Mail leaves, and what came back is looked at."""
    if not switches.sends_mail(settings.DATA):
        return  # said by the examination of switches
    first = Delivery.objects.filter(state__in=OPEN).order_by("created_at").first()
    if first is not None and (age := clock.now() - first.created_at) > MAIL_LATE:
        message = _("A mail waits since %(age)s.") % {"age": in_words(age)}
        remedy = _("Is the mail server reachable? The log says what it answered. The mail goes out by itself.")
        yield Finding(_level(age, MAIL_TOO_LATE), "mail_late", message, remedy)
    recent = deliveries_to_look_at().filter(created_at__gt=clock.now() - timedelta(days=7)).count()
    if recent:
        message = _(
            "Mails of the last week that were refused, or of which nobody knows whether they arrived: %(count)d."
        ) % {"count": recent}
        yield Finding(WARNING, "mail_refused", message, _("They are not sent again by themselves."))


def webhooks() -> Iterator[Finding]:
    """Other programs hear from us."""
    first = WebhookDelivery.objects.filter(state="waiting").order_by("made_at").first()
    if first is not None and (age := clock.now() - first.made_at) > TOO_LATE:
        message = _("A webhook is not answered since %(age)s.") % {"age": in_words(age)}
        yield Finding(WARNING, "webhook_late", message, "parley api webhook list")


def _level(age: timedelta, too_late: timedelta) -> str:
    return ERROR if age > too_late else WARNING


def _worker_remedy() -> str:
    return _("A running worker does this: `parley serve` starts one, `parley worker` another.")
