"""Each thing that can be wrong is found, and said with what to do."""

import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from parley.conversation.models import Thread
from parley.keeping.doctor import EXAMINATIONS, examine, machine
from parley.keeping.heartbeat import beat
from parley.kit import clock
from parley.kit.switches import Switch, turn
from parley.materializer.files import remove_public_file
from parley.materializer.models import Output
from parley.notifications.models import Delivery
from parley.outbox.models import Event, Receipt
from tests.config.test_commands import parley
from tests.conftest import Cast
from tests.databases import is_postgresql


@pytest.fixture
def data(cast: Cast) -> Iterator[Path]:
    """An installation in which a worker came around a moment ago."""
    beat()
    yield Path(settings.DATA)
    for switch in Switch:
        turn(Path(settings.DATA), switch, on=False)


def codes(*names: str) -> list[str]:
    """What is found, as "level code"; all examinations when none is named."""
    return [f"{f.level} {f.code}" for e in examine(only=names) for f in e.findings]


def change(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update=changes))


def test_an_installation_that_is_well_has_nothing_but_no_backups(data: Path) -> None:
    found = set(codes())
    assert found - {"warning parley.W001", "error not_durable", "warning backup_same_disk"} == {"warning no_backups"}
    # The tests' PostgreSQL runs without fsync, for speed, and the doctor says so.
    assert ("error not_durable" in found) == is_postgresql()


def test_every_examination_has_a_name_of_its_own() -> None:
    names = [examination.name for examination in EXAMINATIONS]
    assert len(set(names)) == len(names) >= 19


def test_a_disk_that_fills_up(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SCARCE", 1 << 60)
    assert codes("disk") == ["warning disk_scarce"]
    monkeypatch.setattr(machine, "LITTLE", 1 << 60)
    assert codes("disk") == ["error disk_full"]


def test_a_file_system_without_room_for_more_files(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "FEW_INODES", 1 << 60)
    assert codes("disk") == ["error inodes_scarce"] or os.statvfs(data).f_files == 0


def test_a_secret_that_everybody_can_read(data: Path) -> None:
    key = data / "secret.key"
    key.write_text("x")
    key.chmod(0o644)
    try:
        assert codes("folder") == ["error secret_readable"]
        key.chmod(0o600)
        assert codes("folder") == []
    finally:
        key.unlink()


def test_a_clock_that_was_set_back(data: Path) -> None:
    assert Event.objects.exists()
    with time_machine.travel(clock.now() - timedelta(days=1)):
        assert "warning clock_set_back" in codes("clock")


def test_a_clock_before_the_installation(data: Path) -> None:
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC)):
        assert "error clock_behind" in codes("clock")


def test_a_worker_that_died(data: Path) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert codes("worker") == ["error worker_silent"]
    (data / "run" / "worker").unlink()
    assert codes("worker") == ["error no_worker"]


def test_a_database_of_an_older_and_of_a_newer_program(data: Path) -> None:
    rows = MigrationRecorder(connection).migration_qs
    rows.create(app="conversation", name="9999_of_next_year")
    assert codes("migrations") == ["error database_new"]
    rows.filter(name="9999_of_next_year").delete()
    newest = rows.filter(app="conversation").order_by("-name").first()
    assert newest is not None
    newest.delete()
    assert codes("migrations") == ["error database_old"]


@pytest.mark.skipif("is_postgresql()", reason="SQLite's own")
def test_a_database_that_is_not_written_through(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    assert codes("durability") == ["error not_durable"]
    connection.close()
    assert codes("durability") == []


@pytest.mark.skipif("is_postgresql()", reason="SQLite's own")
def test_a_damaged_file(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'outbox_open'").fetchone()[0]
    connection.close()
    with Path(settings.DATABASES["default"]["NAME"]).open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert codes("integrity") == ["error database_damaged"]


def test_events_that_wait_or_were_given_up(data: Path) -> None:
    event = Event.objects.create(kind="x", subject="y", happened_at=clock.now())
    receipt = Receipt.objects.create(event=event, consumer="z", due_at=clock.now() - timedelta(minutes=6))
    assert codes("events") == ["warning events_late"]
    Receipt.objects.filter(pk=receipt.pk).update(due_at=clock.now() - timedelta(hours=2))
    assert codes("events") == ["error events_late"]
    Receipt.objects.filter(pk=receipt.pk).update(state=Receipt.State.FAILED)
    assert codes("events") == ["error events_failed"]


def test_pages_that_are_missing_or_cannot_be_written(cast: Cast, data: Path) -> None:
    remove_public_file(cast.thread.url)
    assert codes("drift") == ["error pages_drift"]
    Output.objects.filter(path=cast.thread.url).update(wanted=99, failures=4)
    assert codes("drift", "pages") == ["error page_fails"]


def test_drift_is_what_the_reconciler_would_mend(cast: Cast, data: Path) -> None:
    from parley.materializer.actions import reconcile
    from parley.materializer.queries import drifted_paths

    Output.objects.filter(path=cast.thread.url).delete()
    Output.objects.create(path="/nowhere/", recipe="article", subject="77", wanted=1, made=1)
    Output.objects.filter(path="/feed.xml").update(subject="another")
    assert sorted(drifted_paths()) == ["/feed.xml", "/nowhere/", cast.thread.url]
    assert reconcile() == 3
    assert drifted_paths() == []


def test_counts_that_are_wrong(cast: Cast, data: Path) -> None:
    Thread.objects.filter(pk=cast.thread.pk).update(published=7)
    assert codes("counts") == ["error miscounted"]


def test_mail_that_does_not_leave(data: Path) -> None:
    from parley.accounts.actions import record_reader

    made = clock.now() - timedelta(minutes=20)
    reader = record_reader(address="x@example.org")
    mail = Delivery.objects.create(event="x", reader=reader, purpose="confirm", due_at=made, created_at=made)
    assert codes("mail") == ["warning mail_late"]
    Delivery.objects.filter(pk=mail.pk).update(created_at=clock.now() - timedelta(hours=7))
    assert codes("mail") == ["error mail_late"]
    turn(data, Switch.MAIL_OFF, on=True)
    assert codes("mail", "switches") == ["warning switched_mail_off"], "what is switched off is not late"
    turn(data, Switch.MAIL_OFF, on=False)
    Delivery.objects.filter(pk=mail.pk).update(state=Delivery.State.REFUSED, created_at=clock.now())
    assert codes("mail") == ["warning mail_refused"]


def test_backups_that_are_missing_old_or_on_the_same_disk(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch, backup_folder=str(tmp_path))
    assert codes("backup") == ["error backup_missing"]
    (tmp_path / f"parley-{clock.now() - timedelta(hours=30):%Y%m%dT%H%M%S}.000Z.tar.zst").touch()
    assert "error backup_old" not in codes("backup"), "one that was missed is no fault yet"
    with time_machine.travel(clock.now() + timedelta(hours=8)):
        assert "error backup_old" in codes("backup")
    change(monkeypatch, backup_folder="inside")
    (data / "inside").mkdir()
    (data / "inside" / f"parley-{clock.now():%Y%m%dT%H%M%S}.000Z.tar.zst").touch()
    assert codes("backup") == ["warning backup_same_disk"]
    for path in (data / "inside").iterdir():
        path.unlink()
    (data / "inside").rmdir()


def test_what_a_restore_left_long_ago(data: Path) -> None:
    aside = data / "replaced-20260101T000000"
    aside.mkdir()
    try:
        assert codes("leftovers") == []
        os.utime(aside, (0, 0))
        assert codes("leftovers") == ["warning replaced_left"]
    finally:
        aside.rmdir()


@pytest.fixture
def https_server(tmp_path: Path) -> Iterator[Any]:
    """Serves a certificate for localhost that ends after so many days, and makes this machine trust it."""
    servers: list[socket.socket] = []

    def serve(days: float) -> tuple[str, Path]:
        key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=localhost")
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=60)).not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        chain = tmp_path / "chain.pem"
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        chain.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=_answer, args=(server, context), daemon=True).start()
        return f"https://localhost:{server.getsockname()[1]}", chain

    yield serve
    for server in servers:
        server.close()


