"""Reading complaints: a mailbox provider tells that a reader pressed "spam" (ARF, RFC 5965)."""

from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.utils import parseaddr
from re import fullmatch

from parley.kit.text import whole_number
from parley.notifications.mail.plus_addresses import For, read_plus_address
from parley.notifications.models import Delivery

_NO_COMPLAINT = frozenset({"not-spam", "auth-failure", "dmarc", "dkim", "spf"})
"""Feedback-Type of reports that tell of something else (RFC 5965 7.3, RFC 6430, RFC 6591)."""

_NO_ANGER = frozenset({"opt-out", "opt-out-list", "unsubscribe"})
"""The reader wants to stop, and calls nothing spam."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Which mail it is about, and whether it counts against us."""

    delivery: Delivery
    kind: str
    counts: bool


def read_complaint(message: Message) -> Complaint | None:
    """The complaint that a report holds, about a mail that we sent; else None.

    The mail is known by the return address that was made for it, or by its Message-ID: both hold a keyed hash, so
    that nobody can complain in another's name.
    """
    report = next((p for p in message.walk() if p.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    fields = _fields(report)
    kind = str(fields.get("Feedback-Type", "")).strip().lower()
    if kind in _NO_COMPLAINT:
        return None
    original = _original(message)
    delivery = _by_return_address(fields.get("Original-Mail-From"))
    if delivery is None and original is not None:
        delivery = _by_return_address(original.get("Return-Path")) or _by_message_id(original)
    if delivery is None:
        return None
    return Complaint(delivery, kind or "abuse", kind not in _NO_ANGER)


def _fields(report: Message) -> Message:
    """The report's own fields: the parser takes them for a message, or leaves them as text."""
    inner = report.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return inner[0]
    return message_from_string(str(inner).lstrip())


def _original(message: Message) -> Message | None:
    """The mail that is complained about, whole or its head alone."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return inner[0]
        if kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            octets = part.get_payload(decode=True)
            if isinstance(octets, bytes):
                return message_from_string(octets.decode("utf-8", "replace").lstrip())
    return None


def _by_return_address(value: object) -> Delivery | None:
    found = read_plus_address(parseaddr(str(value or ""))[1])
    if found is None or found[0] is not For.BOUNCE:
        return None
    return Delivery.objects.filter(pk=found[1][0]).select_related("reader").first()


def _by_message_id(original: Message) -> Delivery | None:
    """By the id that stands in the ledger; its first number leads there without a search of all rows."""
    message_id = "".join(str(original.get("Message-ID", "")).split())
    parts = fullmatch(r"<([a-z])(\d{1,18})\.r[0-9a-f]{16}@[^<>@]+>", message_id)
    if parts is None:
        return None
    number = whole_number(parts[2]) or 0
    rows = Delivery.objects.filter(message_id=message_id).select_related("reader")
    rows = rows.filter(comment_id=number) if parts[1] == "c" else rows.filter(pk=number)
    return rows.first()
