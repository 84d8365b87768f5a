"""`parley mail`: keys, doctor, brake."""

import json
from pathlib import Path
from typing import Any

import pytest

from parley.kit import clock
from parley.notifications.mail.dkim_keys import signing_keys
from parley.notifications.models import Brake
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.notifications.conftest import post_office
from tests.notifications.name_server import NameServer
from tests.notifications.test_doctor import HERE, sound, zone

__all__ = ["post_office", "sound", "zone"]


@pytest.fixture
def folder(cast: Cast, tmp_path: Path, settings: Any) -> Path:
    settings.MAIL_KEYS = tmp_path
    return tmp_path


def test_keys_are_made_once_and_their_records_printed(folder: Path) -> None:
    first = parley("mail", "keys")
    assert first.exit_code == 0
    (key,) = signing_keys()
    assert key.zone_line in first.output
    assert key.record in first.output
    records = json.loads(parley("mail", "keys", "--ed25519", "--json").output)["records"]
    assert [record["content"].split(";")[1] for record in records] == [" k=rsa", " k=ed25519"]
    assert records[0]["content"] == key.record == "".join(records[0]["pieces"])
    assert max(map(len, records[0]["pieces"])) <= 255


def test_a_key_for_later_has_the_name_that_it_is_given(folder: Path) -> None:
    assert "next._domainkey.testserver." in parley("mail", "keys", "--selector", "next").output
    assert (folder / "mail.next.key").is_file()
    assert parley("mail", "keys", "--selector", "../x").exit_code == 2


def test_the_doctor_says_what_is_wrong_and_ends_with_1(cast: Cast, sound: NameServer) -> None:
    assert parley("mail", "check", "--address", HERE).exit_code == 0
    sound.replace("magazine.example", "magazine.example. 60 IN MX 10 mail.magazine.example.")
    answer = parley("mail", "check", "--address", HERE, "--json")
    report = json.loads(answer.output)
    assert (answer.exit_code, report["ok"]) == (1, False)
    (wrong,) = [finding for finding in report["findings"] if finding["level"] == "error"]
    assert wrong["record"] == 'magazine.example. 3600 IN TXT "v=spf1 ip4:198.51.100.7 -all"'
    words = parley("mail", "check", "--address", HERE).output
    assert "error    magazine.example has no SPF record." in words
    assert f"         {wrong['record']}" in words


def test_what_is_no_address_is_refused(folder: Path) -> None:
    assert parley("mail", "check", "--address", "x").exit_code == 2
    assert parley("mail", "check", "--to", "x").exit_code == 2


def test_a_stopped_kind_is_reported_and_released(cast: Cast) -> None:
    assert "Stopped: none." in parley("mail", "release", "comment").output
    Brake.objects.create(purpose="comment", pulled_at=clock.now(), mails=100, bounces=12, complaints=0)
    assert "parley mail release comment" in parley("check").output
    assert "parley mail release comment" in parley("mail", "check").output
    assert parley("mail", "release", "comment").exit_code == 0
    assert Brake.objects.get().released_at is not None
