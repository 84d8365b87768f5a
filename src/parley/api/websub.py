"""Telling a WebSub hub that a feed has changed (https://www.w3.org/TR/websub/, 5.1): the hub reads it again and tells
its subscribers."""

from urllib.parse import urlencode

from django.conf import settings

from parley.api.outbound import CallFailed, post
from parley.kit.urls import quoted_path
from parley.materializer.events import FEED_CHANGED
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event

DEADLINE = 10.0
"""Seconds in which the hub must have answered."""


def tell_hub(event: Event) -> None:
    """Tell the WebSub hub that the feed is another; again, when it does not answer. What a later event will tell is
    left to that. Raises CallFailed, AddressForbidden."""
    hub = settings.PARLEY.websub_hub
    if not hub or Event.objects.filter(kind=event.kind, subject=event.subject, pk__gt=event.pk).exists():
        return
    address = f"{settings.BASE_URL}{quoted_path(event.payload['path'])}"
    # How a publisher tells its hub is left open by the specification; hubs read `hub.url`, some `hub.topic`.
    body = urlencode({"hub.mode": "publish", "hub.url": address, "hub.topic": address})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Parley"}
    answer = post(hub, headers=headers, body=body, deadline=DEADLINE)
    if not 200 <= answer.status < 300:
        raise CallFailed(f"the hub answered {answer.status}")


consumer = Consumer(name="websub", handlers={FEED_CHANGED: tell_hub}, apart=True)
