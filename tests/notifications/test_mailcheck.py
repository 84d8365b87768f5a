"""Mails of every kind, judged by parsers that are not ours: Python's, and a checker of the RFCs where it is at hand."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import time_machine

from parley.accounts.models import Reader, User
from parley.conversation.actions.notices import NewNotice, decide_notice, file_notice
from parley.conversation.models import Notice, Thread
from parley.kit import clock
from parley.notifications.actions import request_subscription
from parley.notifications.digests import record_digests
from parley.notifications.models import Delivery
from parley.notifications.sending import send_due
from parley.notifications.sign_in_mails import send_sign_in_link
from parley.outbox.actions import deal_with_waiting_events
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import Mail, PostOffice
from tests.posting import write

SHARED = Path(os.environ.get("TESTS_SHARED", Path(__file__).parents[3] / "shared"))
CHECKER = SHARED / "tools" / "trust" / "mailcheck.py"
HARD_WORDS = ".\n\n..\n\nÜberfüllung 水位 🌊 =?utf-8?q?x=0ABcc=3A?= https://example.org/" + "x" * 1_200
UNSIGNED = "RFC 8058 4: DKIM signature present"
"""The one rule that a site without a key for signing breaks."""


@pytest.fixture
def every_kind(
    cast: Cast, settings: Any, post_office: PostOffice, post: Post, follow: Follow, cleo: Reader, dora: Reader
) -> list[Mail]:
    """A mail of each purpose, as the server took it."""
    settings.BASE_URL = "https://magazine.example"
    thread: Thread = cast.thread
    follow(dora)
    first = post(cleo, HARD_WORDS)
    post(dora, HARD_WORDS, parent=first, author_name="Zoë =?utf-8?q?Bcc?= <x@example.org>")
    request_subscription(reader=cleo, thread=thread, kind="replies")
    send_sign_in_link(address="erin@example.org")
    bad = post(cleo, "Unlawful.")
    notice = file_notice(
        NewNotice(
            comment=bad, url="", category=Notice.Category.values[0], explanation="Why?", address="fay@example.org"
        )
    )
    decide_notice(notice=notice, removed=True, ground="law", statement="It breaks it.\n.\n", moderator=cast.ben)
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.org")
    record_digests()
    for hours in (0, 1, 48):
        with time_machine.travel(clock.now() + timedelta(hours=hours)):
            write(thread, f"Waits {hours}.", status="pending", received_at=clock.now(), posted_at=clock.now())
            deal_with_waiting_events()
            send_due()
            record_digests()
            send_due()
    told = set(Delivery.objects.filter(state="sent").values_list("purpose", flat=True))
    assert {"comment", "confirm", "sign_in", "notice", "digest"} <= told
    return post_office.mails


def test_pythons_parser_finds_no_defect_in_any_kind(every_kind: list[Mail]) -> None:
    for mail in every_kind:
        for rules in (policy.default, policy.SMTP, policy.strict):
            message = message_from_bytes(mail.octets, policy=rules)
            assert not [part.defects for part in message.walk() if part.defects]
            assert not [name for name, value in message.items() if getattr(value, "defects", ())]
        assert mail.octets.isascii()
        assert max(map(len, mail.octets.split(b"\r\n"))) <= 998
        assert mail.octets.count(b"\n") == mail.octets.count(b"\r\n")


@pytest.mark.skipif(not CHECKER.is_file(), reason="the checker of the RFCs lies outside the repository")
def test_a_checker_of_the_rfcs_finds_no_broken_rule_in_any_kind(every_kind: list[Mail], tmp_path: Path) -> None:
    log = tmp_path / "mails.jsonl"
    log.write_text("".join(f"{json.dumps(_line(mail))}\n" for mail in every_kind), encoding="utf-8")
    command = [sys.executable, str(CHECKER), str(log), "--site", "magazine.example"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    assert said[0].startswith(f"{len(every_kind)} mails")
    assert [line for line in said[1:] if UNSIGNED not in line] == []


def _line(mail: Mail) -> dict[str, Any]:
    """A mail in the form that the checker reads."""
    return {
        "stored": True,
        "rcpt": mail.recipients,
        "mail_from": mail.sender,
        "data": mail.octets.decode(),
        "sha256": hashlib.sha256(mail.octets).hexdigest(),
        "maxline": max(map(len, mail.octets.split(b"\n"))),
        "bare_lf": mail.octets.count(b"\n") - mail.octets.count(b"\r\n"),
    }
