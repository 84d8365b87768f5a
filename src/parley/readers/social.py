"""Signing in with an OpenID Connect provider, through django-allauth (the extra `social`).

Only what the provider says of the address is used: a confirmed one leads to the reader of that address, the same
record that a link by mail leads to. No account of Django's is made, no token kept: those are the staff's.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from parley.accounts.actions import record_reader
from parley.accounts.errors import AddressRefused
from parley.accounts.models import Reader
from parley.accounts.signing_in import give_cookie, start_session


class ReaderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Ends allauth's way before it would make an account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider has spoken: sign the reader in, or say that it did not work."""
        reader = _reader_of(sociallogin)
        if reader is None:
            raise ImmediateHttpResponse(_did_not_work())
        response = HttpResponseRedirect(reverse("my_page"))
        give_cookie(response, start_session(reader=reader))
        raise ImmediateHttpResponse(response)

    def on_authentication_error(self, *_args: Any, **_kwargs: Any) -> None:
        """Cancelled there, or a broken answer."""
        raise ImmediateHttpResponse(_did_not_work())


def _reader_of(sociallogin: Any) -> Reader | None:
    """The reader of the address that the provider has confirmed, or None. A name that is known here stays."""
    confirmed = [each.email for each in sociallogin.email_addresses if each.verified]
    if not confirmed:
        return None
    try:
        reader = record_reader(address=confirmed[0])
    except AddressRefused:
        return None
    name = (getattr(sociallogin.account, "extra_data", None) or {}).get("userinfo", {}).get("name", "")
    return reader if reader.name or not isinstance(name, str) else record_reader(address=confirmed[0], name=name)


def _did_not_work() -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('my_page')}?with=failed")
