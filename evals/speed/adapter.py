"""Parley as the shared tools see a system: where a reader reads, how a comment is posted, how it is seen."""

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from evals.conversation.threads import Talk


def parley_adapters(tools: Path, data: Path, port: int) -> dict[str, Callable[[Any], Any]]:
    """Name → adapter: Parley behind its own gate, and behind nginx (`port` + 1). Sets the tools' path."""
    sys.path.insert(0, str(tools))
    import adapters

    threads = json.loads((data / "threads.json").read_text(encoding="utf-8"))
    talk = Talk(11)  # what the filter sees should be no spin of one text: that would be a campaign

    class Parley(adapters.Base):  # type: ignore[name-defined, misc]
        name = "parley"
        pidnames = ("parley",)
        note = "its own gate (Granian), worker beside it; filter, outbox and page on disk before the answer"

        def __init__(self, work: Any) -> None:
            super().__init__(work, port=port)
            self.where: dict[str, str] = {}

        def read(self, thread: str) -> list[tuple[str, dict[str, str]]]:
            return [(f"/opinion/{thread}/", {"Accept-Encoding": "gzip"})]

        def comments(self, thread: str) -> tuple[str, dict[str, str]]:
            return f"/opinion/{thread}/", {}

        def visible(self, thread: str) -> tuple[str, dict[str, str]]:
            return self.where.get(thread, f"/opinion/{thread}/"), {}

        def post(self, thread: str, number: int, token: str) -> tuple[str, str, dict[str, str], str]:
            own = f"http://127.0.0.1:{port}"
            headers = {**adapters.FORM, "Origin": own, "Sec-Fetch-Site": "same-origin", "Host": f"127.0.0.1:{port}"}
            fields = {
                "thread": threads[thread],
                "name": talk.name(),
                "email": f"r{number}@example.org",
                "text": f"{talk.comment()} {token}",
                "place": "1",
            }
            self.last = thread
            return "POST", "/conversation/post/", headers, urlencode(fields)

        def ok(self, status: int, headers: dict[str, str], body: bytes) -> bool:
            place = headers.get("location", "").partition("?")[0]
            if status == 303 and place.startswith("/opinion/"):
                self.where[place.split("/")[2]] = place
                return True
            return False  # held: nobody would see it

        def count(self, body: bytes) -> int:
            page = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            return page.count(b'<li id="c')

    class BehindNginx(Parley):
        name = "parley_nginx"
        pidnames = ("parley_nginx",)
        note = "behind nginx with the configuration that `parley deploy nginx` prints"

        def __init__(self, work: Any) -> None:
            super().__init__(work)
            self.port = port + 1

    return {"parley": Parley, "parley_nginx": BehindNginx}
