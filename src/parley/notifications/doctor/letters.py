"""A mail judged: one that we would send, and one that has arrived, by what its receiver wrote above it."""

import re
from email import message_from_bytes
from email.message import Message

import dkim
from django.conf import settings
from django.utils.translation import gettext as _

from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications.doctor.findings import Finding, Level
from parley.notifications.doctor.names import Names, Unanswered
from parley.notifications.links import mail_host
from parley.notifications.mail.configured import configured_transport
from parley.notifications.mail.message import Letter, message_bytes
from parley.notifications.mail.signatures import signed
from parley.notifications.mail.transport import Ambiguous, Postponed, Refused
from parley.notifications.purposes.writing import envelope_sender, one_click

_METHOD = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.I)


def trial_message(recipient: str) -> bytes:
    """A signed mail with the head of a real one. Raises UnwritableAddress."""
    text = _("This is a trial. When you read it, mail from your publication arrives.")
    letter = Letter(
        sender_name="Parley",
        sender=envelope_sender(),
        recipient=recipient,
        subject=_("A trial of the mail doctor"),
        text=text,
        html=f"<!doctype html><title>Parley</title><p>{text}</p>",
        message_id=f"<d{new_token()}@{mail_host()}>",
        sent_at=clock.now(),
        fields=(
            *one_click(f"{settings.BASE_URL}/stop/{'x' * 22}"),
            ("List-Id", f"<trial.{mail_host()}>"),
            ("Auto-Submitted", "auto-generated"),
            ("X-Kind", "trial"),
        ),
    )
    return signed(message_bytes(letter))


def send_trial(recipient: str) -> Finding:
    """Send a trial, past the ledger: it is no news, and its sender looks on."""
    message = trial_message(recipient)
    about = {"address": recipient}
    try:
        with configured_transport() as session:
            session.hand_over(sender=envelope_sender(), recipient=recipient, message=message, before_dot=lambda: None)
    except (Postponed, Refused, Ambiguous) as error:
        words = _("The server did not take a trial to %(address)s: %(reason)s") % (about | {"reason": str(error)})
        return Finding(Level.ERROR, "trial", words, _("The server's words say why; ask whoever runs it."))
    words = _("The server took a trial to %(address)s.") % about
    remedy = _("When it has arrived, save it as a file and run: parley mail check --received FILE")
    return Finding(Level.OK, "trial", words, remedy)


def look_at_outgoing(names: Names) -> list[Finding]:
    """A mail as we would send it: does its signature hold by the DNS, and has it what mail programs ask for?"""
    message = trial_message(envelope_sender())
    parsed = message_from_bytes(message)
    findings = []
    if "DKIM-Signature" in parsed:
        if _verifies(names, message):
            findings.append(Finding(Level.OK, "signature", _("The signature of a trial holds.")))
        else:
            words = _("The signature of a trial does not hold by what the DNS says.")
            findings.append(Finding(Level.ERROR, "signature", words, _("See what is said of DKIM.")))
    if settings.BASE_URL.startswith("https://"):
        words = _("Mail programs can show a button that stops the mails (List-Unsubscribe, by https).")
        return [*findings, Finding(Level.OK, "unsubscribe", words)]
    words = _("Mail programs show no button that stops the mails: the site's address is not https.")
    remedy = _("Serve the site by https, and set base_url to its https:// address.")
    return [*findings, Finding(Level.ERROR, "unsubscribe", words, remedy)]


def look_at_received(message: bytes, names: Names) -> list[Finding]:
    """A mail of ours that has arrived: what its receiver found (Authentication-Results, RFC 8601), and whether it
    came through unchanged."""
    parsed = message_from_bytes(message)
    findings = _receivers_results(parsed)
    if "DKIM-Signature" not in parsed:
        words = _("The mail carries no signature.")
        findings.append(Finding(Level.ERROR, "received dkim", words, _("Make a key: parley mail keys")))
    elif _verifies(names, message):
        findings.append(Finding(Level.OK, "received dkim", _("Its signature still holds: nothing was changed.")))
    else:
        words = _("Its signature does not hold: something on the way has changed the mail, or the DNS lacks the key.")
        remedy = _("Some providers write their own Message-ID or Date; let those sign, and remove our key.")
        findings.append(Finding(Level.ERROR, "received dkim", words, remedy))
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID", "Auto-Submitted"):
        if name not in parsed:
            words = _("The field %s was lost on the way.") % name
            findings.append(Finding(Level.WARNING, "received head", words, _("Ask your mail provider about it.")))
    return findings


def _receivers_results(parsed: Message) -> list[Finding]:
    # The topmost one is the receiver's own; those below it may be anybody's (RFC 8601 5).
    value = re.sub(r"\([^()]*\)", "", str(parsed.get("Authentication-Results", "")))
    if not value.strip():
        words = _("The receiver wrote no Authentication-Results above the mail.")
        return [Finding(Level.NOTE, "received", words, _("Try a large provider; Gmail and Fastmail write them."))]
    results: dict[str, str] = {}
    for method, result in _METHOD.findall(value):
        name, result = method.lower(), result.lower()
        results[name] = "pass" if "pass" in (result, results.get(name)) else result
    findings = []
    for name in ("spf", "dkim", "dmarc"):
        result = results.get(name, _("not looked at"))
        level = Level.OK if result == "pass" else Level.ERROR if name in results else Level.NOTE
        words = _("The receiver says of %(name)s: %(result)s.") % {"name": name.upper(), "result": result}
        remedy = "" if level is Level.OK else _("See what is said of it above.")
        findings.append(Finding(level, f"received {name}", words, remedy))
    return findings


def _verifies(names: Names, message: bytes) -> bool:
    """Whether a signature of our domain holds, judged by dkimpy."""
    signatures = message_from_bytes(message).get_all("DKIM-Signature", [])
    for at in range(len(signatures)):
        judge = dkim.DKIM(message)
        try:
            holds = judge.verify(at, dnsfunc=lambda name, timeout=5: _key_record(names, name))
            if holds and judge.domain == settings.DKIM_DOMAIN.encode():
                return True
        except (dkim.DKIMException, Unanswered, ValueError):
            continue
    return False


def _key_record(names: Names, name: bytes) -> bytes | None:
    texts = names.texts(name.decode("ascii"))
    return texts[0].encode() if texts else None
