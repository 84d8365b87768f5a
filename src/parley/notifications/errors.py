"""What can go wrong between a link and its subscription."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class NotificationsError(Exception):
    """Base: `code` is stable, the message is for the person who acted.

    * UnknownKey: no subscription has this private key
    * LinkExpired: a link out of a moderator's mail is older than a week
    * NoLongerModerator: whoever was sent such a link may not decide about the comment any more
    * TooManyRequests: one network asked for mail to many addresses
    """

    code = "notifications_error"


class UnknownKey(NotificationsError):
    code = "unknown_key"

    def __init__(self) -> None:
        super().__init__(_("We do not know this link. Please open it from the mail again, whole, or copy all of it."))


class LinkExpired(NotificationsError):
    code = "link_expired"
    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link was good for a week. The comment may still wait in the console."))


class NoLongerModerator(NotificationsError):
    code = "no_longer_moderator"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("You do not moderate this conversation any more, so nothing was changed."))


class TooManyRequests(NotificationsError):
    """`seconds` says after how long the next may come."""

    code = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        super().__init__(
            ngettext(
                "Many requests came from your network. Please try again in %(minutes)d minute.",
                "Many requests came from your network. Please try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
