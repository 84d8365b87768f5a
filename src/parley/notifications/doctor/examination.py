"""The whole examination, in the order in which a mail meets what is looked at."""

from collections.abc import Callable, Sequence
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from parley.notifications import brake
from parley.notifications.doctor import domain, letters, server
from parley.notifications.doctor.findings import Finding, Level
from parley.notifications.doctor.names import Names, Unanswered, configured_names
from parley.notifications.links import mail_host
from parley.notifications.mail.dkim_keys import signing_keys


def examine(*, addresses: Sequence[str] = (), trial_to: str = "", received: bytes | None = None) -> list[Finding]:
    """Look at everything. Takes some seconds: it asks the mail server and the DNS, and sends nothing but a trial.

    `addresses`: from which other servers see our mail come, where that cannot be told from the settings. `trial_to`:
    where a trial is sent, "" for none. `received`: a mail of ours as it arrived somewhere (RFC 5322 bytes).
    """
    findings = list(_records())
    try:
        names = configured_names()
    except Unanswered as error:
        return [*findings, _no_answer(error)]
    if settings.MAIL_SERVER:
        findings += _outside(names, list(addresses))
    else:
        words = _("Mail is kept in the local mailbox and reaches nobody.")
        remedy = _("Set email_url in parley.toml, as in smtp+tls://user:password@mail.example:587.")
        findings.append(Finding(Level.ERROR, "server", words, remedy))
    findings += _asked(lambda: letters.look_at_outgoing(names))
    if trial_to:
        findings.append(letters.send_trial(trial_to))
    if received is not None:
        findings += _asked(lambda: letters.look_at_received(received, names))
    return findings


def _outside(names: Names, addresses: list[str]) -> list[Finding]:
    """What other servers see: the server, its addresses, the domains."""
    visit = server.visit_server(settings.MAIL_SERVER)
    findings = list(visit.findings)
    addresses = addresses or server.sending_addresses(names, settings.MAIL_SERVER, visit.greeting)
    through_provider = bool(settings.MAIL_SERVER["username"]) and not server.is_local(settings.MAIL_SERVER["host"])
    if not addresses:
        words = _("It cannot be told from which address other servers see our mail come.")
        remedy = _("Name it: parley mail check --address 192.0.2.7")
        findings.append(Finding(Level.NOTE, "address", words, remedy))
    sender = parseaddr(settings.MAIL_FROM)[1]
    envelope = settings.MAIL_INBOX or sender
    keys = signing_keys()
    from_domain, envelope_domain = (each.rpartition("@")[2] for each in (sender, envelope))
    findings += _asked(lambda: [server.look_at_greeting(names, addresses)])
    findings += _asked(
        lambda: domain.look_at_spf(names, sender=envelope, addresses=addresses, through_provider=through_provider)
    )
    findings += _asked(lambda: domain.look_at_dkim(names, keys, through_provider=through_provider))
    findings += _asked(
        lambda: domain.look_at_dmarc(
            names,
            domain=from_domain,
            envelope_domain=envelope_domain,
            signing_domain=settings.DKIM_DOMAIN if keys else "",
        )
    )
    if not through_provider:  # a provider's addresses are the provider's business
        host = visit.greeting if "." in visit.greeting else mail_host()
        findings += _asked(lambda: domain.look_at_reverse(names, addresses, host))
    findings += _asked(lambda: [domain.look_at_inbox(names, subject="sender", address=sender)])
    if settings.MAIL_INBOX:
        findings += _asked(lambda: [domain.look_at_inbox(names, subject="inbox", address=settings.MAIL_INBOX)])
    else:
        words = _("No inbox is set, so returned mails and complaints go to %s, and nothing follows from them.") % sender
        findings.append(Finding(Level.WARNING, "inbox", words, _("Set mail_inbox in parley.toml.")))
    return findings


def _records() -> list[Finding]:
    """Kinds of mail that are stopped, or that fare badly."""
    findings = []
    for each in brake.standing_brakes():
        words = _(
            "The brake has stopped mails of the kind “%(kind)s”: of %(mails)d, %(bounces)d came back and "
            "%(complaints)d were called unwanted. They wait."
        )
        about = {
            "kind": each.purpose,
            "mails": each.mails,
            "bounces": each.bounces,
            "complaints": each.complaints,
        }
        remedy = _("Find out why, then let them go on: parley mail release %s") % each.purpose
        findings.append(Finding(Level.ERROR, "brake", words % about, remedy))
    stopped = brake.braked_purposes()
    for record in brake.all_records():
        if record.is_worrying and record.purpose not in stopped:
            words = _(
                "Of %(mails)d mails of the kind “%(kind)s”, %(bounces)d came back and %(complaints)d were called "
                "unwanted: much more, and the brake stops them."
            )
            about = {
                "kind": record.purpose,
                "mails": record.mails,
                "bounces": record.bounces,
                "complaints": record.complaints,
            }
            remedy = _("Who gave these addresses, and do their owners expect the mails?")
            findings.append(Finding(Level.WARNING, "record", words % about, remedy))
    return findings


def _asked(look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except Unanswered as error:
        return [_no_answer(error)]


def _no_answer(error: Unanswered) -> Finding:
    words = _("The DNS gave no answer: %s") % error
    return Finding(Level.WARNING, "dns", words, _("Try again; or name another server as dns_server in parley.toml."))
