"""Signatures of mails, judged by dkimpy, which did not make them."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dkim
import pytest

from parley.accounts.models import Reader
from parley.notifications.mail.dkim_keys import PIECE, key_file, make_key, signing_keys
from parley.notifications.mail.signatures import signed
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice

Work = Callable[[], None]
MESSAGE = (
    b"From: The Review <conversation@testserver>\r\nTo: dora@example.org\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"
    b"Date: Thu, 26 Nov 2026 17:00:00 +0000\r\nMessage-ID: <c1.r2@testserver>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nText  with   spaces \r\n\r\n\r\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MAIL_KEYS = tmp_path
    yield tmp_path
    for file in tmp_path.glob("*.key"):
        file.unlink()


def dns(name: bytes, timeout: float = 5) -> bytes | None:
    records = {f"{key.record_name}.": key.record for key in signing_keys()}
    found = records.get(name.decode())
    return found.encode() if found else None


def verifies(message: bytes, at: int = 0) -> bool:
    try:
        return bool(dkim.DKIM(message).verify(at, dnsfunc=dns))
    except dkim.ValidationError:
        return False


def test_without_a_key_nothing_changes() -> None:
    assert signed(MESSAGE) == MESSAGE


def test_a_signed_mail_verifies_with_both_kinds_of_key() -> None:
    make_key()
    make_key(kind="ed25519")
    message = signed(MESSAGE)
    assert message.count(b"DKIM-Signature:") == 2
    assert b"a=rsa-sha256; c=relaxed/relaxed; d=testserver;" in message
    assert b"a=ed25519-sha256" in message
    assert b" l=" not in message.partition(b"\r\n\r\n")[0]
    assert verifies(message, 0)
    assert verifies(message, 1)
    assert max(len(line) for line in message.split(b"\r\n")) <= 78


def test_the_same_mail_is_signed_with_the_same_bytes() -> None:
    make_key()
    assert signed(MESSAGE) == signed(MESSAGE)


def test_what_servers_may_do_on_the_way_does_not_break_the_signature() -> None:
    make_key()
    message = signed(MESSAGE)
    travelled = message.replace(b"Text  with   spaces \r\n\r\n\r\n", b"Text with spaces\r\n")
    travelled = travelled.replace(b"Subject: ", b"subject:   ").replace(b"Thu, 26 Nov", b"Thu,\r\n 26 Nov")
    assert verifies(b"Received: from a by b\r\nReturn-Path: <x@y.example>\r\n" + travelled)


def test_every_field_of_a_real_mail_is_covered_and_none_can_be_added(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    make_key()
    follow(dora)
    post(cleo)
    work()
    (mail,) = post_office.to("dora@example.org")
    assert verifies(mail.octets)
    head, _gap, body = mail.octets.partition(b"\r\n\r\n")
    added_by_the_server = {"dkim-signature", "x-kind", "x-peer", "x-mailfrom", "x-rcptto"}
    names = [name for name, _value in mail.message.items() if name.lower() not in added_by_the_server]
    assert {"From", "To", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"} <= set(names)
    for name in names:
        line = f"\r\n{name}: ".encode()
        assert head.count(line) == 1
        assert not verifies(mail.octets.replace(line, line + b"x", 1)), name
        assert not verifies(head + line + b"x\r\n\r\n" + body), f"a second {name}"
    for absent in ("Reply-To", "Cc", "Sender", "Content-Transfer-Encoding"):
        assert not verifies(f"{absent}: evil@evil.example\r\n".encode() + mail.octets), absent
    assert not verifies(mail.octets + b"more\r\n")
    assert not verifies(mail.octets.replace(b"gauge", b"gouge"))


def test_a_key_is_for_its_owner_only_and_is_never_overwritten() -> None:
    first = make_key()
    assert stat.S_IMODE(key_file("parley").stat().st_mode) == 0o600
    assert make_key().record == first.record
    key_file("parley").unlink()
    assert make_key().record != first.record


def test_a_key_that_was_replaced_is_used_without_a_restart() -> None:
    first = make_key()
    signed(MESSAGE)
    key_file("parley").unlink()
    assert make_key().record != first.record
    assert verifies(signed(MESSAGE))


def test_the_record_stands_in_strings_that_the_dns_takes() -> None:
    from dns.rdata import from_text

    for kind in ("rsa", "ed25519"):
        key = make_key(kind=kind)
        name, ttl, _class, _type, content = key.zone_line.split(" ", 4)
        record: Any = from_text("IN", "TXT", content.strip("() "))
        assert name == f"{key.record_name}."
        assert ttl == "3600"
        assert b"".join(record.strings).decode() == key.record
        assert max(map(len, record.strings)) <= PIECE


def test_a_second_selector_prepares_a_change_without_being_used() -> None:
    used, next_one = make_key(), make_key(selector="next")
    assert next_one.record_name == "next._domainkey.testserver"
    assert next_one.record != used.record
    assert b"s=parley;" in signed(MESSAGE)
    assert b"s=next;" not in signed(MESSAGE)
