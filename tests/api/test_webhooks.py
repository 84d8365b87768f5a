"""News for other programs: told once, signed, tried again, and given up in the end."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from parley.api.actions.webhooks import add_webhook, enable_webhook, forget_deliveries, remove_webhook
from parley.api.errors import AddressForbidden, NoSuchWebhook
from parley.api.handlers import consumer
from parley.api.models import Webhook, WebhookDelivery
from parley.api.webhooks.sending import WAITS, send_due_webhooks, send_test
from parley.conversation.actions.deciding import decide
from parley.conversation.events import comments_erased
from parley.conversation.models import Comment
from parley.outbox.actions import deal_with_waiting_events
from parley.outbox.models import Event
from tests.api.receivers import Receiver, receiver
from tests.conftest import Cast
from tests.posting import HELD, announce, send


@pytest.fixture(autouse=True)
def private(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"webhooks_to_private_networks": True})


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def work() -> None:
    deal_with_waiting_events()
    send_due_webhooks()


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))


def test_a_published_comment_is_told_with_its_public_face(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=[])
    send(reader, cast.thread)
    work()
    (body,) = there.bodies
    assert body["type"] == "comment.published"
    assert body["data"]["comment"]["author_name"] == "Cleo"
    assert body["data"]["thread"]["address"] == f"http://testserver{cast.thread.url}"
    assert "cleo@example.org" not in json.dumps(there.bodies)
    assert states() == ["delivered"]
    assert WebhookDelivery.objects.get().body == ""


def test_others_verify_the_signature(reader: Client, cast: Cast, there: Receiver) -> None:
    _webhook, secret = add_webhook(url=there.url, types=[])
    send(reader, cast.thread, "Grüße: the gauge at Lindau read low again this morning, said the keeper.")
    work()
    ((_path, headers, body),) = there.requests
    assert Verifier(secret).verify(body, headers)["type"].startswith("comment.")
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body.replace(b"comment.", b"comment,"), headers)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    by_hand = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(by_hand).decode()


def test_the_secret_is_not_in_the_table(there: Receiver, cast: Cast) -> None:
    webhook, secret = add_webhook(url=there.url, types=[])
    assert secret not in str(Webhook.objects.values().get(pk=webhook.pk))


def test_a_held_comment_is_told_without_words_or_names(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=["comment.held"])
    send(reader, cast.thread, HELD)
    comment = Comment.objects.get()
    assert comment.status == "pending"
    work()
    (body,) = there.bodies
    assert body["data"]["comment"] == {"id": comment.pk}
    assert set(body["data"]["verdict"]) == {"outcome", "probability", "score", "rules"}
    assert not {"Cleo", "cleo", HELD} & set(json.dumps(body).split('"'))


def test_a_withdrawn_comment_and_a_changed_thread_are_told(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=["comment.withdrawn", "thread.changed"])
    send(reader, cast.thread)
    comment = Comment.objects.get()
    decide(comments=[comment], status="trash", moderator=cast.ben)
    announce(cast.thread)
    work()
    assert [body["type"] for body in there.bodies] == ["comment.withdrawn", "thread.changed"]
    assert there.bodies[0]["data"]["comment"] == {"id": comment.pk}


def test_an_event_dealt_with_twice_is_told_once(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=["comment.published"])
    send(reader, cast.thread)
    work()
    event = Event.objects.get(kind="comment_published")
    consumer.handlers["comment_published"](event)
    work()
    assert len(there.requests) == 1


def test_what_was_withdrawn_before_it_was_sent_is_not_sent(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=["comment.published"])
    send(reader, cast.thread)
    deal_with_waiting_events()
    decide(comments=[Comment.objects.get()], status="spam", moderator=cast.ben)
    send_due_webhooks()
    assert there.requests == []
    assert states() == ["cancelled"]


def test_a_failure_is_tried_again_with_the_same_number_and_body(reader: Client, cast: Cast, there: Receiver) -> None:
    there.reply = (500, b"")
    with time_machine.travel("2026-05-03T10:00:00Z", tick=False) as clock:
        add_webhook(url=there.url, types=["comment.published"])
        send(reader, cast.thread)
        work()
        send_due_webhooks()
        assert len(there.requests) == 1, "not before its time"
        assert Webhook.objects.get().last_error == "the receiver answered 500"
        there.reply = (200, b"ok")
        clock.shift(WAITS[0])
        send_due_webhooks()
    first, second = there.requests
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[1]["webhook-timestamp"] != second[1]["webhook-timestamp"]
    assert first[2] == second[2]
    webhook = Webhook.objects.get()
    assert (webhook.failing_since, webhook.last_error, states()) == (None, "", ["delivered"])


def test_after_a_day_it_gives_up_and_says_why(reader: Client, cast: Cast, there: Receiver) -> None:
    there.reply = (500, b"")
    with time_machine.travel("2026-05-03T10:00:00Z", tick=False) as clock:
        webhook, _secret = add_webhook(url=there.url, types=["comment.published"])
        send(reader, cast.thread)
        work()
        for wait in WAITS:
            assert states() == ["waiting"]
            clock.shift(wait)
            send_due_webhooks()
        assert timedelta(hours=20) < sum(WAITS, timedelta()) < timedelta(hours=25)
        webhook.refresh_from_db()
        assert states() == ["failed"]
        assert webhook.disabled_at is not None
        assert webhook.last_error.startswith("nothing arrived for a day")
        send(reader, cast.thread, "The keepers of Velka wrote down another forty centimetres.")
        work()
        assert len(states()) == 1, "nothing is written down for one that is switched off"
        enable_webhook(number=webhook.pk)
        assert Webhook.objects.get().disabled_at is None


def test_a_receiver_that_is_gone_is_believed_at_once(reader: Client, cast: Cast, there: Receiver) -> None:
    there.reply = (410, b"")
    add_webhook(url=there.url, types=["comment.published"])
    send(reader, cast.thread)
    work()
    assert states() == ["failed"]
    assert Webhook.objects.get().disabled_at is not None


def test_a_dead_receiver_does_not_hold_up_the_others(reader: Client, cast: Cast, there: Receiver) -> None:
    with receiver() as dead:
        pass
    add_webhook(url=dead.url, types=[])
    add_webhook(url=there.url, types=[])
    send(reader, cast.thread)
    work()
    assert len(there.requests) == 1
    assert sorted(states()) == ["delivered", "waiting"]


def test_a_claim_of_a_process_that_died_is_taken_over(reader: Client, cast: Cast, there: Receiver) -> None:
    with time_machine.travel("2026-05-03T10:00:00Z", tick=False) as clock:
        add_webhook(url=there.url, types=["comment.published"])
        send(reader, cast.thread)
        deal_with_waiting_events()
        in_a_minute = Event.objects.get(kind="comment_published").happened_at + timedelta(minutes=1)
        WebhookDelivery.objects.update(state="claimed", due_at=in_a_minute, attempts=1)
        send_due_webhooks()
        assert there.requests == []
        clock.shift(61)
        send_due_webhooks()
    assert len(there.requests) == 1


def test_a_removed_webhook_is_told_nothing(reader: Client, cast: Cast, there: Receiver) -> None:
    webhook, _secret = add_webhook(url=there.url, types=[])
    send(reader, cast.thread)
    deal_with_waiting_events()
    remove_webhook(number=webhook.pk)
    send_due_webhooks()
    assert there.requests == []
    with pytest.raises(NoSuchWebhook):
        remove_webhook(number=webhook.pk)


def test_a_test_says_whether_it_arrived(cast: Cast, there: Receiver) -> None:
    webhook, secret = add_webhook(url=there.url, types=[])
    assert send_test(webhook) == ""
    ((_path, headers, body),) = there.requests
    assert Verifier(secret).verify(body, headers)["type"] == "webhook.test"
    there.reply = (503, b"")
    assert send_test(webhook) == "the receiver answered 503"


def test_an_address_inside_is_refused_when_it_is_added_and_when_it_is_called(cast: Cast, settings: Any) -> None:
    webhook, _secret = add_webhook(url="https://127.0.0.1/", types=[])
    settings.PARLEY = settings.PARLEY.model_copy(update={"webhooks_to_private_networks": False})
    assert "not of the public internet" in send_test(webhook)
    with pytest.raises(AddressForbidden):
        add_webhook(url="http://receiver.example/", types=[])


def test_what_was_settled_is_forgotten_after_a_month(reader: Client, cast: Cast, there: Receiver) -> None:
    with time_machine.travel("2026-05-03T10:00:00Z") as clock:
        add_webhook(url=there.url, types=[])
        send(reader, cast.thread)
        work()
        assert forget_deliveries() == 0
        clock.shift(timedelta(days=31))
        assert forget_deliveries() == 1


def test_what_was_erased_is_told_and_its_words_are_not_sent(reader: Client, cast: Cast, there: Receiver) -> None:
    add_webhook(url=there.url, types=["comment.published", "comments.erased"])
    send(reader, cast.thread)
    deal_with_waiting_events()
    comment = Comment.objects.get()
    with transaction.atomic():
        comments_erased(cast.thread.pk, [comment.pk])
    deal_with_waiting_events()
    assert not WebhookDelivery.objects.filter(type="comment.published").exclude(body="").exists()
    send_due_webhooks()
    (body,) = there.bodies
    assert (body["type"], body["data"]["comments"]) == ("comments.erased", [comment.pk])
