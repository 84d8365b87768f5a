"""A mail server on loopback that keeps what it is given, and misbehaves as it is told."""

import asyncio
import socket
import ssl
from collections import deque
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

CERTIFICATE = Path(__file__).with_name("post_office.pem")
"""Self-signed, for 127.0.0.1; its key protects nothing."""


class PostOffice:
    """Use as a context manager. `plan(...)` gives the coming mails their answers, one each; then all are accepted.

    "accept"; "mail 451", "rcpt 550", "data 451": that answer to that command; "text 451": that answer after the final
    dot; "drop in text": hang up after the first bytes of it; "drop stored", "drop lost": hang up after the final dot
    with or without the mail; "hang stored": keep the mail and never answer; "garbage": answer nonsense after the dot;
    "accept, hang up": accept, then hang up.
    """

    def __init__(self, encryption: str = "", *, pipelining: bool = False) -> None:
        """`encryption`: "", "starttls" or "tls", with a certificate that only these tests trust. `pipelining`: offer
        RFC 2920."""
        self.pipelining = pipelining
        self.mails: list[Mail] = []
        self.connections = 0
        self.answers: deque[str] = deque()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller = _Controller(self, encryption)

    def plan(self, *answers: str) -> None:
        self.answers.extend(answers)

    def __enter__(self) -> Self:
        self._controller.start()
        self.connections = 0  # the controller's own first knock does not count
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    def to(self, address: str) -> "list[Mail]":
        return [mail for mail in self.mails if mail.recipients == [address]]


class Mail:
    """A mail as the server took it from the wire."""

    def __init__(self, envelope: Envelope) -> None:
        self.recipients = list(envelope.rcpt_tos)
        self.sender = envelope.mail_from
        content = envelope.original_content
        assert isinstance(content, bytes)
        self.octets = content
        self.message: Message = message_from_bytes(content)

    def part(self, kind: str) -> str:
        """The decoded text of the part of this content type."""
        part = next(part for part in self.message.walk() if part.get_content_type() == kind)
        octets = part.get_payload(decode=True)
        assert isinstance(octets, bytes)
        return octets.decode()


class _Controller(Controller):
    def __init__(self, office: PostOffice, encryption: str) -> None:
        context = None
        if encryption:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        at_once = context if encryption == "tls" else None
        super().__init__(_Clerk(office), hostname="127.0.0.1", port=office.port, ssl_context=at_once)
        self.office = office
        self.later = context if encryption == "starttls" else None

    def factory(self) -> SMTP:
        return _Counter(self.office, self.handler, tls_context=self.later, require_starttls=self.later is not None)


class _Counter(SMTP):
    """The server's side of one session."""

    def __init__(self, office: PostOffice, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.office = office
        self.answer = "accept"

    def connection_made(self, transport: Any) -> None:
        self.office.connections += 1
        super().connection_made(transport)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        self.answer = self.office.answers.popleft() if self.office.answers else "accept"
        await (self._no("mail") if self.answer.startswith("mail ") else super().smtp_MAIL(arg))

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        await (self._no("rcpt") if self.answer.startswith("rcpt ") else super().smtp_RCPT(arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.answer.startswith("data "):
            await self._no("data")
        elif self.answer == "drop in text":
            await self.push("354 go on")
            await self._reader.read(64)
            self.hang_up()
        else:
            await super().smtp_DATA(arg)

    def hang_up(self) -> None:
        assert self.transport is not None
        self.transport.close()

    async def _no(self, command: str) -> None:
        await self.push(f"{self.answer.removeprefix(command + ' ')} no")


class _Clerk:
    """Takes mails, or does not."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office

    async def handle_EHLO(  # noqa: N802
        self, server: _Counter, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offered = ["250-PIPELINING"] if self.office.pipelining else []
        return [*responses[:-1], *offered, responses[-1]]

    async def handle_DATA(self, server: _Counter, session: Session, envelope: Envelope) -> str | None:  # noqa: N802
        answer = server.answer
        if answer.startswith("text "):
            return f"{answer.removeprefix('text ')} no"
        if answer not in {"drop lost", "garbage"}:
            self.office.mails.append(Mail(envelope))
        if answer == "accept":
            return "250 OK"
        if answer == "accept, hang up":
            await server.push("250 OK")
        elif answer == "garbage":
            await server.push("banana")
        if answer != "hang stored":
            server.hang_up()
            raise ConnectionResetError
        await asyncio.sleep(3600)
        return None

    async def handle_exception(self, error: Exception) -> str:
        return "451 error"
