"""Mail that comes back: what other servers and readers say of what was sent, and what follows from it."""

from parley.notifications.bounces.actions import receive_bounce, receive_complaint

__all__ = ["receive_bounce", "receive_complaint"]
