"""Looking for mail in a mailbox at a provider: fetched, stored, and only then marked.

A mark that was not set because the connection broke costs one more fetch: the mail is recognised by its key. Mail
that is not for us is left as it is, unread, since people may read the same mailbox.
"""

import ssl
from email.message import Message
from socket import gaierror
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from parley.notifications.incoming.messages import addressees, read_message
from parley.notifications.incoming.receiving import LARGEST, is_addressed_to_us, is_complaint, is_inbox, store_mail

TAKEN = b"ParleyTaken"
"""The keyword (RFC 9051 2.3.2) on mail that was looked at."""

AT_ONCE = 50
SECONDS = 30
_HEADER, _SIZE, _WHOLE = b"BODY[HEADER]", b"RFC822.SIZE", b"BODY[]"

log = structlog.get_logger(__name__)


def look_into_mailbox() -> int:
    """Take what came since the last look; for the worker, once a minute. Returns how many mails were stored.

    Raises nothing that the network can cause: it is tried again.
    """
    where = settings.PARLEY.mail_imap
    if not (where and settings.MAIL_INBOX):
        return 0
    try:
        return _look(where)
    except (IMAPClientError, OSError, gaierror, ssl.SSLError) as error:
        # The error's words may hold what was sent to log in.
        log.warning("mailbox_not_reached", reason=type(error).__name__)
        return 0


def _look(where: str) -> int:
    parts = urlsplit(where)
    secure = parts.scheme == "imaps"
    with IMAPClient(
        parts.hostname or "", port=parts.port, ssl=secure, ssl_context=_context(secure=secure), timeout=SECONDS
    ) as client:
        if parts.scheme == "imap+tls":
            client.starttls(ssl.create_default_context())
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        chosen = client.select_folder(unquote(parts.path.strip("/")) or "INBOX")
        # A server that takes no keywords of ours gets its own mark for what was read.
        keeps_keywords = b"\\*" in chosen.get(b"PERMANENTFLAGS", ())
        criteria = ["UNDELETED", "UNKEYWORD", TAKEN.decode()] if keeps_keywords else ["UNDELETED", "UNSEEN"]
        return sum(_take(client, number, keeps_keywords) for number in client.search(criteria)[:AT_ONCE])


def _context(*, secure: bool) -> ssl.SSLContext | None:
    return ssl.create_default_context() if secure else None


def _take(client: IMAPClient, number: int, keeps_keywords: bool) -> int:
    found = client.fetch([number], ["BODY.PEEK[HEADER]", "RFC822.SIZE"]).get(number, {})
    head = read_message(found.get(_HEADER) or b"")
    ours = [address for address in addressees(head) if is_addressed_to_us(address) and _is_wanted(address, head)]
    stored = 0
    if ours and found.get(_SIZE, 0) <= LARGEST:
        whole = client.fetch([number], ["BODY.PEEK[]"]).get(number, {}).get(_WHOLE) or b""
        stored = sum(store_mail(address=address, octets=whole) for address in ours)
    elif ours:
        log.warning("received_mail_too_large", bytes=found.get(_SIZE, 0))
    if keeps_keywords:
        client.add_flags([number], [TAKEN, *([b"\\Seen"] if ours else [])], silent=True)
    elif ours:
        client.add_flags([number], [b"\\Seen"], silent=True)
    return stored


def _is_wanted(address: str, head: Message) -> bool:
    return not is_inbox(address) or is_complaint(head)
