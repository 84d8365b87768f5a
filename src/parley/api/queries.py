"""Reads for programs: whose token it is, what is public, what waits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from parley.accounts.models import User
from parley.api.actions.tokens import MODERATES, token_hash
from parley.api.errors import (
    NothingHere,
    ScopeMissing,
    TokenExpired,
    TokenMayNotModerate,
    TokenRevoked,
    TokenUnknown,
)
from parley.api.models import ApiToken, Webhook, WebhookDelivery
from parley.conversation.models import Comment, Decision, Thread
from parley.conversation.queries.queues import comments_in_queue
from parley.conversation.queries.reach import batches_beyond_reach, comments_within_reach
from parley.kit import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def recognise_token(typed: str, *, scope: str) -> ApiToken:
    """The token that a call carries, when it is good for `scope`.

    Raises TokenUnknown, TokenRevoked, TokenExpired, ScopeMissing, TokenMayNotModerate.
    """
    token = ApiToken.objects.select_related("moderator").filter(token_hash=token_hash(typed)).first()
    if token is None:
        raise TokenUnknown
    if token.revoked_at is not None:
        raise TokenRevoked
    if token.expires_at is not None and token.expires_at <= clock.now():
        raise TokenExpired
    if scope and not token.has_scope(scope):
        raise ScopeMissing(scope)
    if scope == ApiToken.Scope.MODERATE:
        moderator_of(token)
    return token


def moderator_of(token: ApiToken) -> User:
    """In whose name a token moderates. Raises TokenMayNotModerate when that person may not any more."""
    user = token.moderator
    if user is None or not user.is_active or not user.has_perm(MODERATES):
        raise TokenMayNotModerate
    return user


def all_tokens() -> list[ApiToken]:
    """Every token, in the order in which they were issued."""
    return list(ApiToken.objects.select_related("moderator"))


def standing_webhooks() -> QuerySet[Webhook]:
    """The webhooks that were not removed, in the order in which they were added."""
    return Webhook.objects.filter(removed_at=None)


def deliveries_of(webhook: Webhook, state: str) -> int:
    """How many deliveries of a webhook are in a state."""
    return WebhookDelivery.objects.filter(webhook=webhook, state=state).count()


def cursor_of(moment: datetime, number: int) -> str:
    """Where a page of a list ends: microseconds since 1970, and the id of its last item.

    >>> cursor_of(datetime(2026, 3, 2, 8, tzinfo=UTC), 7)
    '1772438400000000-7'
    """
    return f"{(moment - _EPOCH) // _MICROSECOND}-{number}"


def _place(cursor: str) -> tuple[datetime, int]:
    moment, _dash, number = cursor.partition("-")
    return _EPOCH + timedelta(microseconds=int(moment)), int(number)


def threads_found(*, site: str, url: str | None, before: int | None, limit: int) -> list[Thread]:
    """Threads of a site, the newest first, without what they are about."""
    threads = Thread.objects.filter(site=site).order_by("-pk").defer("text")
    if url is not None:
        threads = threads.filter(url=url)
    if before is not None:
        threads = threads.filter(pk__lt=before)
    return list(threads[:limit])


def thread_of(number: int) -> Thread:
    """Raises NothingHere."""
    thread = Thread.objects.filter(pk=number).first()
    if thread is None:
        raise NothingHere
    return thread


def public_comments(thread: Thread, *, after: str | None, limit: int) -> list[Comment]:
    """Published comments of a thread, in the order in which they were written, behind the cursor `after`."""
    comments = Comment.objects.filter(thread=thread, status=Comment.Status.APPROVED)
    if after is not None:
        moment, number = _place(after)
        comments = comments.filter(Q(posted_at__gt=moment) | Q(posted_at=moment, pk__gt=number))
    related = comments.select_related("thread", "staff", "parent").defer("thread__text")
    return list(related.order_by("posted_at", "pk")[:limit])


def public_comment(number: int) -> Comment:
    """Raises NothingHere for one that is not published."""
    published = Comment.objects.filter(status=Comment.Status.APPROVED).select_related("thread", "staff", "parent")
    comment = published.filter(pk=number).first()
    if comment is None:
        raise NothingHere
    return comment


def queue_of(moderator: User, *, status: str, before: str | None, limit: int) -> list[Comment]:
    """Comments of a status that the moderator may see, the newest arrivals first, behind the cursor `before`."""
    comments = comments_within_reach(comments_in_queue(status), moderator)
    if before is not None:
        moment, number = _place(before)
        comments = comments.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=number))
    return list(comments[:limit])


def comments_to_decide(moderator: User, numbers: Sequence[int]) -> list[Comment]:
    """These comments, all of them. Raises NothingHere when one does not exist or is beyond the moderator's reach."""
    found = comments_within_reach(Comment.objects.filter(pk__in=numbers), moderator)
    comments = list(found.select_related("thread", "reader"))
    if len(comments) != len(set(numbers)):
        raise NothingHere
    return comments


def check_batch(moderator: User, batch: str) -> None:
    """Raises NothingHere for a batch that does not exist or goes beyond the moderator's reach."""
    if not Decision.objects.filter(batch=batch).exists() or batches_beyond_reach(moderator, [batch]):
        raise NothingHere
