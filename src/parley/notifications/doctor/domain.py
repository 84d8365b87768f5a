"""What the DNS says of the domains in our mails: SPF, DKIM, DMARC, and where returned mail and answers go."""

import re

from django.utils.translation import gettext as _

from parley.notifications.doctor.findings import Finding, Level
from parley.notifications.doctor.names import Names, reverse_name
from parley.notifications.doctor.spf import BrokenRecord, spf_records, spf_result
from parley.notifications.mail.dkim_keys import SigningKey, txt_line

HIGHEST_STEPS = 8
"""Names asked for a DMARC record on the way up from a domain; no real name has more parts."""


def look_at_spf(names: Names, *, sender: str, addresses: list[str], through_provider: bool) -> list[Finding]:
    """Whether the addresses that hand our mail to others may do so for the envelope's domain (RFC 7208)."""
    domain = sender.rpartition("@")[2]
    records = spf_records(names, domain)
    wanted = " ".join(f"ip{6 if ':' in address else 4}:{address}" for address in addresses)
    if not records:
        if through_provider or not wanted:
            remedy = _("Ask your mail provider for the SPF record of its customers, and add it for %s.") % domain
            return [Finding(Level.ERROR, "spf", _("%s has no SPF record.") % domain, remedy)]
        line = txt_line(domain, f"v=spf1 {wanted} -all")
        return [Finding(Level.ERROR, "spf", _("%s has no SPF record.") % domain, _("Add this record."), line)]
    if len(records) > 1:
        words = _("%(domain)s has %(count)d SPF records; receivers then take none.")
        return [
            Finding(
                Level.ERROR,
                "spf",
                words % {"domain": domain, "count": len(records)},
                _("Join them into one."),
            )
        ]
    return [_spf_of(names, sender, address, records[0], through_provider=through_provider) for address in addresses]


def _spf_of(names: Names, sender: str, address: str, record: str, *, through_provider: bool) -> Finding:
    domain = sender.rpartition("@")[2]
    about = {"domain": domain, "address": address}
    try:
        result = spf_result(names, address=address, sender=sender)
    except BrokenRecord as error:
        words = _("The SPF record of %(domain)s cannot be read by receivers: %(reason)s.")
        return Finding(Level.ERROR, "spf", words % (about | {"reason": str(error)}), _("Mend it."), record)
    if result == "pass":
        return Finding(Level.OK, "spf", _("%(address)s may send for %(domain)s (SPF).") % about)
    words = _("%(address)s may not send for %(domain)s: its SPF record says “%(result)s”.") % (
        about | {"result": result}
    )
    if through_provider:
        remedy = _(
            "Your provider may send from other addresses than the one it takes your mail at. Its help names an "
            "“include:” for the SPF record; put that before the last word."
        )
        return Finding(Level.WARNING, "spf", words, remedy)
    mechanism = f"ip{6 if ':' in address else 4}:{address}"
    mended = re.sub(r"^v=spf1", f"v=spf1 {mechanism}", record, flags=re.I)
    return Finding(Level.ERROR, "spf", words, _("Change the record to this."), txt_line(domain, mended))


def look_at_dkim(names: Names, keys: list[SigningKey], *, through_provider: bool) -> list[Finding]:
    """Whether receivers find the public halves of our keys (RFC 6376)."""
    if keys:
        return [_dkim_of(names, key) for key in keys]
    words = _("We do not sign our mails: there is no key.")
    if through_provider:
        remedy = _("Fine where your provider signs for your domain; its help says how. Else run: parley mail keys")
        return [Finding(Level.WARNING, "dkim", words, remedy)]
    return [Finding(Level.ERROR, "dkim", words, _("Make a key and add the record that is printed: parley mail keys"))]


def _dkim_of(names: Names, key: SigningKey) -> Finding:
    records = [text for text in names.texts(key.record_name) if "p=" in text]
    about = {"name": key.record_name}
    if not records:
        words = _("The key that signs our mails is not in the DNS: %(name)s has no record.") % about
        return Finding(Level.ERROR, "dkim", words, _("Add this record."), key.zone_line)
    if len(records) > 1:
        words = _("%(name)s has several records; receivers may take the wrong one.") % about
        return Finding(Level.ERROR, "dkim", words, _("Leave only this one."), key.zone_line)
    tags, own = tags_of(records[0]), tags_of(key.record)
    if tags.get("p", "") != own["p"] or tags.get("k", "rsa") != own["k"]:
        words = _("%(name)s holds another key than the one that signs our mails.") % about
        return Finding(Level.ERROR, "dkim", words, _("Replace the record by this one."), key.zone_line)
    if "y" in tags.get("t", "").split(":"):
        words = _("%(name)s is marked as a test, so receivers may ignore our signatures.") % about
        return Finding(Level.WARNING, "dkim", words, _("Take t=y out of it."), key.zone_line)
    return Finding(Level.OK, "dkim", _("%(name)s holds the key that signs our mails (DKIM).") % about)


