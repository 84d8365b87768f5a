"""What can be refused about readers and staff."""


class AccountsError(Exception):
    """Base: `code` is stable, the message is for the person who acted."""

    code = "accounts_error"


class AddressRefused(AccountsError):
    code = "address_refused"

    def __init__(self) -> None:
        super().__init__("This does not look like an e-mail address. It should look like name@example.org.")
