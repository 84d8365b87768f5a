"""What a mail provider tells by webhook; the forms are read by anymail's own views."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anymail.signals import tracking
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from parley.accounts.models import Reader
from parley.notifications.bounces.providers import hear_provider, listen_to_providers, webhook_patterns
from parley.notifications.models import Delivery, DeliveryProblem, MailBlock
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice

SECRET = "provider:a-long-random-word"
Tell = Callable[..., int]


@pytest.fixture
def tell(settings: Any) -> Iterator[Tell]:
    """Posts an event as Postmark would. Returns the answer's status."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    listen_to_providers()

    def posted(secret: str = SECRET, **event: object) -> int:
        request = RequestFactory().post(
            "/notifications/webhooks/postmark/tracking/",
            json.dumps({"Email": "Dora@example.org", "MessageID": "m", "ID": 1, **event}),
            content_type="application/json",
            HTTP_AUTHORIZATION="Basic " + base64.b64encode(secret.encode()).decode(),
        )
        return int(PostmarkTrackingWebhookView.as_view()(request).status_code)

    yield posted
    tracking.disconnect(hear_provider, dispatch_uid="parley.notifications")


@pytest.fixture
def sent(
    post: Post, follow: Follow, work: Callable[[], None], cleo: Reader, dora: Reader, post_office: PostOffice
) -> Delivery:
    follow(dora)
    post(cleo)
    work()
    return Delivery.objects.get(purpose="comment", state="sent")


HARD = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
    "BouncedAt": "2026-11-26T17:00:00Z",
}


def test_a_hard_bounce_stops_mail_to_the_reader(sent: Delivery, tell: Tell) -> None:
    assert tell(**HARD) == 200
    problem = DeliveryProblem.objects.get()
    assert (problem.delivery, problem.severity, problem.status) == (sent, "gone", "5.1.1")
    assert MailBlock.objects.get().purpose == ""


def test_a_complaint_and_an_opt_out_stop_the_kind(sent: Delivery, tell: Tell) -> None:
    stopped = {"RecordType": "SubscriptionChange", "SuppressSending": True, "SuppressionReason": "ManualSuppression"}
    assert tell(Recipient="dora@example.org", **stopped) == 200
    assert not DeliveryProblem.objects.exists()
    assert MailBlock.objects.get().purpose == "comment"
    assert tell(RecordType="SpamComplaint", Type="SpamComplaint") == 200
    assert DeliveryProblem.objects.get().severity == "complaint"


def test_what_says_nothing_of_a_mails_fate_changes_nothing(sent: Delivery, tell: Tell) -> None:
    tell(RecordType="Delivery", Recipient="dora@example.org")
    tell(RecordType="Bounce", Type="Transient")
    tell(**HARD | {"Email": "nobody@example.org"})
    assert not DeliveryProblem.objects.exists()
    assert not MailBlock.objects.exists()


def test_without_the_secret_nobody_is_heard(sent: Delivery, tell: Tell) -> None:
    with pytest.raises(SuspiciousOperation):  # Django answers 400
        tell(secret="provider:another", **HARD)
    assert not DeliveryProblem.objects.exists()


def test_only_the_provider_of_the_settings_has_an_address_and_no_mail_comes_in() -> None:
    assert [str(each.pattern) for each in webhook_patterns("postmark")] == ["postmark/tracking/"]
