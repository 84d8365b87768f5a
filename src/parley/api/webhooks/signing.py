"""Signatures of what we send, as Standard Webhooks (https://www.standardwebhooks.com) writes them."""

import base64
import hashlib
import hmac

from django.conf import settings

from parley.api.models import Webhook


def derived_secret(webhook: Webhook) -> str:
    """A webhook's secret, "whsec_" and 32 bytes in base64."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"webhook secret\0{webhook.salt}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(digest.digest()).decode("ascii")


def signed_headers(*, secret: str, message_id: str, timestamp: int, body: str) -> dict[str, str]:
    """The headers that go with a body. `timestamp`: seconds since 1970, of this attempt."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Parley",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + base64.b64encode(signature).decode("ascii"),
    }
