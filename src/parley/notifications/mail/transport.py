"""What a way of handing over a mail must do, and the four ways in which it can fail."""

from collections.abc import Callable
from typing import Protocol, Self


class Postponed(Exception):
    """The server does not have the mail and may take it later: an answer 4yz, or a connection that broke before the
    final dot."""


class ServerUnreachable(Postponed):
    """It is the server, not this mail: no connection, no TLS, log-in refused. Others would fare the same."""


class NotConnected(ServerUnreachable):
    """No session came about: no mail has anything to do with it."""


class Refused(Exception):
    """The server answered 5yz: it will never take this mail."""

    def __init__(self, words: str, *, is_about_recipient: bool = False) -> None:
        """`is_about_recipient`: it was the recipient's address that was refused, not the sender or the text."""
        super().__init__(words)
        self.is_about_recipient = is_about_recipient


class Ambiguous(Exception):
    """The final dot was sent and no answer came. Nobody can know whether the server has the mail."""


def nothing() -> None:
    """For a caller who has nothing to do meanwhile."""


class Transport(Protocol):
    """Hands over mails, one recipient at a time. Used by one thread."""

    def hand_over(
        self,
        *,
        sender: str,
        recipient: str,
        message: bytes,
        before_dot: Callable[[], None],
        after_dot: Callable[[], None] = nothing,
    ) -> None:
        """Give one message (RFC 5322, CRLF) to the server. Returns when the server has taken it on.

        `before_dot` is called when everything but the final dot is sent; when it raises, the dot is not sent and the
        server forgets the mail. `after_dot` may be called while the server thinks about its answer; it must not raise.
        Raises Postponed, ServerUnreachable, Refused, Ambiguous.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...
