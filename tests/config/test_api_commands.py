"""`parley api`, as an operator types it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from parley.api.actions.webhooks import TYPES as ALL_TYPES
from parley.api.models import ApiToken
from parley.config.cli.api import SCOPES, TYPES
from tests.api.receivers import Receiver, receiver
from tests.config.test_commands import parley
from tests.conftest import Cast


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    settings.PARLEY = settings.PARLEY.model_copy(update={"webhooks_to_private_networks": True})
    with receiver() as found:
        yield found


def added(*options: str) -> dict[str, Any]:
    done = parley("api", *options, "--json")
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.output)
    return said


def calls(token: str) -> int:
    return Client().get("/api/v1/moderation/queue", headers={"Authorization": f"Bearer {token}"}).status_code


def test_the_choices_are_those_of_the_room() -> None:
    assert set(SCOPES) == set(ApiToken.Scope.values)
    assert TYPES == ALL_TYPES


def test_an_issued_token_works_until_it_is_revoked(cast: Cast) -> None:
    said = added("token", "add", "--name", "Night shift", "--scope", "moderate", "--user", "ben", "--days", "3")
    assert calls(said["token"]) == 200
    assert parley("api", "token", "revoke", str(said["number"])).exit_code == 0
    assert calls(said["token"]) == 401
    assert parley("api", "token", "revoke", str(said["number"])).exit_code == 1


def test_the_list_shows_everything_but_the_token(cast: Cast) -> None:
    assert parley("api", "token", "list").output.strip() == "No token was issued."
    said = added("token", "add", "--name", "App", "--scope", "read", "--scope", "write")
    fresh = parley("api", "token", "list").output
    assert "never used" in fresh
    assert "read write" in fresh
    assert said["token"] not in fresh + parley("api", "token", "list", "--json").output


def test_a_token_that_moderates_needs_somebody_who_may(cast: Cast) -> None:
    done = parley("api", "token", "add", "--name", "App", "--scope", "moderate", "--user", "nobody")
    assert done.exit_code == 1
    assert "may moderate" in done.output


def test_a_webhook_is_added_tested_listed_and_removed(cast: Cast, there: Receiver) -> None:
    said = added("webhook", "add", there.url, "--event", "comment.published")
    assert said["secret"].startswith("whsec_")
    assert parley("api", "webhook", "test", str(said["number"])).output.strip() == "It arrived."
    there.reply = (500, b"")
    assert parley("api", "webhook", "test", str(said["number"])).exit_code == 1
    (row,) = added("webhook", "list")["webhooks"]
    assert (row["url"], row["events"], row["waiting"]) == (there.url, ["comment.published"], 0)
    assert parley("api", "webhook", "enable", str(said["number"])).exit_code == 0
    assert parley("api", "webhook", "remove", str(said["number"])).exit_code == 0
    assert parley("api", "webhook", "remove", str(said["number"])).exit_code == 1
    assert parley("api", "webhook", "list").output.strip() == "There is no webhook."


def test_an_address_that_cannot_be_called_is_refused_in_words(installation: Path) -> None:
    done = parley("api", "webhook", "add", "http://receiver.example/")
    assert done.exit_code == 1
    assert "https://receiver.example/news" in done.output
