"""Addresses at which mail comes in: the inbox of the settings with a signed token after a plus sign (RFC 5233).

`talk@magazine.example` becomes `talk+r12-5-1f…@magazine.example`. A letter says what for, numbers say about what, the
rest is a keyed hash: nobody can make an address for another reader's comment.
"""

import hmac
import re
from enum import StrEnum

from django.conf import settings

from parley.kit.signing import keyed_hash

_DIGITS = 16
"""Hexadecimal digits of the hash, 64 bits: a local part has 64 characters (RFC 5321 4.5.3.1.1), case does not count in
practice, and each guess is a mail."""

_TOKEN = re.compile(rf"([a-z])([0-9]+(?:-[0-9]+)*)-([0-9a-f]{{{_DIGITS}}})")


class For(StrEnum):
    """What mail to such an address does."""

    ANSWER = "r"
    """Answers a comment: comment, reader."""
    BOUNCE = "b"
    """Returns a mail that could not be delivered: delivery."""
    STOP = "s"
    """Stops a subscription: subscription."""


def plus_address(what: For, *numbers: int) -> str:
    """The address for `what` about the rows with these numbers; "" while the settings name no inbox."""
    local, at, domain = settings.MAIL_INBOX.rpartition("@")
    if not at:
        return ""
    about = "-".join(map(str, numbers))
    return f"{local}+{what}{about}-{_signature(what, about)}@{domain}"


def read_plus_address(address: str) -> tuple[For, tuple[int, ...]] | None:
    """What an address is for, and the numbers of the rows; None for an address that we did not make."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    inbox, _at, own_domain = settings.MAIL_INBOX.rpartition("@")
    name, _plus, token = local.lower().partition("+")
    if not inbox or name != inbox.lower() or domain.lower() != own_domain.lower():
        return None
    match = _TOKEN.fullmatch(token)
    if match is None or match[1] not in tuple(For):
        return None
    what, about = For(match[1]), match[2]
    if not hmac.compare_digest(_signature(what, about), match[3]):
        return None
    return what, tuple(map(int, about.split("-")))


def _signature(what: For, about: str) -> str:
    return keyed_hash(settings.SECRET_KEY, f"plus-address-{what}", about)[:_DIGITS]
