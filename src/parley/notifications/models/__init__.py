"""Tables of the correspondence: who asked for what, and what was sent."""

from parley.notifications.models.ledger import Delivery
from parley.notifications.models.subscriptions import ModeratorMails, Subscription

__all__ = ["Delivery", "ModeratorMails", "Subscription"]
