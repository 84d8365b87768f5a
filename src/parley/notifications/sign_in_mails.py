"""Links to sign in go through the ledger like every mail: written once, sent at most once."""

from datetime import timedelta

from django.db import transaction

from parley.accounts.actions import record_reader
from parley.accounts.errors import TooManyLinks
from parley.accounts.models import Reader, SignInLink
from parley.accounts.signing_in import open_link
from parley.conversation.rates import wait_for_share
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.confirmations import may_send_link
from parley.notifications.models import Delivery

WINDOW = timedelta(minutes=10)
A_NETWORK = 10
"""Links that one network may ask for within WINDOW: for a household or an office, not for a list of addresses."""

_EVENT = "sign-in:"


def send_sign_in_link(*, address: str, back_to: str = "", network_key: str = "") -> None:
    """Queue a link for the owner of an address, known here or not; where the limits forbid it, nothing happens.

    Nothing that the asker sees may differ. Raises AddressRefused for what is no address, TooManyLinks for a network
    that asked too often.
    """
    _check_network(network_key)
    with transaction.atomic():
        # The lock orders two requests for one reader; SQLite's BEGIN IMMEDIATE orders all writers anyway.
        reader = Reader.objects.select_for_update().get(pk=record_reader(address=address).pk)
        allowed = may_send_link(reader)
        link = open_link(reader=reader, back_to=back_to, network_key=network_key)
        if not allowed:  # counted for its network all the same
            SignInLink.objects.filter(pk=link.pk).update(expires_at=link.asked_at)
            return
        ledger.record(event=f"{_EVENT}{link.pk}", reader=reader, purpose=Delivery.Purpose.SIGN_IN)


def link_of_delivery(delivery: Delivery) -> SignInLink | None:
    """The link that a delivery is to bring, while it is worth sending."""
    number = delivery.event.removeprefix(_EVENT)
    return SignInLink.objects.filter(pk=int(number), expires_at__gt=clock.now()).first()


def _check_network(network_key: str) -> None:
    if not network_key:
        return
    since = clock.now() - WINDOW
    asked = SignInLink.objects.filter(network_key=network_key, asked_at__gt=since).order_by("-asked_at")
    if wait := wait_for_share(asked.values_list("asked_at", flat=True), A_NETWORK, WINDOW):
        raise TooManyLinks(seconds=wait)
