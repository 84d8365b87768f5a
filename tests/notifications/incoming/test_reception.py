"""The worker's own mail server: takes what is ours, says 250 only when it is stored, loses nothing to kill -9."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.notifications.incoming.dealing import deal_with_received
from parley.notifications.incoming.listener import keep_listening, stop_listening
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.models import ReceivedMail
from tests.conftest import Cast
from tests.journeys.patience import until
from tests.notifications.conftest import Post
from tests.notifications.incoming.conftest import INBOX, free_port, written
from tests.posting import HONEST

SENDER = "dora@example.org"


@pytest.fixture
def asked(post: Post, cleo: Reader, dora: Reader, cast: Cast) -> Comment:
    decide(comments=[post(dora, "Dora was here before.")], status="approved", moderator=cast.ben)
    return post(cleo)


@pytest.fixture
def ours(asked: Comment, dora: Reader) -> str:
    return plus_address(For.ANSWER, asked.pk, dora.pk)


def test_a_mail_is_stored_when_it_is_taken_and_becomes_a_comment(ours: str, server: smtplib.SMTP) -> None:
    assert server.sendmail(SENDER, [ours], written(HONEST).as_bytes()) == {}
    assert ReceivedMail.objects.get().state == "waiting"
    deal_with_received()
    made = ReceivedMail.objects.get().comment
    assert made is not None
    assert made.source == HONEST


@pytest.mark.parametrize(
    "address",
    [
        "sam@elsewhere.example",
        "other@magazine.example",
        "talk+r1-1-0123456789abcdef@magazine.example",
        "talk+anything@magazine.example",
        "",
    ],
)
def test_it_takes_nothing_for_others(address: str, server: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.sendmail(SENDER, [address], written().as_bytes())
    assert refused.value.recipients[address][0] in {550, 501, 553}
    assert not ReceivedMail.objects.exists()


def test_an_address_whose_reader_is_gone_is_refused(ours: str, dora: Reader, server: smtplib.SMTP) -> None:
    dora.delete()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.sendmail(SENDER, [ours], written().as_bytes())


def test_what_people_write_to_the_inbox_is_refused_so_that_they_hear_of_it(server: smtplib.SMTP) -> None:
    server.mail(SENDER)
    server.rcpt(INBOX)
    code, words = server.data(written().as_bytes())
    assert (code, b"Nobody reads mail" in words) == (550, True)
    assert not ReceivedMail.objects.exists()


def test_in_lmtp_each_recipient_has_an_answer_of_its_own(ours: str, installation: Path, settings: Any) -> None:
    port = free_port()
    settings.PARLEY = settings.PARLEY.model_copy(update={"mail_listen": f"lmtp://127.0.0.1:{port}"})
    assert keep_listening()
    try:
        with socket.create_connection(("127.0.0.1", port)) as wire, wire.makefile("rwb") as lines:

            def say(line: str, answers: int = 1) -> list[str]:
                if line:
                    lines.write(line.encode() + b"\r\n")
                    lines.flush()
                return [lines.readline().decode().strip() for _each in range(answers)]

            say("")
            lines.write(b"LHLO here\r\n")
            lines.flush()
            while lines.readline()[3:4] == b"-":
                pass
            say(f"MAIL FROM:<{SENDER}>")
            say(f"RCPT TO:<{INBOX}>")
            say(f"RCPT TO:<{ours}>")
            say("DATA")
            first, second = say(written(HONEST).as_string() + "\r\n.", answers=2)
            assert (first[:3], second[:3]) == ("550", "250")
            assert say("QUIT")[0].startswith("221")
    finally:
        stop_listening()
    assert ReceivedMail.objects.count() == 1


def test_the_same_mail_by_two_ways_is_one(ours: str, server: smtplib.SMTP) -> None:
    for trace in ("Received: from a\r\n", "Received: from b\r\n"):
        server.sendmail(SENDER, [ours], trace + written(HONEST).as_string())
    assert ReceivedMail.objects.count() == 1


def test_while_the_database_is_away_the_mail_stays_with_its_sender(
    ours: str, server: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_given: Any) -> bool:
        raise OperationalError("the disk is full")

    monkeypatch.setattr("parley.notifications.incoming.listener.store_mail", away)
    server.mail(SENDER)
    server.rcpt(ours)
    assert server.data(written().as_bytes())[0] == 451


def test_a_mail_that_is_too_large_is_refused(ours: str, server: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch) -> None:
    server.ehlo_or_helo_if_needed()
    assert server.esmtp_features["size"] == "10000000"
    with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)) as refused:
        server.sendmail(SENDER, [ours], written().as_bytes() + b"x" * 1_000 * 11_000)
    assert getattr(refused.value, "smtp_code", 552) in {552, 500}
    assert not ReceivedMail.objects.exists()


WORKER = """
import os, signal, sys
import django
django.setup()
from parley.notifications.incoming import dealing, listener
def killed_after(module, name):
    real = getattr(module, name)
    def once(*given, **named):
        real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, name, once)
