"""Run in a process of its own, whose settings name a provider: readers sign in there. Prints what happened as JSON."""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

import httpx  # noqa: E402 - the settings come first
from django.test import Client  # noqa: E402

from parley.accounts.actions import record_reader  # noqa: E402
from parley.accounts.models import Reader, User  # noqa: E402
from parley.config.cli.prepare import migrate_if_needed  # noqa: E402

migrate_if_needed()
before = record_reader(address="Cleo@example.org")
accounts = User.objects.count()


def walk(sub: str) -> dict[str, Any]:
    """One reader's way there and back, in a browser of its own."""
    browser = Client(headers={"host": "localhost"})
    page = browser.get("/my/").content.decode()
    start = browser.get("/my/with/oidc/mock/login/")
    back = "/my/with/oidc/mock/login/callback/?error=access_denied"
    if sub != "cancels":
        answer = httpx.post(start["Location"], data={"sub": sub}, follow_redirects=False)
        parts = urlsplit(answer.headers["location"])
        back = f"{parts.path}?{parts.query}"
    end = browser.get(back)
    return {
        "offered": "Somewhere else" in page,
        "location": end["Location"],
        "signed_in": "My page" in browser.get("/my/").content.decode(),
        "readers": Reader.objects.count(),
        "confirmed": Reader.objects.filter(pk=before.pk, confirmed_at__isnull=False).exists(),
        "new_accounts": User.objects.count() - accounts,
        "name": Reader.objects.order_by("-pk")[0].name,
    }


print(json.dumps({sub: walk(sub) for sub in sys.argv[1:]}))
