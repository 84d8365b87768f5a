"""Settings under which answers by mail would be lost are named at start."""

from typing import Any

import pytest

from parley.notifications.checks import answers_need_an_inbox_and_a_way_in


@pytest.mark.parametrize(
    ("inbox", "way_in", "expected"),
    [
        ("", {}, []),
        ("talk@magazine.example", {}, ["parley.notifications.W002"]),
        ("", {"mail_listen": "lmtp://127.0.0.1:8024"}, ["parley.notifications.W003"]),
        ("talk@magazine.example", {"mail_imap": "imaps://talk:x@imap.example/INBOX"}, []),
    ],
)
def test_an_inbox_needs_a_way_in_and_the_other_way_round(
    inbox: str, way_in: dict[str, str], expected: list[str], settings: Any
) -> None:
    settings.MAIL_INBOX = inbox
    settings.PARLEY = settings.PARLEY.model_copy(update=way_in)
    assert [warning.id for warning in answers_need_an_inbox_and_a_way_in()] == expected
