"""A reader with a mailbox that is a real mail server, and the worker's step."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.notifications.conftest import cleo, dora, follow, post, post_office, thread, work
from tests.notifications.post_office import PostOffice

__all__ = ["cleo", "dora", "follow", "post", "post_office", "thread", "work"]

SignIn = Callable[..., Client]


def link_in(office: PostOffice, address: str) -> str:
    """The path of the newest link to sign in that was mailed to an address."""
    links = [mail for mail in office.mails if mail.message["X-Kind"] == "sign-in"]
    mails = [mail for mail in links if mail.recipients[0].casefold() == address.casefold()]
    return urlsplit(re.findall(r"http://\S+/my/sign-in/\S+", mails[-1].part("text/plain"))[0]).path


@pytest.fixture
def sign_in(post_office: PostOffice, work: Callable[[], None]) -> SignIn:
    """Has a link sent, opens it from the mail and presses the button. Returns the browser that is signed in."""

    def signed_in(address: str = "cleo@example.org", **form: str) -> Client:
        browser = Client()
        browser.post("/my/", {"email": address, **form})
        work()
        response = browser.post(link_in(post_office, address))
        assert response.status_code == 303
        return browser

    return signed_in
