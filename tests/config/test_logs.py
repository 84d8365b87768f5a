"""Logs name no reader: no address, no network, no key of a private link, at any level."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from parley.config.logs import hide_persons, logging_settings
from parley.conversation.models import Comment
from parley.notifications.mail.smtp import SmtpServer
from parley.notifications.models import Delivery
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.conftest import Cast
from tests.notifications.post_office import PostOffice
from tests.posting import send

NETWORK, BROWSER = "203.0.113.77", "Peculiar/1.0 (browser of Cleo)"


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that any part of the program logs, from DEBUG on, in the form of the real log."""
    stream = io.StringIO()
    configured = logging_settings(request.param)
    logging.config.dictConfig(configured)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    root, before = logging.getLogger(), {}
    for name in ["", "parley", "django", "django.request", "django.server", "django_structlog", "asyncio"]:
        logger = logging.getLogger(name)
        before[name] = logger.level
        logger.setLevel(logging.DEBUG)
    standing = list(root.handlers)
    root.handlers = [handler]
    yield stream
    root.handlers = standing
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_a_post_a_mail_and_a_bounce_leave_no_trace_of_the_reader(
    cast: Cast, reader: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PARLEY", settings.PARLEY.model_copy(update={"trusted_proxies": 1}))
    facts = {"HTTP_X_FORWARDED_FOR": NETWORK, "HTTP_USER_AGENT": BROWSER, "REMOTE_ADDR": NETWORK}
    send(reader, cast.thread, notify="replies", **facts)
    comment = Comment.objects.get()
    deal_with_waiting_events()
    with PostOffice() as office:
        office.plan("rcpt 550")
        send_due(transport=_transport(office))
        Delivery.objects.update(state=Delivery.State.WAITING)
        office.plan("rcpt 451")
        send_due(transport=_transport(office))
    keys = [comment.private_key, "A" * 22 + "wrongKey"]
    for key in keys:
        for path in ("/conversation/status/{}/", "/my/sign-in/{}/", "/stop/{}/", "/conversation/notice/{}/"):
            reader.get(path.format(key), **facts)
        reader.post(f"/conversation/status/{key}/edit/", {"text": "x"}, HTTP_ORIGIN="https://evil.example", **facts)
        reader.get(f"/conversation/c/999999/?own={key}", **facts)
    reader.post("/my/", {"email": "cleo@example.org"}, HTTP_ORIGIN="http://testserver", **facts)
    text = written.getvalue()
    assert len(text.splitlines()) > 20, "nothing was logged"
    assert "delivery_refused" in text
    for trace in ("cleo", NETWORK, "Peculiar", *keys):
        assert trace.lower() not in text.lower(), [line for line in text.splitlines() if trace.lower() in line.lower()][
            :2
        ]


def test_a_fault_of_ours_is_logged_without_what_was_typed(
    cast: Cast, reader: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_fields: object) -> None:
        raise ValueError("cannot send to cleo@example.org about /my/sign-in/AAAAAAAAAAAAAAAAAAAAAAAA/?x=1")

    monkeypatch.setattr("parley.conversation.views.post", fail)
    reader.raise_request_exception = False
    assert send(reader, cast.thread, REMOTE_ADDR=NETWORK).status_code == 500
    text = written.getvalue().replace(r"\u2026", "…")
    assert "cannot send to …@… about /my/sign-in/…/" in text
    assert not [trace for trace in ("cleo@", NETWORK, "AAAA") if trace in text]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("to <a.b+c@mail.example.org>: 550 no", "to <…@…>: 550 no"),
        ("Gone: /my/sign-in/abcdefghijklmnopqrstuv/", "Gone: /my/sign-in/…/"),
        ("GET /conversation/c/12/?own=abcdefghijklmnopqrstuv", "GET /conversation/c/12/"),
        ("Not Found: /opinion/a-river-measured-three-times/", "Not Found: /opinion/a-river-measured-three-times/"),
        ("page_failed /opinion/a-river-measured-three-times/conversation/2/", None),
        ("5 pages at 12:30", "5 pages at 12:30"),
    ],
)
def test_what_is_hidden_and_what_stays(line: str, left: str | None) -> None:
    assert hide_persons(None, "", {"event": line})["event"] == (left or line)


def _transport(office: PostOffice) -> SmtpServer:
    return SmtpServer(host="127.0.0.1", port=office.port)
