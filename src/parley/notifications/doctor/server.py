"""Whether the mail server of the settings takes our mail: connection, encryption, log-in, and under which name."""

import smtplib
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from django.utils.translation import gettext as _

from parley.notifications.doctor.findings import Finding, Level
from parley.notifications.doctor.names import Names, Unanswered
from parley.notifications.links import mail_host

PATIENCE = 10
"""Seconds for each answer: the doctor's visit is short, and a server that takes longer is worth a word."""


@dataclass
class Visit:
    """What a visit to the server showed."""

    findings: list[Finding] = field(default_factory=list)
    greeting: str = ""
    """The name by which the server calls itself."""


def visit_server(server: dict[str, Any]) -> Visit:
    """Knock, greet, encrypt, log in and say goodbye. Sends nothing."""
    visit = Visit()
    place = f"{server['host']}:{server['port']}"
    about = {"place": place, "name": mail_host()}
    try:
        session = _connected(server)
    except ssl.SSLError as error:
        words = _("%(place)s does not encrypt as it should: %(reason)s") % (about | {"reason": error})
        remedy = _("Look at the name in email_url and at the server's certificate; port 465 wants smtps://.")
        visit.findings.append(Finding(Level.ERROR, "server", words, remedy))
        return visit
    except (OSError, smtplib.SMTPException) as error:
        words = _("%(place)s cannot be reached: %(reason)s") % (about | {"reason": error})
        remedy = _("Look at email_url in parley.toml. Many networks let nothing out to port 25; try 587 or 465.")
        visit.findings.append(Finding(Level.ERROR, "server", words, remedy))
        return visit
    try:
        _converse(session, server, visit, about)
    except (OSError, smtplib.SMTPException) as error:
        words = _("%(place)s ended the conversation: %(reason)s") % (about | {"reason": error})
        visit.findings.append(Finding(Level.ERROR, "server", words, _("Look into the server's log.")))
    finally:
        session.close()
    return visit


def _connected(server: dict[str, Any]) -> smtplib.SMTP:
    host, port = server["host"], server["port"]
    if server["security"] == "tls":
        return smtplib.SMTP_SSL(host, port, mail_host(), timeout=PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, mail_host(), timeout=PATIENCE)


def _converse(session: smtplib.SMTP, server: dict[str, Any], visit: Visit, about: dict[str, Any]) -> None:
    code, said = session.ehlo()
    if code != 250:
        words = _("The server does not take the name %(name)s by which we greet it: %(reason)s")
        reason = _decoded(said)
        remedy = _("Set base_url to the site's real name; the greeting (HELO) uses it.")
        visit.findings.append(Finding(Level.ERROR, "helo", words % (about | {"reason": reason}), remedy))
        return
    visit.greeting = (session.ehlo_resp or b"").decode("utf-8", "replace").split(maxsplit=1)[0]
    visit.findings.append(Finding(Level.OK, "server", _("%(place)s answers and greets us as %(name)s.") % about))
    if not _is_encrypted(session, server, visit, about):
        return
    if server["username"]:
        _log_in(session, server, visit)


def _is_encrypted(session: smtplib.SMTP, server: dict[str, Any], visit: Visit, about: dict[str, Any]) -> bool:
    if server["security"] == "starttls":
        try:
            session.starttls(context=ssl.create_default_context())
            session.ehlo()
        except (ssl.SSLError, smtplib.SMTPException) as error:
            words = _("%(place)s does not encrypt as it should: %(reason)s") % (about | {"reason": error})
            remedy = _("Look at the server's certificate. Without encryption (smtp://) only on this very machine.")
            visit.findings.append(Finding(Level.ERROR, "encryption", words, remedy))
            return False
    if server["security"]:
        words = _("The connection is encrypted, and the certificate fits the server's name.")
        visit.findings.append(Finding(Level.OK, "encryption", words))
    elif not is_local(server["host"]):
        words = _("Mail goes to %(place)s without encryption: everybody on the way can read it.") % about
        remedy = _("Write smtp+tls:// or smtps:// in email_url.")
        visit.findings.append(Finding(Level.ERROR, "encryption", words, remedy))
    return True


def _log_in(session: smtplib.SMTP, server: dict[str, Any], visit: Visit) -> None:
    try:
        session.login(server["username"], server["password"])
    except smtplib.SMTPNotSupportedError:
        words = _("The server offers no log-in here.")
        remedy = _("Use the port for submission (587 or 465), or leave user and password out of email_url.")
    except smtplib.SMTPAuthenticationError as error:
        words = _("The server refuses user name or password: %s") % _decoded(error.smtp_error)
        remedy = _("Look at email_url. Signs like @, / and : in a password are written as %40, %2F and %3A.")
    else:
        visit.findings.append(Finding(Level.OK, "log-in", _("The server takes our user name and password.")))
        return
    visit.findings.append(Finding(Level.ERROR, "log-in", words, remedy))


def look_at_greeting(names: Names, addresses: list[str]) -> Finding:
    """Whether the name by which we greet is one that exists (RFC 5321 4.1.4)."""
    host = mail_host()
    if "." not in host:
        words = _("We greet mail servers as “%s”, which is no full name.") % host
        return Finding(Level.ERROR, "helo", words, _("Set base_url to the site's real address."))
    if names.addresses(host):
        return Finding(Level.OK, "helo", _("The name by which we greet, %s, exists.") % host)
    words = _("We greet mail servers as %s, and that name has no address.") % host
    line = f"{host}. 3600 IN A {addresses[0] if addresses else '192.0.2.1'}"
    return Finding(Level.WARNING, "helo", words, _("Add an address for it."), line)


def sending_addresses(names: Names, server: dict[str, Any], greeting: str) -> list[str]:
    """From where others see our mail come, as far as can be told: the server's own addresses, or, where it is on this
    machine or in our network, those of the name by which it greets, or of the site."""
    for name in (server["host"], greeting, mail_host()):
        try:
            found = [each for each in names.addresses(name) if ip_address(each).is_global] if name else []
        except (Unanswered, ValueError):
            continue
        if found:
            return found
    return []


def _decoded(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode("utf-8", "replace")


def is_local(host: str) -> bool:
    """Whether a mail server is on this machine or in our own network."""
    if host == "localhost":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
