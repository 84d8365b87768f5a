"""The policy of a thread: site, then section, then thread; the narrowest scope that says something counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.conversation.models import ConversationPolicy, Thread
from parley.conversation.models.policies import SITE
from parley.database.prepared import Prepared
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.switches import takes_comments

DEFAULTS = {
    "mode": ConversationPolicy.Mode.OPEN.value,
    "trusted_after": 1,
    "newcomers_held_after_days": 0,
    "closes_after_days": 0,
    "slow_mode": ConversationPolicy.Slow.AUTO.value,
    "house_rules": "",
}
"""What holds while no scope says otherwise."""


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """What holds in one thread, each field decided."""

    mode: str
    trusted_after: int
    newcomers_held_after_days: int
    closes_after_days: int
    slow_mode: str
    house_rules: str
    """Markdown."""
    origins: dict[str, str]
    """Field → the scope that decided it; "" for a default."""


_of_scopes = Prepared(
    lambda site, section, thread: ConversationPolicy.objects.filter(scope__in=[site, section, thread]).order_by()
)


def scopes_of(thread: Thread) -> list[str]:
    """The scopes of a thread, from wide to narrow."""
    return [SITE, *([f"section:{thread.section}"] if thread.section else []), f"thread:{thread.pk}"]


def policy_for(thread: Thread) -> PolicyInForce:
    """What holds in a thread now: one query."""
    scopes = scopes_of(thread)
    return _merged(scopes, _said(_of_scopes(scopes[0], scopes[-2], scopes[-1])))


def policies_for(threads: Iterable[Thread]) -> dict[int, PolicyInForce]:
    """Thread id → what holds there now: one query for all of them."""
    scopes = {thread.pk: scopes_of(thread) for thread in threads}
    said = _said(ConversationPolicy.objects.filter(scope__in={scope for named in scopes.values() for scope in named}))
    return {pk: _merged(named, said) for pk, named in scopes.items()}


def policy_above(scope: str) -> PolicyInForce:
    """What a scope would inherit if it said nothing."""
    if scope == SITE:
        return _merged([], {})
    if scope.startswith("section:"):
        return _merged([SITE], _said(ConversationPolicy.objects.filter(scope=SITE)))
    thread = Thread.objects.filter(pk=int(scope.partition(":")[2])).first()
    above = scopes_of(thread)[:-1] if thread is not None else [SITE]
    return _merged(above, _said(ConversationPolicy.objects.filter(scope__in=above)))


def _said(rows: Iterable[ConversationPolicy]) -> dict[str, ConversationPolicy]:
    return {row.scope: row for row in rows}


def _merged(scopes: list[str], by_scope: dict[str, ConversationPolicy]) -> PolicyInForce:
    values, origins = dict(DEFAULTS), dict.fromkeys(DEFAULTS, "")
    for scope in scopes:
        for name in DEFAULTS:
            said = getattr(by_scope[scope], name) if scope in by_scope else None
            if said not in (None, ""):
                values[name], origins[name] = said, scope
    return PolicyInForce(**values, origins=origins)  # type: ignore[arg-type]


def threads_of(scope: str) -> QuerySet[Thread]:
    """The threads that a scope reaches."""
    kind, _colon, name = scope.partition(":")
    if kind == SITE:
        return Thread.objects.all()
    return Thread.objects.filter(section=name) if kind == "section" else Thread.objects.filter(pk=int(name))


def appeared_at(thread: Thread) -> datetime:
    """When the article of a thread was published, as far as is known."""
    return thread.published_at or thread.created_at


def closes_at(thread: Thread, policy: PolicyInForce) -> datetime | None:
    """When the conversation closes by date; None: never."""
    if not policy.closes_after_days:
        return None
    return appeared_at(thread) + timedelta(days=policy.closes_after_days)


def is_taking_comments(thread: Thread, policy: PolicyInForce) -> bool:
    """Whether somebody may write now."""
    closing = closes_at(thread, policy)
    is_over = closing is not None and closing <= clock.now()
    return thread.is_open and policy.mode != ConversationPolicy.Mode.CLOSED and not is_over


def is_slow(thread: Thread, policy: PolicyInForce) -> bool:
    """Whether slow mode holds in the thread now."""
    if policy.slow_mode == ConversationPolicy.Slow.AUTO:
        return thread.slow_until is not None and thread.slow_until > clock.now()
    return policy.slow_mode == ConversationPolicy.Slow.ON


def why_closed(thread: Thread, policy: PolicyInForce) -> str:
    """The sentence for readers of a conversation that takes no comments."""
    if is_taking_comments(thread, policy):  # so it is the operator's switch
        return _("Comments are switched off for a while. You can read this conversation as always.")
    closing = closes_at(thread, policy)
    if closing is not None and closing <= clock.now() and policy.mode != ConversationPolicy.Mode.CLOSED:
        days = policy.closes_after_days
        return ngettext(
            "Conversations here close %(n)d day after the article appeared. You can read this one, but nothing can be "
            "added.",
            "Conversations here close %(n)d days after the article appeared. You can read this one, but nothing can be "
            "added.",
            days,
        ) % {"n": days}
    return _("This conversation is closed. You can read it, but nothing can be added.")


def notes_for_writers(thread: Thread, policy: PolicyInForce) -> tuple[str, ...]:
    """What a reader should know before writing: sentences for beside the form."""
    notes = []
    if not takes_comments(Path(settings.DATA)):
        notes.append(_("Comments are switched off for a while. Keep your words, and send them later."))
    if policy.mode == ConversationPolicy.Mode.ALL_HELD:
        notes.append(_("A moderator reads every comment here before it appears."))
    elif policy.mode == ConversationPolicy.Mode.FIRST_HELD:
        notes.append(_("A moderator reads the first comments of each reader before they appear."))
    if is_slow(thread, policy):
        gap = settings.PARLEY.slow_mode_gap
        sentence = ngettext(
            "Slow mode: each reader can write once in %(n)d minute here, so that everybody can follow.",
            "Slow mode: each reader can write once in %(n)d minutes here, so that everybody can follow.",
            gap,
        )
        notes.append(sentence % {"n": gap})
    return tuple(notes)


def policy_of_form(thread: Thread) -> dict[str, Any]:
    """What the form of a thread says of its policy: the fields `notes` and `house_rules` of FormDocument."""
    policy = policy_for(thread)
    return {"notes": notes_for_writers(thread, policy), "house_rules": house_rules_html(policy)}


def house_rules_html(policy: PolicyInForce) -> str:
    """Safe HTML of the house rules; "" for none."""
    return comment_html(policy.house_rules) if policy.house_rules else ""


def threads_whose_pages_are_wrong() -> list[Thread]:
    """Threads whose pages say that one can write, and one cannot, or the other way round; and those where slow mode
    ran out. Only those that some policy can have changed are looked at."""
    now = clock.now()
    ran_out = Thread.objects.filter(slow_until__lte=now).defer("text")
    said = _said(ConversationPolicy.objects.all())
    reach = Q(pk__in=[])
    for policy in said.values():
        if policy.closes_after_days:
            since = now - timedelta(days=policy.closes_after_days)
            is_old = Q(published_at__lte=since) | Q(published_at=None, created_at__lte=since)
            reach |= is_old & Q(pk__in=threads_of(policy.scope).values("pk"))
    old = Thread.objects.filter(reach, shown_open=True).defer("text")
    return [*ran_out, *(thread for thread in old if not is_taking_comments(thread, _merged(scopes_of(thread), said)))]
