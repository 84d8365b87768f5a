"""Tables of the correspondence: who asked for what, and what was sent."""

from parley.notifications.models.ledger import Delivery
from parley.notifications.models.moderators import ModeratorMails
from parley.notifications.models.news import News
from parley.notifications.models.subscriptions import ReaderMails, Subscription

__all__ = ["Delivery", "ModeratorMails", "News", "ReaderMails", "Subscription"]
