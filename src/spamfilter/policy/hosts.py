"""Lists of hosts and of e-mail addresses."""

import re
from collections.abc import Iterable

from spamfilter.policy.errors import PolicyError

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:[/\\]*", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*")

# Markdown's <https://…> reads like a tag, and BBCode is dropped with its address: normalisation finds no link in them.
_MARKED_UP = re.compile(r"<((?:https?|mailto):[^\s<>]+)>|\[(?:url|link)[=\]][\s\"']*([^\]\[\s\"']+)", re.IGNORECASE)


def marked_up_links(source: str) -> tuple[str, ...]:
    """The addresses in Markdown's angle brackets and in BBCode."""
    return tuple(dict.fromkeys(one or other for one, other in _MARKED_UP.findall(source)))


def host_of(address: str) -> str:
    """The host of a link, a bare domain or an e-mail address: lower case, without port, user and "www."; or ""."""
    rest = re.split(r"[/\\?#\s]", _SCHEME.sub("", address.strip()), maxsplit=1)[0]
    host = rest.rpartition("@")[2].partition(":")[0].casefold().strip(".").removeprefix("www.")
    if "xn--" in host:
        try:
            return host.encode("ascii").decode("idna")
        except UnicodeError:
            return host
    return host


class HostList:
    """Hosts with all that lies below them: "example.com" holds "shop.example.com", ".ru" every host that ends so.

    Raises PolicyError for a line that names no host.
    """

    def __init__(self, rule: str, lines: Iterable[str]) -> None:
        self._hosts: dict[str, str] = {}
        for number, line in enumerate(lines, start=1):
            host = host_of(line)
            if not _HOST.fullmatch(host) or ("." not in host and not line.strip().startswith(".")):
                raise PolicyError(rule, number, f"{line.strip()!r} is no host such as example.com or .example")
            self._hosts.setdefault(host, line.strip())

    def __bool__(self) -> bool:
        return bool(self._hosts)

    def find(self, address: str) -> str | None:
        """The line that holds the host of an address, or None."""
        parts = host_of(address).split(".")
        tails = (".".join(parts[start:]) for start in range(len(parts)))
        return next((self._hosts[tail] for tail in tails if tail in self._hosts), None)


class AddressList:
    """E-mail addresses: "sam@example.org" is one, "@example.org" all of a host and below it."""

    def __init__(self, rule: str, lines: Iterable[str]) -> None:
        lines = list(lines)
        for number, line in enumerate(lines, start=1):
            if not re.fullmatch(r"[^\s@]*@[^\s@]+\.[^\s@]+", line.strip()):
                raise PolicyError(
                    rule, number, f"{line.strip()!r} is no address such as sam@example.org or @example.org"
                )
        self._addresses = {line.strip().casefold(): line.strip() for line in lines}
        self._hosts = HostList(rule, [line for line in lines if line.strip().startswith("@")])

    def find(self, address: str) -> str | None:
        """The line that holds an address, or None."""
        own = self._addresses.get(address.strip().casefold())
        return own or (self._hosts.find(address) if "@" in address else None)
