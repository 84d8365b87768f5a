"""A foreign blog with a key."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from parley.embed.actions import issue_key
from parley.embed.models import SiteKey

FORM = "application/x-www-form-urlencoded"
HONEST = "I rowed past the gauge at Lindau this morning and the water stood a hand lower than in March."
HELD = "Nice article, thanks for sharing. Keep up the good work!"
SPAM = "Cheap pills online, best casino bonus and payday loans: https://cheap-pills.example/ https://casino.example/"


@dataclass(frozen=True)
class Blog:
    """A blog elsewhere, whose plug-in asks Parley."""

    client: Client
    issued: SiteKey
    key: str

    def ask(self, call: str, /, prefix: str = "/1.1/", agent: str = "", **fields: object) -> HttpResponse:
        """Post a call as plug-ins do; a field that is None is left out."""
        form = {"api_key": self.key, "blog": "https://blog.example", "user_ip": "192.0.2.7"} | fields
        named = {name: value for name, value in form.items() if value is not None}
        return self.client.post(  # type: ignore[return-value]
            f"{prefix}{call}", urlencode(named), content_type=FORM, HTTP_USER_AGENT=agent
        )

    def check(self, text: str = HONEST, /, **fields: object) -> HttpResponse:
        """Ask about a comment."""
        return self.ask("comment-check", **{"comment_author": "Cleo", "comment_content": text} | fields)  # type: ignore[arg-type]

    def submit(self, said: str, text: str = HELD, /, **fields: object) -> HttpResponse:
        """Report a comment as "spam" or "ham"."""
        return self.ask(f"submit-{said}", **{"comment_author": "Cleo", "comment_content": text} | fields)  # type: ignore[arg-type]


def open_blog(client: Client, site: str = "blog.example", *, unsure: str = "hold", calls: int = 120) -> Blog:
    """A blog elsewhere, with a key of its own."""
    return Blog(client, *issue_key(site=site, unsure=unsure, calls_a_minute=calls))


@pytest.fixture
def blog(installation: Path) -> Blog:
    """blog.example, with its key."""
    return open_blog(Client(enforce_csrf_checks=True))
