"""Addresses for incoming mail carry their own proof."""

from typing import Any

import pytest

from parley.notifications.mail.plus_addresses import For, plus_address, read_plus_address


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    settings.MAIL_INBOX = "talk@magazine.example"


def test_an_address_is_read_as_it_was_made_whatever_its_case() -> None:
    address = plus_address(For.ANSWER, 12, 5)
    assert address.startswith("talk+r12-5-")
    assert len(address.partition("@")[0]) <= 64
    assert read_plus_address(address) == (For.ANSWER, (12, 5))
    assert read_plus_address(f"<{address.upper()}>") == (For.ANSWER, (12, 5))


def test_the_largest_numbers_fit_a_local_part() -> None:
    local = plus_address(For.ANSWER, 10**10, 10**10).partition("@")[0]
    assert len(local) <= 64


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.replace("r12-5", "r12-6"),
        lambda a: a.replace("+r", "+b"),
        lambda a: a.replace("magazine", "other"),
        lambda a: a.replace("talk+", "talk+x"),
        lambda a: "talk@magazine.example",
        lambda a: "",
        lambda a: "talk+r12-5@magazine.example",
        lambda a: a.replace("+", ""),
    ],
)
def test_what_we_did_not_make_means_nothing(change: Any) -> None:
    assert read_plus_address(change(plus_address(For.ANSWER, 12, 5))) is None


def test_without_an_inbox_there_are_no_such_addresses(settings: Any) -> None:
    address = plus_address(For.BOUNCE, 3)
    settings.MAIL_INBOX = ""
    assert plus_address(For.BOUNCE, 3) == ""
    assert read_plus_address(address) is None
