"""Where a mail that cannot be delivered comes back to (RFC 5321 MAIL FROM)."""

from parley.notifications.mail.message import Letter
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.models import Delivery


def return_path(delivery: Delivery, letter: Letter) -> str:
    """An address of the delivery's own (VERP), so that a returned mail needs no reading to know whose it was; the
    letter's sender while the settings name no inbox."""
    return plus_address(For.BOUNCE, delivery.pk) or letter.sender
