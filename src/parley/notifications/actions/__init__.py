"""Every change to subscriptions. A link's private key is the proof of who acts: it was sent to the address only."""

from parley.notifications.actions.choosing import (
    choose_articles_frequency,
    choose_frequency,
    choose_place,
    end_pauses,
    pause,
    unpause,
)
from parley.notifications.actions.requesting import (
    FORGOTTEN_AFTER,
    confirm_subscription,
    forget_networks_of_requests,
    forget_unconfirmed,
    request_by_form,
    request_subscription,
)
from parley.notifications.actions.returning import return_to_thread
from parley.notifications.actions.stopping import (
    UNDO_WITHIN,
    Scope,
    end_everything,
    end_subscription,
    resume_subscription,
)

__all__ = [
    "FORGOTTEN_AFTER",
    "UNDO_WITHIN",
    "Scope",
    "choose_articles_frequency",
    "choose_frequency",
    "choose_place",
    "confirm_subscription",
    "end_everything",
    "end_pauses",
    "end_subscription",
    "forget_networks_of_requests",
    "forget_unconfirmed",
    "pause",
    "request_by_form",
    "request_subscription",
    "resume_subscription",
    "return_to_thread",
    "unpause",
]
