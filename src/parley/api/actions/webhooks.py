"""Webhooks are added and removed; what happened is written down for each."""

import json
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from parley.api.errors import NoSuchWebhook
from parley.api.models import Webhook, WebhookDelivery
from parley.api.outbound import check_address
from parley.api.webhooks.signing import derived_secret
from parley.kit import clock
from parley.outbox.models import Event

PUBLISHED, EDITED, WITHDRAWN = "comment.published", "comment.changed", "comment.withdrawn"
HELD, ERASED, CHANGED = "comment.held", "comments.erased", "thread.changed"
TYPES = (PUBLISHED, EDITED, WITHDRAWN, HELD, ERASED, CHANGED)
TEST = "webhook.test"

KEPT = timedelta(days=30)
"""How long the list says what became of a delivery."""

State = WebhookDelivery.State


@transaction.atomic
def add_webhook(*, url: str, types: Iterable[str]) -> tuple[Webhook, str]:
    """Send news of these types (all, when none is named) to an address from now on. Returns the secret, which can be
    derived again. Raises AddressForbidden."""
    check_address(url)
    wanted = set(types) or set(TYPES)
    webhook = Webhook.objects.create(
        url=url,
        types=" ".join(kind for kind in TYPES if kind in wanted),
        salt=secrets.token_hex(16),
        added_at=clock.now(),
    )
    return webhook, derived_secret(webhook)


@transaction.atomic
def remove_webhook(*, number: int) -> None:
    """Send nothing there any more. Raises NoSuchWebhook."""
    if not Webhook.objects.filter(pk=number, removed_at=None).update(removed_at=clock.now()):
        raise NoSuchWebhook
    _cancel(number)


@transaction.atomic
def enable_webhook(*, number: int) -> None:
    """Send news again where too much had failed. What happened meanwhile is not sent. Raises NoSuchWebhook."""
    standing = Webhook.objects.filter(pk=number, removed_at=None)
    if not standing.update(disabled_at=None, failing_since=None, last_error=""):
        raise NoSuchWebhook


def disable_webhook(webhook: Webhook, reason: str) -> None:
    """Stop sending there, and keep why."""
    Webhook.objects.filter(pk=webhook.pk).update(disabled_at=clock.now(), last_error=reason[:300])
    _cancel(webhook.pk)


def forget_words_of(comments: Iterable[int]) -> None:
    """Send nothing of these comments any more, and keep nothing of them."""
    _give_up(WebhookDelivery.objects.filter(comment__in=list(comments)))


def _cancel(number: int) -> None:
    _give_up(WebhookDelivery.objects.filter(webhook=number))


def _give_up(deliveries: QuerySet[WebhookDelivery]) -> None:
    unsettled = deliveries.filter(state__in=(State.WAITING, State.CLAIMED))
    unsettled.update(state=State.CANCELLED, body="", settled_at=clock.now())


def write_down(*, kind: str, event: Event, data: dict[str, Any], comment: int | None = None) -> None:
    """A delivery for each webhook that wants this type: once for an event, however often the event is dealt with."""
    body = json.dumps({"type": kind, "timestamp": event.happened_at.isoformat(), "data": data}, ensure_ascii=False)
    moment = clock.now()
    webhooks = Webhook.objects.filter(removed_at=None, disabled_at=None)
    WebhookDelivery.objects.bulk_create(
        (
            WebhookDelivery(
                webhook=webhook,
                event=event,
                type=kind,
                message_id=f"msg_{event.pk}_{webhook.pk}",
                comment=comment,
                body=body,
                due_at=moment,
                made_at=moment,
            )
            for webhook in webhooks
            if kind in webhook.types.split()
        ),
        ignore_conflicts=True,
    )


def forget_deliveries() -> int:
    """Delete what was settled a month ago. Returns how many."""
    return WebhookDelivery.objects.filter(settled_at__lt=clock.now() - KEPT).delete()[0]
