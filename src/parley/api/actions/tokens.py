"""Tokens are issued and revoked, and their calls are counted."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from parley.accounts.models import User
from parley.api.errors import NotAModerator, TokenUnknown, TooManyApiCalls
from parley.api.models import ApiToken, NetworkCalls
from parley.conversation.rates import count_in_minute, count_network_in_minute, forget_minutes
from parley.kit import clock
from parley.kit.signing import keyed_hash
from parley.kit.text import single_line

PREFIX = "parley_"
"""By which programs that look for leaked secrets know a token."""

MODERATES = "accounts.moderate_conversation"


def token_hash(token: str) -> str:
    """What is kept of a token. Who cannot make the hash learns nothing from how long the look-up takes."""
    return keyed_hash(settings.SECRET_KEY, "api token", token)


@transaction.atomic
def issue_token(
    *, name: str, scopes: Iterable[str], moderator: str = "", calls_a_minute: int = 120, days: int | None = None
) -> tuple[ApiToken, str]:
    """A new token, and the token's own text, which is not kept. `moderator`: user name of the one in whose name it
    moderates. Raises NotAModerator."""
    scopes = [scope for scope in ApiToken.Scope.values if scope in set(scopes)]
    user = _moderator(moderator) if ApiToken.Scope.MODERATE in scopes else None
    token, moment = PREFIX + secrets.token_urlsafe(32), clock.now()
    issued = ApiToken.objects.create(
        name=single_line(name)[:80],
        token_hash=token_hash(token),
        scopes=" ".join(scopes),
        moderator=user,
        calls_a_minute=calls_a_minute,
        issued_at=moment,
        expires_at=moment + timedelta(days=days) if days else None,
    )
    return issued, token


def _moderator(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not user.has_perm(MODERATES):
        raise NotAModerator(name)
    return user


def revoke_token(*, number: int) -> None:
    """Take a token back, at once. Raises TokenUnknown when none of that number is in force."""
    if not ApiToken.objects.filter(pk=number, revoked_at=None).update(revoked_at=clock.now()):
        raise TokenUnknown


def count_token_call(token: ApiToken) -> None:
    """Count a call against the token's minute. Raises TooManyApiCalls when the minute is used up."""
    wait = count_in_minute(ApiToken.objects.filter(pk=token.pk), F("calls_a_minute"))
    if wait:
        raise TooManyApiCalls(seconds=wait)


def count_network_call(network_key: str) -> None:
    """Count a call without a token against its network's minute. Raises TooManyApiCalls when the minute is used up."""
    wait = count_network_in_minute(NetworkCalls, network_key, settings.PARLEY.api_rate)
    if wait:
        raise TooManyApiCalls(seconds=wait)


def forget_network_calls() -> int:
    """Delete the counts of minutes that are over. Returns how many."""
    return forget_minutes(NetworkCalls)
