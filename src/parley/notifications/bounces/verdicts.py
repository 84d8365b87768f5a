"""What a refusal means: is there no such mailbox, will it never be taken for another reason, or only not now?

An enhanced status code (RFC 3463) says it where there is one; where there is none, or one that says nothing, the
server's words do.
"""

import re
from dataclasses import dataclass

from parley.kit.text import shorten, single_line
from parley.notifications.models import DeliveryProblem

Severity = DeliveryProblem.Severity

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])(\d\d)(?=[ \-:]|$)")

_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
"""Readers' addresses are sealed in the database; what servers say about them must not give them away."""

_GONE = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 10), (2, 1), (4, 4)})
"""Subject and detail: the address or its domain is none (X.1.0 to X.1.4, X.1.6; RFC 7505 has X.1.10); the mailbox is
switched off (X.2.1); no way leads to the domain (X.4.4). Not X.1.7 and X.1.8, which speak of the sender."""

_LATER = frozenset({(2, 2), (4, 5), (4, 7)})
"""A full mailbox (X.2.2), a busy system (X.4.5), too long on the way (X.4.7): not for ever, even where it begins with
5."""

_VAGUE = frozenset({(0, 0), (5, 0), (3, 0), (2, 0)})

_FULL = re.compile(
    r"mailbox (?:is )?full|over (?:the )?quota|quota (?:is )?exceeded|exceeded .{0,20}quota|disk full", re.I
)
_NOBODY = re.compile(
    r"(?:user|recipient|mailbox|address|account|alias|domain|host)\W.{0,40}?"
    r"(?:unknown|not found|does(?: not|n't) exist|disabled|inactive|unavailable|not available|no longer|invalid)"
    r"|(?:unknown|no such|invalid|nonexistent|non-existent|inactive|disabled)\W.{0,20}?"
    r"(?:user|recipient|mailbox|address|account|alias|domain|host)"
    r"|no mailbox here|does(?: not|n't) have an? .{0,40}account|not our customer",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How bad it is, with what the other server said."""

    severity: Severity
    status: str = ""
    words: str = ""


def judge_refusal(words: str, *, status: str = "", is_permanent: bool | None = None) -> Verdict:
    """What a server's answer or a returned mail means. `status`: its enhanced code, looked for in `words` otherwise.

    `is_permanent`: what is known from elsewhere, as by "Action: failed"; it counts where neither code nor words say.
    """
    match = _STATUS.search(status) or _STATUS.search(words)
    code = _CODE.search(words)
    said = shorten(_ADDRESS.sub("(address)", single_line(words)), 300)
    named = match[0] if match else ""
    first = match[1] if match else code[1] if code else ("4" if is_permanent is False else "5")
    detail = (int(match[2]), int(match[3])) if match else (0, 0)
    if detail in _LATER or _FULL.search(words) or first == "4":
        return Verdict(Severity.LATER, named, said)
    if detail in _GONE or (detail in _VAGUE and _NOBODY.search(words)):
        return Verdict(Severity.GONE, named, said)
    return Verdict(Severity.REFUSED, named, said)
