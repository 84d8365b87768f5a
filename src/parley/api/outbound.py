"""Calls to addresses that somebody typed in: never into our own network, never longer than a deadline.

The name is resolved once and the checked address is what is connected to, so that a name which answers otherwise at a
second look (DNS rebinding) leads nowhere. Redirects are not followed; proxies of the environment are not asked.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from parley.api.errors import AddressForbidden

LONGEST_ANSWER = 65_536
"""Bytes of an answer that are read."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class CallFailed(Exception):
    """Nothing came back that could be read. The message is for operators."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def check_address(url: str) -> SplitResult:
    """The parts of an address to which we may send. Nothing is resolved. Raises AddressForbidden."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressForbidden("it is no address") from None
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > 2000:
        raise AddressForbidden("it has characters that do not belong there")
    if parts.scheme not in ({"https", "http"} if settings.PARLEY.webhooks_to_private_networks else {"https"}):
        raise AddressForbidden("write it as https://receiver.example/news")
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise AddressForbidden("write it as https://receiver.example/news")
    return parts


def checked_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as numbers. Raises AddressForbidden when one of them is not of the public internet,
    CallFailed when there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(f"{host} was not found") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not settings.PARLEY.webhooks_to_private_networks:
        for address in addresses:
            if not is_public(address):
                raise AddressForbidden(f"{host} is {address}, which is not of the public internet")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, looked at through the addresses that carry another one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return ip.is_global and not ip.is_multicast


def post(url: str, *, headers: Mapping[str, str], body: str, deadline: float) -> Answer:
    """POST a body and read the answer's beginning; all of it within `deadline` seconds.

    Raises AddressForbidden, CallFailed.
    """
    parts = check_address(url)
    ends = monotonic() + deadline
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = str(parts.hostname)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connection(host, port, is_secure=parts.scheme == "https", ends=ends) as connection:
            connection.request("POST", target, body.encode(), {**headers, "Host": parts.netloc, "Connection": "close"})
            response = connection.getresponse()
            answer = Answer(response.status, response.read(LONGEST_ANSWER))
            _check_time(ends)
            return answer
    except TimeoutError as error:
        raise CallFailed(f"no answer within {deadline:g} seconds") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if monotonic() >= ends:
            raise CallFailed(f"no answer within {deadline:g} seconds") from error
        raise CallFailed(f"{type(error).__name__}: {error}"[:200]) from error


@contextmanager
def _connection(host: str, port: int, *, is_secure: bool, ends: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the checked address, cut when the time is over: a server that sends a byte now and then would
    outlast every timeout of a single read."""
    plain = _connect(checked_addresses(host, port), port, ends)
    handle = plain.dup()  # TLS takes the socket over; this way to it stays
    watch = threading.Timer(max(0.0, ends - monotonic()), _cut, args=(handle,))
    watch.daemon = True
    watch.start()
    wrapped = plain
    try:
        if is_secure:
            wrapped = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = wrapped
        yield connection
    finally:
        watch.cancel()
        for each in (wrapped, plain, handle):
            each.close()


def _connect(addresses: list[str], port: int, ends: float) -> socket.socket:
    failure: OSError = TimeoutError()
    for address in addresses:
        left = ends - monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            failure = error
    raise failure


def _check_time(ends: float) -> None:
    """An answer that was cut in its middle looks as if it ended there."""
    if monotonic() >= ends:
        raise TimeoutError


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
