"""A real HTTP server that takes what is sent, and answers as a test wants."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.notifications.post_office import CERTIFICATE

Reply = tuple[int, bytes]


@dataclass
class Receiver:
    """What arrived; `reply` is what is answered, or a function of the request's body that makes it."""

    url: str = ""
    reply: Reply | Callable[[dict[str, Any]], Reply] = (204, b"")
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    trickles: bool = False
    by_tls: bool = False
    """With the certificate of `tests/notifications`, which is for localhost and 127.0.0.1."""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _path, _headers, body in self.requests]


@contextmanager
def receiver(**answers: Any) -> Iterator[Receiver]:
    """A receiver on this machine while the block lasts."""
    found = Receiver(**answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.requests.append((self.path, headers, body))
            found.closing.wait(found.delay)
            status, answer = found.reply(json.loads(body)) if callable(found.reply) else found.reply
            try:
                if found.trickles:
                    self._trickle()
                    return
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answer)), **found.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)
            except OSError:  # the caller hung up
                self.close_connection = True

        def _trickle(self) -> None:
            """A byte of a header now and then, without end."""
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            ends = time.monotonic() + 20
            while time.monotonic() < ends and not found.closing.wait(0.05):
                self.wfile.write(b"a")

        def log_message(self, *_args: Any) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme, host = ("https", "localhost") if found.by_tls else ("http", "127.0.0.1")
    if found.by_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    found.url = f"{scheme}://{host}:{server.server_port}/news?of=parley"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
