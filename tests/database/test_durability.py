"""Commits that follow from others do not wait for the disk; all others do."""

import pytest
from django.db import connection, transaction
from django.test import Client

from parley.database.durability import without_waiting_for_the_disk
from tests.conftest import Cast
from tests.posting import send


def waits() -> str:
    """How commits of this connection wait now."""
    question = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def full(installation: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL" if connection.vendor == "sqlite" else "SET synchronous_commit TO on")


def test_it_waits_no_more_and_then_again() -> None:
    before = waits()
    with without_waiting_for_the_disk():
        assert waits() == ("1" if connection.vendor == "sqlite" else "off")
    assert waits() == before == ("2" if connection.vendor == "sqlite" else "on")


def test_it_waits_again_after_an_error() -> None:
    with pytest.raises(OSError, match="disk"), without_waiting_for_the_disk():
        raise OSError("the disk is full")
    assert waits() in {"2", "on"}


def test_inside_a_transaction_of_others_it_changes_nothing() -> None:
    with transaction.atomic(), without_waiting_for_the_disk():
        assert waits() in {"2", "on"}


def test_a_posted_comment_leaves_a_connection_that_waits(cast: Cast) -> None:
    send(Client(), cast.thread)
    assert cast.thread.comments.count() == 1
    assert waits() in {"2", "on"}
