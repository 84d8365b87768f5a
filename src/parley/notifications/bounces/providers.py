"""What a mail provider tells by webhook (django-anymail reads its many forms): bounces, complaints, opt-outs.

A provider knows our mails by names of its own, so a word about an address counts for the newest mail to it.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.urls import URLPattern

from parley.accounts.actions import address_key
from parley.kit import clock
from parley.notifications.bounces.actions import record_problem
from parley.notifications.bounces.blocks import block_after_complaint
from parley.notifications.bounces.verdicts import Severity, Verdict, judge_refusal
from parley.notifications.models import Delivery

LOOK_BACK = timedelta(days=30)
"""A mail that is older is not what the provider speaks of."""

log = structlog.get_logger(__name__)


def listen_to_providers() -> None:
    """Hear anymail's signal from now on. Needs the extra `anymail`."""
    from anymail.signals import tracking  # noqa: PLC0415 - optional

    tracking.connect(hear_provider, dispatch_uid="parley.notifications")


def webhook_patterns(provider: str) -> list[URLPattern]:
    """The address at which this provider's news come in: no other provider's, and no mails."""
    from anymail.urls import urlpatterns  # noqa: PLC0415 - optional

    return [each for each in urlpatterns if str(each.pattern) == f"{provider}/tracking/"]


def hear_provider(sender: object, event: Any, esp_name: str, **_more: Any) -> None:
    """One event. What is not about a mail of ours, or says nothing of its fate, is passed over."""
    about = _newest_mail_to(event.recipient or "")
    if about is None:
        return
    log.info("provider_event", provider=esp_name, kind=event.event_type, delivery=about.pk)
    if event.event_type == "complained":
        record_problem(about, Verdict(Severity.COMPLAINT, words=esp_name))
    elif event.event_type == "unsubscribed":
        with transaction.atomic():
            block_after_complaint(about.reader, about.purpose)
    elif event.event_type in {"bounced", "rejected"}:
        record_problem(about, _verdict(event))


def _verdict(event: Any) -> Verdict:
    said = " ".join(str(part) for part in (event.mta_response, event.description) if part)
    verdict = judge_refusal(said, is_permanent=True)
    never_valid = event.reject_reason == "invalid" and verdict.severity == Severity.REFUSED
    return Verdict(Severity.GONE, verdict.status, verdict.words) if never_valid else verdict


def _newest_mail_to(address: str) -> Delivery | None:
    sent = Delivery.objects.filter(
        reader__address_key=address_key(address),
        state__in=(Delivery.State.SENT, Delivery.State.UNKNOWN),
        created_at__gt=clock.now() - LOOK_BACK,
    )
    return sent.select_related("reader").order_by("-pk").first()
