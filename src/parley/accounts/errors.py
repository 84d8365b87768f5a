"""What can be refused about readers and staff."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class AccountsError(Exception):
    """Base: `code` is stable, the message is for the person who acted."""

    code = "accounts_error"


class AddressRefused(AccountsError):
    code = "address_refused"

    def __init__(self) -> None:
        super().__init__("This does not look like an e-mail address. It should look like name@example.org.")


class LinkSpent(AccountsError):
    code = "link_spent"

    def __init__(self) -> None:
        super().__init__(
            _("This link has been used, or is older than half an hour. Please have a new one sent to you.")
        )


class TooManyLinks(AccountsError):
    code = "too_many_links"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        sentence = ngettext(
            "Very many links were asked for from your network. Please try again in %(minutes)d minute.",
            "Very many links were asked for from your network. Please try again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class ReaderUnknown(AccountsError):
    code = "reader_unknown"

    def __init__(self) -> None:
        super().__init__(_("Nobody with this address is known here."))
