"""Asking the DNS."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.resolver
import dns.reversename
from django.conf import settings

PATIENCE = 5.0
"""Seconds for one question, with all its attempts."""


class Unanswered(Exception):
    """The DNS gave no answer at all: that says nothing about whether there is a record."""


class Names:
    """The DNS as the system sees it, or as one server does. A name that does not exist has no records."""

    def __init__(self, server: str = "") -> None:
        """`server`: address with or without a port, as in "192.0.2.53:5353"."""
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
        except dns.resolver.NoResolverConfiguration as error:
            raise Unanswered("this system names no DNS server") from error
        if server:
            parts = urlsplit(f"//{server}")
            self._resolver.nameservers = [parts.hostname or ""]
            self._resolver.port = parts.port or 53
        self._resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        """Its TXT records, the strings of each joined (RFC 7208 3.3, RFC 6376 3.6.2.2)."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """Its IPv4 and IPv6 addresses; an address is its own."""
        try:
            return [str(ip_address(name))]
        except ValueError:
            return [record.address for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def mail_hosts(self, domain: str) -> list[str]:
        """Hosts that take mail for it, most wanted first; [""] says that it takes none (RFC 7505)."""
        records = sorted(self._ask(domain, "MX"), key=lambda record: int(record.preference))
        return [record.exchange.to_text(omit_final_dot=True).rstrip(".") for record in records]

    def pointers(self, address: str) -> list[str]:
        """Names that an address has (PTR)."""
        records = self._ask(dns.reversename.from_address(address).to_text(), "PTR")
        return [record.target.to_text(omit_final_dot=True) for record in records]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False))
        except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            return []
        except dns.exception.DNSException as error:
            raise Unanswered(f"{name} {kind}: {error}") from error


def configured_names() -> Names:
    """The DNS of the settings. Raises Unanswered."""
    return Names(settings.DNS_SERVER)


def reverse_name(address: str) -> str:
    """The name under which the PTR record of an address stands."""
    return dns.reversename.from_address(address).to_text(omit_final_dot=True)
