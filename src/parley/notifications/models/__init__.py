"""Tables of the correspondence: who asked for what, what was sent, and what came of it."""

from parley.notifications.models.incoming import ReceivedMail
from parley.notifications.models.ledger import Delivery
from parley.notifications.models.moderators import ModeratorMails
from parley.notifications.models.news import News
from parley.notifications.models.problems import Brake, DeliveryProblem, MailBlock
from parley.notifications.models.subscriptions import ReaderMails, Subscription

__all__ = [
    "Brake",
    "Delivery",
    "DeliveryProblem",
    "MailBlock",
    "ModeratorMails",
    "News",
    "ReaderMails",
    "ReceivedMail",
    "Subscription",
]
