"""Reading returned mail: delivery status notifications (RFC 3464), and what programs write that keep to no standard.

Whose mail it was needs no reading: it comes to an address that was made for one delivery. Only what happened does.
"""

from collections.abc import Iterator
from email.message import Message

import structlog
from flufl.bounce import all_failures

from parley.notifications.bounces.verdicts import Verdict, judge_refusal

_LONGEST = 20_000
"""Characters of free text that are looked at for a reason."""

log = structlog.get_logger(__name__)


def read_bounce(message: Message) -> Verdict | None:
    """What a returned mail says of the recipient; None when nothing has failed: a delay, a receipt, an absence.

    Never raises, whatever the message holds.
    """
    recipients = list(_recipients(message))
    if recipients:
        failed = [each for each in recipients if _word(each, "Action") == "failed"]
        return _judge(failed[0]) if failed else None
    temporary, permanent = _by_experience(message)
    if not temporary and not permanent:
        return None
    return judge_refusal(_free_text(message), is_permanent=bool(permanent))


def _recipients(message: Message) -> Iterator[Message]:
    """The groups of fields about one recipient each (RFC 3464 2.3)."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        groups = part.get_payload()
        for group in groups if isinstance(groups, list) else []:
            # Some programs forget the line between the groups, and all fields stand in the first one.
            if isinstance(group, Message) and _word(group, "Action"):
                yield group


def _judge(group: Message) -> Verdict:
    said = str(group.get("Diagnostic-Code", ""))
    return judge_refusal(said.partition(";")[2].strip() or said, status=_word(group, "Status"), is_permanent=True)


def _by_experience(message: Message) -> tuple[bool, bool]:
    """Whether Mailman's detectors see a passing failure, and a lasting one."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # the detectors are no strict readers, and anybody may write to the address
        log.exception("bounce_not_read")
        return False, False
    return bool(temporary), bool(permanent)


def _free_text(message: Message) -> str:
    """The words before the returned mail itself, in which a reason may stand."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            octets = part.get_payload(decode=True)
            if isinstance(octets, bytes):
                text = octets[:_LONGEST].decode("utf-8", "replace")
                for mark in ("\n--- Below this line is a copy", "\n------ This is a copy", "\nReceived:"):
                    text = text.partition(mark)[0]
                return text
    return ""


def _word(message: Message, name: str) -> str:
    return str(message.get(name, "")).partition("(")[0].strip().lower()
