"""A DNS server on loopback that answers from a zone file."""

from typing import Any, Self

from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSLogger, DNSServer


class NameServer(BaseResolver):
    """Use as a context manager. `write(...)` adds lines of a zone file; `silent` names get SERVFAIL."""

    def __init__(self) -> None:
        self._records: list[Any] = []
        self.silent: set[str] = set()
        self._udp, self._tcp = self._two_servers()
        self.port: int = self._udp.server.server_address[1]

    def _two_servers(self, attempts: int = 20) -> tuple[DNSServer, DNSServer]:
        """On one port for UDP and for TCP; what is free for one need not be free for the other."""
        logger = DNSLogger(logf=lambda _line: None)
        udp = DNSServer(self, address="127.0.0.1", port=0, logger=logger)
        port = udp.server.server_address[1]
        try:
            return udp, DNSServer(self, address="127.0.0.1", port=port, tcp=True, logger=logger)
        except OSError:
            udp.server.server_close()
            if attempts == 0:
                raise
            return self._two_servers(attempts - 1)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def write(self, *lines: str) -> None:
        for line in lines:
            self._records += RR.fromZone(line)

    def replace(self, name: str, *lines: str) -> None:
        """Other lines in place of all that stands under a name."""
        self._records = [record for record in self._records if str(record.rname).rstrip(".") != name.rstrip(".")]
        self.write(*lines)

    def resolve(self, request: DNSRecord, handler: Any) -> DNSRecord:
        reply = request.reply()
        if str(request.q.qname).rstrip(".").lower() in self.silent:
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        named = [record for record in self._records if record.rname == request.q.qname]
        for record in named:
            if QTYPE[record.rtype] == QTYPE[request.q.qtype]:
                reply.add_answer(record)
        if not named:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply

    def __enter__(self) -> Self:
        self._udp.start_thread()
        self._tcp.start_thread()
        return self

    def __exit__(self, *exception: object) -> None:
        for server in (self._udp, self._tcp):
            server.stop()
            server.server.server_close()
