"""How a reader signs in: a link by mail, then a cookie. Nothing here has to do with the sessions of the staff.

A scanner opens every link in a mail, so opening it does nothing; the button behind it signs in.
"""

import hmac
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from parley.accounts.actions import address_key, confirm_address
from parley.accounts.errors import LinkSpent
from parley.accounts.models import Reader, ReaderSession, SignInLink, Suppression, User
from parley.kit import clock
from parley.kit.signing import keyed_hash, new_token
from parley.kit.text import whole_number

LINK_LIVES = timedelta(minutes=30)
SESSION_LIVES = timedelta(days=90)
KEPT_AFTERWARDS = timedelta(days=365)
"""Links that were used or ran out still count for the limits of mail to an address."""


def token_of(link: SignInLink) -> str:
    """The token that stands in the mailed address. It cannot be made from the database alone."""
    return f"{link.pk}-{keyed_hash(settings.SECRET_KEY, 'sign-in', f'{link.pk} {link.salt}')}"


def open_link(*, reader: Reader, back_to: str = "", network_key: str = "") -> SignInLink:
    """A new link for the reader. Sending it is not this room's business."""
    moment = clock.now()
    return SignInLink.objects.create(
        reader=reader,
        salt=new_token(),
        back_to=back_to,
        network_key=network_key,
        asked_at=moment,
        expires_at=moment + LINK_LIVES,
    )


def link_of(token: str) -> SignInLink:
    """The link that a token means, while it may still be used. Raises LinkSpent."""
    number, _dash, _hash = token.partition("-")
    link = SignInLink.objects.filter(pk=whole_number(number) or 0).select_related("reader").first()
    if link is None or not hmac.compare_digest(token_of(link).encode(), token.encode(errors="replace")):
        raise LinkSpent
    if link.used_at is not None or link.expires_at <= clock.now():
        raise LinkSpent
    return link


@transaction.atomic
def sign_in(*, token: str) -> tuple[SignInLink, str]:
    """Use a link up: its reader has confirmed the address and is signed in. Returns the link and the cookie's value.

    Of two who press at once one gets LinkSpent.
    """
    link = link_of(token)
    if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()):
        raise LinkSpent
    return link, start_session(reader=link.reader)


@transaction.atomic
def start_session(*, reader: Reader) -> str:
    """Sign a reader in who has proven to own the address. Returns the cookie's value."""
    confirm_address(reader=reader)
    token, moment = new_token(), clock.now()
    ReaderSession.objects.create(
        reader=reader, token_key=_key(token), signed_in_at=moment, expires_at=moment + SESSION_LIVES
    )
    return token


def sign_out(*, token: str) -> None:
    """End the session of one browser."""
    ReaderSession.objects.filter(token_key=_key(token)).delete()


def sign_out_everywhere(*, reader: Reader) -> int:
    """End all sessions of a reader, and make links that were mailed worthless. Returns how many sessions ended."""
    SignInLink.objects.filter(reader=reader, used_at=None).update(expires_at=clock.now())
    return ReaderSession.objects.filter(reader=reader).delete()[0]


def forget_sessions() -> int:
    """Delete sessions and links that are of no use any more. For the worker. Returns how many."""
    moment = clock.now()
    sessions, _by_table = ReaderSession.objects.filter(expires_at__lt=moment).delete()
    links, _by_table = SignInLink.objects.filter(asked_at__lt=moment - KEPT_AFTERWARDS).delete()
    before = moment - timedelta(days=settings.PARLEY.network_days)
    SignInLink.objects.filter(asked_at__lt=before).exclude(network_key="").update(network_key="")
    return sessions + links


def cookie_name() -> str:
    """The cookie of readers; with https under a name that no other host can set."""
    return "__Host-reader" if settings.BASE_URL.startswith("https://") else "reader"


def signed_in_reader(request: HttpRequest) -> Reader | None:
    """The reader whose cookie the request carries, or None."""
    token = request.COOKIES.get(cookie_name(), "")
    if not token:
        return None
    standing = ReaderSession.objects.filter(token_key=_key(token), expires_at__gt=clock.now())
    session = standing.select_related("reader").first()
    return session.reader if session is not None else None


def give_cookie(response: HttpResponse, token: str) -> None:
    """Let the browser keep the session: not for scripts, not for other sites."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=SESSION_LIVES,
        httponly=True,
        secure=settings.BASE_URL.startswith("https://"),
        samesite="Lax",
    )


def take_cookie(response: HttpResponse) -> None:
    response.delete_cookie(cookie_name(), samesite="Lax")


def is_suppressed(reader: Reader) -> bool:
    """Whether nothing may be sent to the reader's address."""
    return Suppression.objects.filter(address_key=reader.address_key).exists()


def suppressed_keys(readers: Iterable[Reader]) -> set[str]:
    """The address keys of those among `readers` to whom nothing may be sent."""
    keys = [reader.address_key for reader in readers]
    return set(Suppression.objects.filter(address_key__in=keys).values_list("address_key", flat=True))


def staff_of(reader: Reader) -> User | None:
    """The member of staff who signed in as a reader with the address of the own account, or None."""
    named = User.objects.filter(is_active=True).exclude(email="")
    return next((user for user in named if address_key(user.email) == reader.address_key), None)


def _key(token: str) -> str:
    return keyed_hash(settings.SECRET_KEY, "reader-session", token)