kill = sys.argv[1]
if kill == "stored":
    killed_after(listener, "store_mail")
if kill == "posted":
    killed_after(dealing, "post_answer")
if kill == "noted":
    killed_after(dealing, "_deal")
from parley.config.worker import run_worker
run_worker()
"""


@pytest.fixture
def start_worker(installation: Path) -> Iterator[Callable[[str], tuple[subprocess.Popen[bytes], int]]]:
    """Starts a real worker on the test's database, which kills itself (-9) at the named step."""
    (installation / "secret.key").write_text(django_settings.SECRET_KEY, encoding="ascii")
    database = connection.settings_dict
    url = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgresql://postgres@/{database['NAME']}?host={database['HOST']}"
    )
    started: list[subprocess.Popen[bytes]] = []

    def start(kill: str) -> tuple[subprocess.Popen[bytes], int]:
        port = free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PARLEY_", "DATABASE_URL"))},
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "DJANGO_SETTINGS_MODULE": "parley.config.settings",
            "PARLEY_DATA": str(installation),
            "PARLEY_BASE_URL": "http://testserver",
            "PARLEY_MAIL_INBOX": INBOX,
            "PARLEY_MAIL_LISTEN": f"lmtp://127.0.0.1:{port}",
            "DATABASE_URL": url,
        }
        process = subprocess.Popen([sys.executable, "-c", WORKER, kill], env=environment, stdout=subprocess.DEVNULL)
        started.append(process)
        until(lambda: _listens(port), "the worker listens", within=60)
        return process, port

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)
    (installation / "secret.key").unlink()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def deliver(port: int, address: str) -> bool:
    """Whether the worker said that it took the mail."""
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as wire:
            wire.sendmail(SENDER, [address], written(HONEST).as_bytes())
    except (smtplib.SMTPException, OSError):
        return False
    return True


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("kill", "is_taken"), [("stored", False), ("posted", True), ("noted", True)])
def test_a_worker_that_is_killed_loses_nothing_and_posts_nothing_twice(
    kill: str, is_taken: bool, ours: str, asked: Comment, start_worker: Any
) -> None:
    process, port = start_worker(kill)
    assert deliver(port, ours) is is_taken
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert ReceivedMail.objects.count() == 1
    assert Comment.objects.filter(source=HONEST).count() == (1 if kill == "noted" else 0)
    # The sender was not told, or was cut off: it tries again, with a worker that lives; the lease is over by then.
    ReceivedMail.objects.filter(state="waiting").update(due_at="2020-01-01T00:00:00Z")
    _process, port = start_worker("")
    assert deliver(port, ours)
    until(lambda: ReceivedMail.objects.get().state == "posted", "the mail is dealt with", within=60)
    assert Comment.objects.filter(source=HONEST).count() == 1
