"""A reader comes back to a thread."""

from datetime import timedelta

from django.db import transaction

from parley.kit import clock
from parley.notifications.models import Subscription
from parley.notifications.telling import record_catch_up

CATCH_UP_AFTER = timedelta(hours=1)
"""How long after the return the catch-up goes out, with what came until then. Also the bound of what a scanner that
passes for a browser can do: a mail an hour, each thing still once."""


@transaction.atomic
def return_to_thread(subscription: Subscription, *, by_link: bool) -> bool:
    """Note that the reader is back, by a link in a mail or to write; the next comment is told again.

    By a link: what came since the last mail follows in one catch-up. Who comes to write has the page open already.
    Returns whether a catch-up was queued.
    """
    moment = clock.now()
    back = Subscription.objects.filter(pk=subscription.pk, state=Subscription.State.ACTIVE)
    if not back.update(returned_at=moment):
        return False
    if not by_link or subscription.frequency != Subscription.Frequency.QUIET or not subscription.is_silent:
        return False
    subscription.returned_at = moment
    return record_catch_up(subscription, label=f"{moment:%Y-%m-%dT%H:%M:%S.%f}", until=moment + CATCH_UP_AFTER)
