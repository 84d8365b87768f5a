"""The worker's own mail server: takes mail for our addresses by LMTP or SMTP, stores it, and does nothing else.

Every recipient of a mail gets an answer of its own in LMTP (RFC 2033 4.2); in SMTP one answer must do for all, so a
mail for several is taken as a whole or not at all. Whoever is told 250 can rely on it: the mail is on the disk.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from parley.notifications.incoming.messages import read_message
from parley.notifications.incoming.receiving import LARGEST, is_addressed_to_us, is_complaint, is_inbox, store_mail

MOST_RECIPIENTS = 20
LONGEST_LINE = 100_000
"""Bytes. RFC 5321 says 1,000, programs that write longer ones exist, and a mail should not be lost for it."""

TAKEN = "250 2.0.0 Stored"
LATER = "451 4.3.0 Not stored, please try again"
UNKNOWN = "550 5.1.1 Nobody answers under this address"
NOT_READ = "550 5.7.1 Nobody reads mail to this address; the addresses for answers are in our mails"
TOO_MANY = "452 4.5.3 Too many recipients"

log = structlog.get_logger(__name__)


class Reception:
    """What is said to a server that brings mail (an aiosmtpd handler)."""

    def __init__(self, *, each_recipient: bool) -> None:
        """`each_recipient`: an answer for each, as LMTP wants it."""
        self._each = each_recipient
        # The database is asked in threads: the loop must go on listening while it writes.
        self._desk = ThreadPoolExecutor(max_workers=2, thread_name_prefix="received-mail")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Takes the addresses that we made, and no others: nothing is relayed."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            known = await self._at_desk(partial(is_addressed_to_us, address))
        except DatabaseError:
            log.exception("recipient_not_looked_up")
            return LATER
        if not known:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Stores the mail, then says so."""
        content = envelope.original_content
        assert isinstance(content, bytes)
        answers = [await self._at_desk(partial(_take, address, content)) for address in envelope.rcpt_tos]
        if self._each:
            return "\r\n".join(answers)
        # Stored for some and not for others: then it comes again, and those that have it know it.
        return next((answer for answer in answers if answer != TAKEN), TAKEN)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: the mail stays with its sender."""
        log.error("listener_failed", error=type(error).__name__)
        return LATER

    async def _at_desk(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._desk, _with_connection, work)

    def close(self) -> None:
        self._desk.shutdown(wait=True)


def _with_connection(work: Callable[[], Any]) -> Any:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


def _take(address: str, content: bytes) -> str:
    if is_inbox(address) and not is_complaint(read_message(content)):
        return NOT_READ
    try:
        is_new = store_mail(address=address, octets=content)
    except DatabaseError:
        log.exception("received_mail_not_stored")
        return LATER
    log.info("mail_received", is_new=is_new)
    return TAKEN


class Listener(Controller):
    """Listens in a thread of its own. `kind`: "lmtp" or "smtp"."""

    def __init__(self, kind: str, host: str, port: int) -> None:
        self._kind = kind
        self.reception = Reception(each_recipient=kind == "lmtp")
        super().__init__(self.reception, hostname=host, port=port, ready_timeout=10)

    def factory(self) -> SMTP:
        """One for each connection."""
        of_kind = LMTP if self._kind == "lmtp" else SMTP
        server = of_kind(
            self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname=settings.SITE_HOST, ident="Parley"
        )
        server.line_length_limit = LONGEST_LINE
        return server

    def stop(self, no_assert: bool = False) -> None:
        super().stop(no_assert)
        self.reception.close()


_running: list[Listener] = []


def keep_listening() -> bool:
    """Listen where the settings say, from now on; for the worker, again and again. Returns whether this process does.

    Of several workers on one machine the first one listens; another follows when that one ends.
    """
    where = settings.PARLEY.mail_listen
    if _running or not (where and settings.MAIL_INBOX):
        return bool(_running)
    parts = urlsplit(where)
    listener = Listener(parts.scheme, parts.hostname or "127.0.0.1", parts.port or 0)
    try:
        listener.start()
    except (OSError, TimeoutError) as error:
        listener.reception.close()
        log.debug("listener_not_started", reason=str(error))
        return False
    _running.append(listener)
    log.info("listening_for_mail", where=where)
    return True


def stop_listening() -> None:
    """Take no more mail in this process; what is being stored is stored."""
    while _running:
        _running.pop().stop()
