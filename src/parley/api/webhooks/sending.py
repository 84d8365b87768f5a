"""What was written down is sent: claimed by compare-and-set, tried again for a day, then given up and said."""

import json
from datetime import timedelta

import structlog
from django.db.models import F, Q

from parley.api.actions.webhooks import TEST, disable_webhook
from parley.api.errors import ApiError
from parley.api.models import Webhook, WebhookDelivery
from parley.api.outbound import CallFailed, post
from parley.api.webhooks.signing import derived_secret, signed_headers
from parley.conversation.models import Comment
from parley.kit import clock
from parley.kit.signing import new_token

DEADLINE = 10.0
"""Seconds in which a receiver must have answered."""

LEASE = timedelta(seconds=60)
"""How long a claim holds; after it another process may take the delivery over."""

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1_800, 7_200, 18_000, 28_800, 28_800))
"""Before the second attempt and those after it: 23.6 hours together."""

GONE = 410
"""The receiver says that it wants nothing any more."""

State = WebhookDelivery.State
log = structlog.get_logger(__name__)


def send_due_webhooks(*, limit: int = 50) -> int:
    """Send what is due, the oldest first. Returns how many arrived. After a failure the other news for the same
    receiver waits for the next round, so that a dead one does not hold up those that live."""
    now = clock.now()
    due = WebhookDelivery.objects.filter(state__in=(State.WAITING, State.CLAIMED), due_at__lte=now)
    failed: set[int] = set()
    arrived = 0
    for delivery in due.select_related("webhook").order_by("pk")[:limit]:
        if delivery.webhook_id in failed or not _claim(delivery):
            continue
        if _send(delivery):
            arrived += 1
        else:
            failed.add(delivery.webhook_id)
    return arrived


def send_test(webhook: Webhook) -> str:
    """Send a piece of news that means nothing, now. Returns "" when it arrived, else what went wrong."""
    body = json.dumps({"type": TEST, "timestamp": clock.now().isoformat(), "data": {}})
    return _call(webhook, f"msg_{new_token()}", body)[1]


def _claim(delivery: WebhookDelivery) -> bool:
    """Compare-and-set: of any number of processes exactly one gets True, until the lease expires."""
    now = clock.now()
    free = Q(state=State.WAITING) | Q(state=State.CLAIMED, due_at__lte=now)
    claimed = WebhookDelivery.objects.filter(free, pk=delivery.pk, attempts=delivery.attempts).update(
        state=State.CLAIMED, due_at=now + LEASE, attempts=F("attempts") + 1
    )
    delivery.attempts += claimed
    return bool(claimed)


def _send(delivery: WebhookDelivery) -> bool:
    webhook = delivery.webhook
    if delivery.comment is not None and not _may_be_told(delivery.comment):
        _settle(delivery, State.CANCELLED)
        return True
    status, error = _call(webhook, delivery.message_id, delivery.body)
    if not error:
        _settle(delivery, State.DELIVERED)
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None, last_error="")
        return True
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=clock.now())
    Webhook.objects.filter(pk=webhook.pk).update(last_error=error[:300])
    if status == GONE:
        _give_up(delivery, error, "the receiver answered 410: it wants no more")
    elif delivery.attempts > len(WAITS):
        _give_up(delivery, error, f"nothing arrived for a day: {error}")
    else:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=State.WAITING, due_at=clock.now() + WAITS[delivery.attempts - 1], last_error=error[:300]
        )
    return False


def _may_be_told(comment: int) -> bool:
    """Whether the words and the name that were written down are still public: neither withdrawn nor erased since."""
    return Comment.objects.filter(pk=comment, status=Comment.Status.APPROVED, erased_at=None).exists()


def _give_up(delivery: WebhookDelivery, error: str, reason: str) -> None:
    """The delivery has failed. Its webhook is switched off unless something arrived there meanwhile."""
    _settle(delivery, State.FAILED, error)
    webhook = Webhook.objects.get(pk=delivery.webhook_id)
    if webhook.failing_since is not None and (
        reason.startswith("the receiver") or webhook.failing_since <= delivery.made_at + WAITS[0]
    ):
        log.error("webhook_disabled", webhook=webhook.pk, reason=reason)
        disable_webhook(webhook, reason)


def _settle(delivery: WebhookDelivery, state: str, error: str = "") -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk, state=State.CLAIMED).update(
        state=state, body="", settled_at=clock.now(), last_error=error[:300]
    )


def _call(webhook: Webhook, message_id: str, body: str) -> tuple[int, str]:
    """(HTTP status or 0, what went wrong or "")."""
    headers = signed_headers(
        secret=derived_secret(webhook), message_id=message_id, timestamp=int(clock.now().timestamp()), body=body
    )
    try:
        answer = post(webhook.url, headers=headers, body=body, deadline=DEADLINE)
    except (CallFailed, ApiError) as error:
        return 0, str(error)
    return answer.status, "" if 200 <= answer.status < 300 else f"the receiver answered {answer.status}"
