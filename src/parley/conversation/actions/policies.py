"""Changes to how conversations are run, and slow mode, which switches itself."""

import math
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.errors import CommentsOff, SlowMode, ThreadClosed
from parley.conversation.models import Comment, ConversationPolicy, Thread
from parley.conversation.models.policies import SITE
from parley.conversation.queries.policies import (
    PolicyInForce,
    is_slow,
    is_taking_comments,
    policy_for,
    threads_of,
    threads_whose_pages_are_wrong,
)
from parley.database.prepared import Prepared
from parley.kit import clock, switches

_written_since = Prepared(
    lambda thread, key, since: (
        Comment.objects.filter(thread=thread, reader__address_key=key, received_at__gt=since)
        .order_by("-received_at")
        .values_list("received_at", flat=True)[:1]
    )
)
HEAT_WINDOW = timedelta(minutes=10)
SLOW_FOR = timedelta(minutes=30)
"""Slow mode lasts this long after the last moment at which the thread was hot."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What a scope says from now on; "" and None leave it to the scope above."""

    mode: str = ""
    trusted_after: int | None = None
    newcomers_held_after_days: int | None = None
    closes_after_days: int | None = None
    slow_mode: str = ""
    house_rules: str = ""


@transaction.atomic
def set_policy(*, scope: str, change: PolicyChange, moderator: User) -> ConversationPolicy:
    """Let a scope say this from now on, and have the pages say it too."""
    policy, _created = ConversationPolicy.objects.update_or_create(
        scope=scope, defaults=asdict(change) | {"changed_by": moderator, "changed_at": clock.now()}
    )
    if scope == SITE:
        Thread.objects.filter(shown_open=False).update(shown_open=True)  # the worker looks at those that are old
        events.policy_changed(scope)
    else:
        for thread in threads_of(scope).defer("text"):
            _settle(thread)
    return policy


def check_policy(thread: Thread, policy: PolicyInForce, *, address_key: str) -> None:
    """Raises CommentsOff, ThreadClosed, or SlowMode when the reader wrote here a moment ago."""
    if not switches.takes_comments(Path(settings.DATA)):
        raise CommentsOff
    if not is_taking_comments(thread, policy):
        raise ThreadClosed
    if not is_slow(thread, policy):
        return
    gap = timedelta(minutes=settings.PARLEY.slow_mode_gap)
    last = _written_since.first(thread.pk, address_key, clock.now() - gap)
    if last is not None:
        raise SlowMode(seconds=max(1, math.ceil((last + gap - clock.now()).total_seconds())))


def feel_heat(thread: Thread, policy: PolicyInForce) -> None:
    """Switch slow mode on, or keep it on, when many comments came to a thread within ten minutes. In the transaction
    of the comment that made it hot."""
    limit = settings.PARLEY.slow_mode_from
    if policy.slow_mode != ConversationPolicy.Slow.AUTO or not limit:
        return
    now = clock.now()
    if len(_arrived(limit)(thread.pk, now - HEAT_WINDOW)) < limit:
        return
    was_slow = thread.slow_until is not None and thread.slow_until > now
    Thread.objects.filter(pk=thread.pk).update(slow_until=now + SLOW_FOR)
    if not was_slow:
        events.thread_changed(thread.pk)


@cache
def _arrived(most: int) -> Prepared[int]:
    """Comments of a thread that arrived since a moment; no more than `most` are looked for."""
    wanted = (Comment.Status.APPROVED, Comment.Status.PENDING)
    return Prepared(
        lambda thread, since: (
            Comment.objects.filter(thread=thread, received_at__gt=since, posted_at__gt=since, status__in=wanted)
            .order_by()
            .values_list("pk", flat=True)[:most]
        )
    )


def settle_policies() -> int:
    """Let pages say that a conversation has closed by date or that slow mode is over. For the worker. Returns how many
    conversations changed."""
    threads = threads_whose_pages_are_wrong()
    for thread in threads:
        with transaction.atomic():
            _settle(thread)
    return len(threads)


def _settle(thread: Thread) -> None:
    slow_until = thread.slow_until if thread.slow_until is not None and thread.slow_until > clock.now() else None
    is_open = is_taking_comments(thread, policy_for(thread))
    Thread.objects.filter(pk=thread.pk).update(slow_until=slow_until, shown_open=is_open)
    events.thread_changed(thread.pk)
