"""The local mailbox: where mail goes while there is no mail server. One file a mail, readable by any mail program."""

import email
import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Self

from parley.notifications.mail.transport import ServerUnreachable, nothing

_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class MailSummary:
    """A line of the mailbox's list."""

    id: str
    to: str
    subject: str
    sent_at: datetime
    kind: str
    """"notification" or "confirm"."""


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail of the mailbox."""

    to: str
    subject: str
    headers: list[tuple[str, str]]
    """As they stand in the mail, unfolded."""
    text: str
    """The plain text part."""
    sent_at: datetime


class LocalMailbox:
    """A transport that writes each mail to a file of its own, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def hand_over(
        self,
        *,
        sender: str,
        recipient: str,
        message: bytes,
        before_dot: Callable[[], None],
        after_dot: Callable[[], None] = nothing,
    ) -> None:
        """As Transport says; putting the finished file in its place is the dot. The same message is the same file."""
        path = self._folder / f"{hashlib.sha256(message).hexdigest()[:32]}.eml"
        try:
            unplaced = self._written(message)
            try:
                before_dot()
                unplaced.replace(path)
            finally:
                unplaced.unlink(missing_ok=True)
        except OSError as error:
            raise ServerUnreachable(f"the local mailbox: {error}") from error

    def _written(self, message: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        with os.fdopen(handle, "wb") as new:
            new.write(message)
            new.flush()
            os.fsync(new.fileno())
        return Path(name)


def stored_mails(folder: Path) -> list[MailSummary]:
    """What lies in the mailbox, newest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)
    return [_summary(path) for path in paths]


def stored_mail(folder: Path, mail_id: str) -> StoredMail | None:
    """One mail, or None when there is none of this id."""
    path = folder / f"{mail_id}.eml"
    if not _NAME.fullmatch(mail_id) or not path.is_file():
        return None
    message = email.message_from_bytes(path.read_bytes())
    return StoredMail(
        to=_shown(message, "To"),
        subject=_shown(message, "Subject"),
        headers=[(name, " ".join(str(value).split())) for name, value in message.items()],
        text=_plain_text(message),
        sent_at=_written_at(path),
    )


def _summary(path: Path) -> MailSummary:
    message = email.message_from_bytes(path.read_bytes())
    return MailSummary(
        id=path.stem,
        to=_shown(message, "To"),
        subject=_shown(message, "Subject"),
        sent_at=_written_at(path),
        kind=_shown(message, "X-Kind"),
    )


def _shown(message: Message, name: str) -> str:
    """A header as a mail program would show it."""
    return str(make_header(decode_header(" ".join(str(message.get(name, "")).split()))))


def _plain_text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            octets = part.get_payload(decode=True)
            return octets.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(octets, bytes) else ""
    return ""


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