def _answer(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _peer = server.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as secured:
                secured.recv(1)
        except OSError:  # a client that does not trust us hangs up
            plain.close()


@pytest.mark.parametrize(
    ("days", "found"), [(60, []), (10, ["warning certificate_ends"]), (2, ["error certificate_ends"])]
)
def test_a_certificate_that_ends(
    data: Path, https_server: Any, monkeypatch: pytest.MonkeyPatch, days: int, found: list[str]
) -> None:
    url, chain = https_server(days)
    monkeypatch.setattr(settings, "BASE_URL", url)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    assert codes("certificate") == found


def test_a_certificate_that_nobody_trusts_or_that_is_over(
    data: Path, https_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, chain = https_server(60)
    monkeypatch.setattr(settings, "BASE_URL", url)
    assert codes("certificate") == ["error certificate_refused"]
    url, chain = https_server(-1)
    monkeypatch.setattr(settings, "BASE_URL", url)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    assert codes("certificate") == ["error certificate_refused"]


def test_a_site_that_cannot_be_reached(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "https://localhost:1")
    assert codes("certificate") == ["warning unreachable"]


def test_one_fault_hides_no_other(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EXAMINATIONS[0].__class__("broken", "Broken", lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    monkeypatch.setattr("parley.keeping.doctor.EXAMINATIONS", (broken, *EXAMINATIONS))
    turn(data, Switch.COMMENTS_OFF, on=True)
    assert {"error not_examined", "warning switched_comments_off"} <= set(codes())


# The command and the page


@pytest.mark.skipif("is_postgresql()", reason="the tests' PostgreSQL is never well, see above")
def test_the_command_says_it_in_words_and_by_its_exit_code(cast: Cast, data: Path) -> None:
    well = parley("doctor")
    assert (well.exit_code, "warning: No backups are made" in well.output) == (0, True), well.output
    remove_public_file(cast.thread.url)
    wrong = parley("doctor")
    assert (wrong.exit_code, "parley materialize" in wrong.output) == (1, True)
    assert wrong.output.splitlines()[0].startswith("error: ")
    found = json.loads(parley("doctor", "--json", "--only", "drift").output)
    assert found["ok"] is False
    assert [(e["name"], e["findings"][0]["code"]) for e in found["examinations"]] == [("drift", "pages_drift")]


def test_an_examination_that_is_not_there_is_wrong_usage(cast: Cast) -> None:
    assert parley("doctor", "--only", "nonsense").exit_code == 2


def test_administrators_see_it_and_moderators_do_not(cast: Cast, data: Path, moderator: Client) -> None:
    assert moderator.get("/moderation/health/").status_code == 403
    assert "Health" not in moderator.get("/moderation/").content.decode()
    cast.ben.is_superuser = True
    cast.ben.save()
    turn(data, Switch.MAIL_OFF, on=True)
    page = moderator.get("/moderation/health/").content.decode()
    assert "Mail is switched off: it waits." in page
    assert "No backups are made by themselves." in page
    assert "The worker" in page
    assert 'href="/moderation/health/"' in moderator.get("/moderation/").content.decode()
    assert "Pages against the database" not in page
    assert "Pages against the database" in moderator.get("/moderation/health/?all=1").content.decode()


def test_strangers_do_not_see_it(reader: Client) -> None:
    assert reader.get("/moderation/health/").status_code == 302
