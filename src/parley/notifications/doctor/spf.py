"""May this address send mail for this domain? SPF as receivers evaluate it (RFC 7208)."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from parley.notifications.doctor.names import Names

MOST_LOOKUPS = 10
"""RFC 7208 4.6.4: terms that ask the DNS, all in all. With one more, receivers take the record for broken."""

_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(r"([+?~-]?)([a-z0-9]+)(?::([^/]*))?(?:/(\d+))?(?://(\d+))?", re.I)
_MACRO = re.compile(r"%\{([slodivh])(\d*)(r?)([.\-+,/_=]*)\}|%%|%_|%-", re.I)


class BrokenRecord(Exception):
    """The record cannot be evaluated: what receivers call "permerror". The message says why."""


@dataclass
class _Inquiry:
    """One evaluation: who asks, and how many lookups it has cost."""

    names: Names
    address: IPv4Address | IPv6Address
    sender: str
    lookups: int = field(default=0)

    def count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise BrokenRecord(f"it needs more than {MOST_LOOKUPS} lookups")


def spf_records(names: Names, domain: str) -> list[str]:
    """The domain's SPF records; there must be exactly one."""
    return [text for text in names.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def spf_result(names: Names, *, address: str, sender: str) -> str:
    """ "pass", "fail", "softfail", "neutral", or "none" where the domain has no record. `sender`: the envelope's.

    Raises BrokenRecord, Unanswered.
    """
    return _evaluate(_Inquiry(names, ip_address(address), sender), sender.rpartition("@")[2])


def _evaluate(inquiry: _Inquiry, domain: str) -> str:
    records = spf_records(inquiry.names, domain)
    if not records:
        return "none"
    if len(records) > 1:
        raise BrokenRecord(f"{domain} has {len(records)} SPF records")
    redirect = ""
    for term in records[0].split()[1:]:
        name, equals, value = term.partition("=")
        if equals and re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name):
            redirect = value if name.lower() == "redirect" else redirect
            continue
        result = _result_of(inquiry, domain, term)
        if result:
            return result
    if not redirect:
        return "neutral"
    inquiry.count()
    found = _evaluate(inquiry, _expanded(inquiry, domain, redirect))
    if found == "none":
        raise BrokenRecord(f"redirect={redirect} leads to no record")
    return found


def _result_of(inquiry: _Inquiry, domain: str, term: str) -> str:
    """The result of a mechanism that matches, "" for one that does not."""
    if term.lstrip("+-~?").lower().startswith(("ip4:", "ip6:")):
        qualifier = term[0] if term[0] in _RESULTS else "+"
        return _RESULTS[qualifier] if _is_within(inquiry, term.partition(":")[2]) else ""
    match = _TERM.fullmatch(term)
    if match is None:
        raise BrokenRecord(f"{term!r} is not understood")
    qualifier, name, argument, v4_bits, v6_bits = match.groups()
    target = _expanded(inquiry, domain, argument) if argument else domain
    return _RESULTS[qualifier or "+"] if _matches(inquiry, name.lower(), target, (v4_bits, v6_bits)) else ""


def _matches(inquiry: _Inquiry, name: str, target: str, bits: tuple[str | None, str | None]) -> bool:
    if name == "all":
        return True
    if name not in {"include", "a", "mx", "exists", "ptr"}:
        raise BrokenRecord(f"{name!r} is no mechanism")
    inquiry.count()
    if name == "include":
        found = _evaluate(inquiry, target)
        if found == "none":
            raise BrokenRecord(f"include:{target} leads to no record")
        return found == "pass"
    if name == "exists":
        return any("." in found for found in inquiry.names.addresses(target))
    if name == "ptr":
        return any(
            f".{found}".lower().endswith(f".{target.lower()}")
            for found in inquiry.names.pointers(str(inquiry.address))[:MOST_LOOKUPS]
            if str(inquiry.address) in inquiry.names.addresses(found)
        )
    hosts = [target] if name == "a" else inquiry.names.mail_hosts(target)[:MOST_LOOKUPS]
    length = bits[0] if inquiry.address.version == 4 else bits[1]
    return any(
        _is_within(inquiry, f"{found}/{length}" if length else found)
        for host in hosts
        if host
        for found in inquiry.names.addresses(host)
        if ip_address(found).version == inquiry.address.version
    )


def _is_within(inquiry: _Inquiry, written: str) -> bool:
    try:
        network = ip_network(written, strict=False)
    except ValueError as error:
        raise BrokenRecord(f"{written!r} is no network") from error
    return network.version == inquiry.address.version and inquiry.address in network


def _expanded(inquiry: _Inquiry, domain: str, text: str) -> str:
    """Macros (RFC 7208 7) filled in, as some providers use them in `include` and `exists`."""
    local, _at, sender_domain = inquiry.sender.rpartition("@")
    address = inquiry.address
    dotted = str(address) if address.version == 4 else ".".join(address.exploded.replace(":", ""))
    values = {
        "s": inquiry.sender,
        "l": local or "postmaster",
        "o": sender_domain,
        "d": domain,
        "i": dotted,
        "v": "in-addr" if address.version == 4 else "ip6",
        "h": sender_domain,
    }

    def fill(match: re.Match[str]) -> str:
        if match[1] is None:
            return {"%%": "%", "%_": " ", "%-": "%20"}[match[0]]
        parts = re.split(f"[{re.escape(match[4] or '.')}]", values[match[1].lower()])
        parts = parts[::-1] if match[3] else parts
        return ".".join(parts[-int(match[2]) :] if match[2] else parts)

    return _MACRO.sub(fill, text)
