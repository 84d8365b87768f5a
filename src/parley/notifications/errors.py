"""What can go wrong between a link and its subscription."""

from django.utils.translation import gettext as _


class NotificationsError(Exception):
    """Base: `code` is stable, the message is for the person who acted.

    * UnknownKey: no subscription has this private key
    """

    code = "notifications_error"


class UnknownKey(NotificationsError):
    code = "unknown_key"

    def __init__(self) -> None:
        super().__init__(_("We do not know this link. Please open it from the mail again, whole, or copy all of it."))
