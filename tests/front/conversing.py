"""Asking a front exactly what we mean to ask: no header added, no path tidied, nothing followed."""

import gzip
import http.client
from dataclasses import dataclass

PER_SERVER = {"server", "date", "connection", "keep-alive", "transfer-encoding", "content-length", "accept-ranges"}
"""What each server writes in its own way."""

SECURITY = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
}


@dataclass(frozen=True)
class Answer:
    """An answer as it came: `fields` in lower case, repeated ones kept."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def field(self, name: str) -> str:
        return ", ".join(value for known, value in self.fields if known == name)

    @property
    def words(self) -> bytes:
        """The body, inflated where it is compressed."""
        return gzip.decompress(self.body) if self.field("content-encoding") == "gzip" and self.body else self.body

    @property
    def meaning(self) -> dict[str, str]:
        """The fields that two fronts must agree about."""
        return {name: self.field(name) for name, _value in self.fields if name not in PER_SERVER}


def ask(port: int, path: str, *, method: str = "GET", body: str = "", **fields: str) -> Answer:
    """`fields` with underscores for hyphens: `accept_encoding="gzip"`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in fields.items():
        connection.putheader(name.replace("_", "-"), value)
    if method == "POST":
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.putheader("Content-Length", str(len(body.encode())))
    connection.endheaders(body.encode() if body else None)
    response = connection.getresponse()
    answer = Answer(
        response.status,
        tuple((name.lower(), value) for name, value in response.getheaders()),
        response.read(),
    )
    connection.close()
    return answer
