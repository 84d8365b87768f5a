"""Every change that foreign sites and their keys bring about."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from parley.conversation.lessons import teach_words
from parley.conversation.rates import count_in_minute
from parley.embed.errors import KeyUnknown, NotAHost, TooManyCalls
from parley.embed.foreign import ForeignComment
from parley.embed.models import Report, SiteKey
from parley.embed.sites import site_of
from parley.kit import clock
from parley.kit.signing import keyed_hash

REPORTS_KEPT = timedelta(days=180)
"""How long a second report about a comment can take back the first."""

_KEY_BYTES = 6
"""WordPress takes keys of twelve hexadecimal digits and no others: 48 bits, enough where each guess is a call."""


def key_hash(key: str) -> str:
    """What is kept of a key."""
    return keyed_hash(settings.SECRET_KEY, "site key", key.strip().lower())


@transaction.atomic
def issue_key(*, site: str, unsure: str, calls_a_minute: int) -> tuple[SiteKey, str]:
    """A new key for a site, and the key's own text, which is not kept. Raises NotAHost."""
    host = site_of(site)
    if not host:
        raise NotAHost(site)
    key = secrets.token_hex(_KEY_BYTES)
    issued = SiteKey.objects.create(
        site=host, key_hash=key_hash(key), unsure=unsure, calls_a_minute=calls_a_minute, issued_at=clock.now()
    )
    return issued, key


@transaction.atomic
def revoke_keys(*, site: str, number: int | None = None) -> int:
    """Take a site's keys back, or the one of that number. Returns how many. Raises KeyUnknown when there is none."""
    standing = SiteKey.objects.filter(site=site_of(site), revoked_at=None)
    if number is not None:
        standing = standing.filter(pk=number)
    revoked = standing.update(revoked_at=clock.now())
    if not revoked:
        raise KeyUnknown
    return revoked


def count_call(key: SiteKey) -> None:
    """Count a call against the key's minute. Raises TooManyCalls when the minute is used up."""
    wait = count_in_minute(SiteKey.objects.filter(pk=key.pk), F("calls_a_minute"))
    if wait:
        raise TooManyCalls(seconds=wait)


@transaction.atomic
def report_comment(comment: ForeignComment, *, spam: bool) -> None:
    """Let the site's memory learn what its moderator said.

    The same report twice is one; the opposite one takes the first back before it counts.
    """
    report, is_first = Report.objects.select_for_update().get_or_create(
        site=comment.site, comment_key=comment.key, defaults={"is_spam": spam, "reported_at": clock.now()}
    )
    if not is_first:
        if report.is_spam == spam:
            return
        _teach(comment, spam=None)
        report.is_spam, report.reported_at = spam, clock.now()
        report.save(update_fields=["is_spam", "reported_at"])
    _teach(comment, spam=spam)


def _teach(comment: ForeignComment, *, spam: bool | None) -> None:
    teach_words(
        site=comment.site,
        key=comment.key,
        text=comment.text,
        author=comment.author,
        address=comment.address,
        website=comment.website,
        spam=spam,
    )


def forget_reports() -> int:
    """Delete the keyed hashes of comments reported long ago; what was learnt stays. Returns how many."""
    return Report.objects.filter(reported_at__lt=clock.now() - REPORTS_KEPT).delete()[0]