def look_at_dmarc(names: Names, *, domain: str, envelope_domain: str, signing_domain: str) -> list[Finding]:
    """Whether receivers are told what to do, and whether what they check speaks of the domain in From (RFC 7489)."""
    place, record = dmarc_record(names, domain)
    if not record:
        line = txt_line(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
        words = _("%s has no DMARC record. Gmail and Yahoo ask for one from whoever writes to many.") % domain
        return [Finding(Level.ERROR, "dmarc", words, _("Add this record, with an address that you read."), line)]
    tags = tags_of(record)
    if tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
        words = _("The DMARC record %(place)s does not say what receivers shall do: it has no valid p=.")
        return [Finding(Level.ERROR, "dmarc", words % {"place": place}, _("Begin with p=none."), record)]
    findings = [Finding(Level.OK, "dmarc", _("%(place)s says p=%(p)s (DMARC).") % {"place": place, "p": tags["p"]})]
    by_spf = is_aligned(names, domain, envelope_domain, strict=tags.get("aspf", "r").lower() == "s")
    by_dkim = bool(signing_domain) and is_aligned(
        names, domain, signing_domain, strict=tags.get("adkim", "r").lower() == "s"
    )
    about = {"from": domain, "envelope": envelope_domain, "signing": signing_domain or "–"}
    if by_dkim:
        return [*findings, Finding(Level.OK, "alignment", _("The signature's domain fits the one in From.") % about)]
    remedy = _("Let dkim_domain be the domain of mail_from, or one above it, and run: parley mail keys")
    if by_spf:
        words = _(
            "Only SPF speaks of the domain in From (%(from)s), and forwarding breaks SPF. No signature of ours does "
            "(%(signing)s)."
        )
        return [*findings, Finding(Level.WARNING, "alignment", words % about, remedy)]
    words = _("Neither SPF (%(envelope)s) nor a signature (%(signing)s) speaks of the domain in From (%(from)s).")
    return [*findings, Finding(Level.ERROR, "alignment", words % about, remedy)]


def look_at_reverse(names: Names, addresses: list[str], host: str) -> list[Finding]:
    """Whether each address has a name that leads back to it: many servers refuse mail from one that has none."""
    findings = []
    for address in addresses:
        pointers = names.pointers(address)
        sound = next((each for each in pointers if address in names.addresses(each)), None)
        if sound:
            words = _("%(address)s is called %(name)s, and that name leads back to it (reverse DNS).")
            findings.append(Finding(Level.OK, "reverse", words % {"address": address, "name": sound}))
            continue
        words = (
            _("%(address)s is called %(name)s, but that name does not lead back to it (reverse DNS).")
            if pointers
            else _("%(address)s has no name (reverse DNS).")
        )
        remedy = _("Whoever gave you the address can set this; the name must lead to the address, too.")
        line = f"{reverse_name(address)}. 3600 IN PTR {host}."
        about = {"address": address, "name": pointers[0] if pointers else ""}
        findings.append(Finding(Level.ERROR, "reverse", words % about, remedy, line))
    return findings


def look_at_inbox(names: Names, *, subject: str, address: str) -> Finding:
    """Whether mail to one of our addresses can arrive at all (RFC 5321 5.1)."""
    domain = address.rpartition("@")[2]
    hosts = names.mail_hosts(domain)
    if hosts == [""]:
        words = _("%s takes no mail: its MX record says so.") % domain
        return Finding(Level.ERROR, subject, words, _("Name an address at a domain that takes mail."))
    lost = [host for host in hosts if not names.addresses(host)]
    if hosts and len(lost) < len(hosts):
        return Finding(
            Level.OK, subject, _("Mail to %(address)s goes to %(host)s.") % {"address": address, "host": hosts[0]}
        )
    if not hosts and names.addresses(domain):
        words = _("%s has no MX record; mail goes to the host of that name.") % domain
        return Finding(Level.NOTE, subject, words, _("Fine where that host takes mail."))
    words = (
        _("Mail to %(address)s cannot arrive: %(host)s does not exist.")
        if lost
        else _("Mail to %(address)s cannot arrive: its domain has no MX record and no address.")
    )
    remedy = _("Add a record that names the host that takes its mail.")
    line = f"{domain}. 3600 IN MX 10 mail.{domain}."
    return Finding(Level.ERROR, subject, words % {"address": address, "host": lost[0] if lost else ""}, remedy, line)


def dmarc_record(names: Names, domain: str) -> tuple[str, str]:
    """Name and content of the DMARC record that holds for a domain: its own, or the nearest above it."""
    labels = domain.split(".")
    for step in range(min(len(labels) - 1, HIGHEST_STEPS) or 1):
        place = f"_dmarc.{'.'.join(labels[step:])}"
        records = [text for text in names.texts(place) if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if len(records) == 1:  # several count as none (RFC 7489 6.6.3)
            return place, records[0]
    return "", ""


def is_aligned(names: Names, one: str, other: str, *, strict: bool) -> bool:
    """Whether two domains are the same, or (not `strict`) belong to one organisation."""
    one, other = one.lower().rstrip("."), other.lower().rstrip(".")
    if strict or one == other:
        return one == other
    return organisation(names, one) == organisation(names, other)


def organisation(names: Names, domain: str) -> str:
    """The domain of the organisation: the highest one above `domain` with a DMARC record that is no registry's.

    This is the walk up the tree that replaces lists of registries; where nobody on the way has a record, it is the
    domain itself.
    """
    labels, found = domain.split("."), domain
    for step in range(min(len(labels) - 1, HIGHEST_STEPS)):
        candidate = ".".join(labels[step:])
        place, record = dmarc_record(names, candidate)
        if place == f"_dmarc.{candidate}" and tags_of(record).get("psd", "").lower() != "y":
            found = candidate
    return found


def tags_of(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record; space inside values does not count there."""
    pairs = (each.partition("=") for each in record.split(";") if "=" in each)
    return {name.strip().lower(): "".join(value.split()) for name, _equals, value in pairs}
