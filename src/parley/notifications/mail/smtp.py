"""Mail over SMTP (RFC 5321), with a step of our own between the text of a mail and its final dot.

`smtplib.sendmail` sends both at once; but what happens after the dot is the one thing that can never be repeated, so
the ledger must know of it first.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Self

from parley.notifications.links import mail_host
from parley.notifications.mail.headers import written_address
from parley.notifications.mail.transport import Ambiguous, NotConnected, Postponed, Refused, ServerUnreachable, nothing

_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_DOTS = re.compile(rb"(?m)^\.")
_NOT_THIS_MAIL = frozenset({421, 530})
"""Answers that speak of the session, not of the mail: shutting down; log in first."""


class SmtpServer:
    """A session with a mail server, opened when the first mail needs it and again after it broke.

    `security` is "" (plain), "starttls" or "tls"; with the latter two nothing goes out unencrypted, and the server's
    certificate is checked. Timeouts in seconds; RFC 5321 4.5.3.2 asks for five minutes, and ten after the dot, since
    giving up there too early is how copies come about.
    """

    def __init__(
        self,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        security: str = "",
        *,
        timeout: float = 300,
        timeout_after_dot: float = 600,
    ) -> None:
        self._host, self._port = host, port
        self._username, self._password = username, password
        self._security = security
        self._timeout, self._timeout_after_dot = timeout, timeout_after_dot
        self._session: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        session, self._session = self._session, None
        if session is not None:
            try:
                _socket(session).settimeout(10)  # the mails are through; a farewell is not worth five minutes
                session.quit()
            except (OSError, smtplib.SMTPException):
                session.close()

    def hand_over(
        self,
        *,
        sender: str,
        recipient: str,
        message: bytes,
        before_dot: Callable[[], None],
        after_dot: Callable[[], None] = nothing,
    ) -> None:
        """As Transport says. UnwritableAddress is raised before anything is sent."""
        envelope = (f"FROM:<{written_address(sender)}>", f"TO:<{written_address(recipient)}>")
        session = self._standing() or self._open()
        is_between_mails = False
        try:
            self._announce(session, *envelope)
            self._send_text(session, message)
            before_dot()
            self._send_dot(session, after_dot)
            is_between_mails = True
        except _Answer as answer:
            is_between_mails = answer.leaves_session
            raise answer.as_fault() from answer
        except (OSError, smtplib.SMTPException) as error:
            raise Postponed(f"the connection broke before the final dot: {_in_words(error)}") from error
        finally:
            if not is_between_mails:
                self._drop()

    def _standing(self) -> smtplib.SMTP | None:
        """The session of the last mail, unless the server has ended it since."""
        try:
            if self._session is not None and self._unasked(self._session) is None:
                return self._session
        except OSError:  # reset by the server: as good as ended
            pass
        self._drop()
        return None

    def _open(self) -> smtplib.SMTP:
        try:
            if self._security == "tls":
                session: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, mail_host(), timeout=self._timeout, context=ssl.create_default_context()
                )
            else:
                session = smtplib.SMTP(self._host, self._port, mail_host(), timeout=self._timeout)
            self._session = session
            # The dot goes out alone and small: without this it waits 40 ms for the server to acknowledge the text.
            _socket(session).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                session.starttls(context=ssl.create_default_context())
                session.ehlo_or_helo_if_needed()
            if self._username:
                session.login(self._username, self._password)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotConnected(f"{self._host}:{self._port}: {_in_words(error)}") from error
        return session

    def _announce(self, session: smtplib.SMTP, mail_from: str, rcpt_to: str) -> None:
        steps = (("MAIL", mail_from, {250}), ("RCPT", rcpt_to, {250, 251}), ("DATA", "", {354}))
        is_pipelined = session.has_extn("pipelining")
        if is_pipelined:  # RFC 2920: one write, one journey, three answers
            _socket(session).sendall(f"MAIL {mail_from}\r\nRCPT {rcpt_to}\r\nDATA\r\n".encode("ascii"))
        for place, (command, argument, accepted) in enumerate(steps):
            code, said = session.getreply() if is_pipelined else session.docmd(command, argument)
            if code not in accepted:
                words = f"{command}: {code} {_decoded(said)}"
                answers_due = len(steps) - place - 1 if is_pipelined else 0
                leaves_session = code >= 400 and code != 421 and self._is_reset(session, answers_due)
                raise _Answer(code, words, leaves_session=leaves_session)

    def _is_reset(self, session: smtplib.SMTP, answers_due: int) -> bool:
        """After a refusal: whether the session can carry the next mail. `answers_due`: to commands on their way.

        A server that takes DATA without a recipient waits for a dot; it gets none from us, the session ends instead.
        """
        try:
            late = [session.getreply()[0] for _ in range(answers_due)]
            return all(code >= 400 or code in (250, 251) for code in late) and session.rset()[0] == 250
        except (OSError, smtplib.SMTPException):  # the refusal stands all the same
            return False

    def _send_text(self, session: smtplib.SMTP, message: bytes) -> None:
        text = _LINE_ENDS.sub(b"\r\n", message)  # a bare LF is how mails are smuggled (CVE-2023-51764)
        text = text if text.endswith(b"\r\n") else text + b"\r\n"
        _socket(session).sendall(_DOTS.sub(b"..", text))
        # A server has nothing to say before the dot. If it has spoken or gone, the mail has certainly not been taken.
        said = self._unasked(session)
        if said is not None:
            code = int(said[:3]) if said[:3].isdigit() else -1
            raise _Answer(code, f"the server did not wait for the final dot: {_decoded(said)}", leaves_session=False)

    def _unasked(self, session: smtplib.SMTP) -> bytes | None:
        """What the server says unasked: None when it is silent, as it should be, b"" when it has hung up."""
        sock = _socket(session)
        sock.settimeout(0)
        try:
            return sock.recv(512)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        finally:
            sock.settimeout(self._timeout)

    def _send_dot(self, session: smtplib.SMTP, after_dot: Callable[[], None]) -> None:
        sock = _socket(session)
        sock.sendall(b".\r\n")  # when this raises, the line did not leave us whole: Postponed is right
        after_dot()
        sock.settimeout(self._timeout_after_dot)
        try:
            code, said = session.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Ambiguous(f"no answer to the final dot: {_in_words(error)}") from error
        sock.settimeout(self._timeout)
        if not 200 <= code < 600 or 300 <= code < 400:
            raise Ambiguous(f"the answer to the final dot was no answer: {_decoded(said)}")
        if code >= 400:
            raise _Answer(code, f"after the text: {code} {_decoded(said)}", leaves_session=code != 421)

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


class _Answer(Exception):
    """The server said no, and the mail is certainly not with it."""

    def __init__(self, code: int, words: str, *, leaves_session: bool) -> None:
        super().__init__(words)
        self.code, self.leaves_session = code, leaves_session

    def as_fault(self) -> Exception:
        if self.code in _NOT_THIS_MAIL:
            return ServerUnreachable(str(self))
        if 500 <= self.code < 600:
            return Refused(str(self), is_about_recipient=str(self).startswith("RCPT: "))
        return Postponed(str(self))


def _socket(session: smtplib.SMTP) -> socket.socket:
    if session.sock is None:
        raise smtplib.SMTPServerDisconnected("there is no connection")
    return session.sock


def _decoded(said: bytes) -> str:
    return said.decode("utf-8", "replace")


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
