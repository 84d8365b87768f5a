"""The publisher's rules as they are in force, and what they need to know of a comment that arrives.

Rules stand in `parley.toml` and, switched on by moderators, in the database; both are in force at once.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from parley.accounts.models import Reader
from parley.conversation.errors import RuleRefused
from parley.conversation.models import Comment, PublisherRule
from parley.conversation.moderation import Circumstances, Policy, PolicyError
from parley.conversation.queries.policies import appeared_at
from parley.conversation.queries.readers import approved_by_people
from parley.conversation.submissions import NewComment
from parley.database.prepared import Prepared
from parley.kit import clock
from parley.kit.markup import comment_html, live_links

_rules_standing = Prepared(
    lambda: PublisherRule.objects.filter(switched_off_at=None).order_by("pk").values_list("pk", "switched_on_at")
)
_approved = Prepared(lambda reader: _public(reader).values_list("reader").annotate(Count("pk")))
_approved_by_people = Prepared(
    lambda reader: approved_by_people(_public(reader)).values_list("reader").annotate(Count("pk"))
)


def policy_of_settings() -> Policy:
    """The rules of `parley.toml`. Raises PolicyError, which a system check says at start."""
    return _of_settings(settings.PARLEY.rules)


def policy_in_force() -> Policy:
    """All rules in force, compiled; one small query sees whether a moderator changed them."""
    key = tuple(_rules_standing())
    return _in_force(settings.PARLEY.rules, key, str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=4)
def _of_settings(rules: Any) -> Policy:
    return Policy(**rules.model_dump())


@lru_cache(maxsize=4)
def _in_force(rules: Any, standing: tuple[tuple[int, datetime], ...], _database: str) -> Policy:
    policy = _of_settings(rules)
    for rule in PublisherRule.objects.filter(pk__in=[pk for pk, _moment in standing]).order_by("pk"):
        policy = policy.merged(policy_of({rule.rule: rule.values}))
    return policy


def policy_of(rules: Mapping[str, list[Any]]) -> Policy:
    """A policy of rules as the console keeps them: name → lines, [number] or [true]. Raises RuleRefused."""
    none = Policy()
    values: dict[str, Any] = {
        name: tuple(values) if isinstance(getattr(none, name), tuple) else values[0] for name, values in rules.items()
    }
    try:
        return Policy(**values)
    except PolicyError as error:
        raise RuleRefused(error.line, error.problem) from error


def circumstances_of(
    submission: NewComment, reader: Reader | None, *, stood_elsewhere: bool = False, leaving_out: Comment | None = None
) -> Circumstances:
    """What the rules ask about a comment that arrives.

    One that stood in public in another system (`stood_elsewhere`) was let through there: rules on newcomers, their
    links and the article's age are for what arrives here. `leaving_out`: the comment itself, when it was edited.
    """
    links = live_links(comment_html(submission.text))
    if stood_elsewhere:
        return Circumstances(approved=1, approved_by_people=1, live_links=links)
    approved, by_people = _record(reader, leaving_out) if reader else (0, 0)
    return Circumstances(
        approved=approved,
        approved_by_people=by_people,
        article_age_days=(clock.now() - appeared_at(submission.thread)).total_seconds() / 86_400,
        live_links=links,
    )


def _record(reader: Reader, leaving_out: Comment | None) -> tuple[int, int]:
    """How many comments of a reader stand in public, and how many of those a person let through."""
    if leaving_out is not None:
        standing = _public(reader.pk).exclude(pk=leaving_out.pk)
        return standing.count(), approved_by_people(standing).count()
    approved = sum(count for _reader, count in _approved(reader.pk))
    return approved, sum(count for _reader, count in _approved_by_people(reader.pk)) if approved else 0


def _public(reader_id: Any) -> QuerySet[Comment]:
    return Comment.objects.filter(reader=reader_id, status=Comment.Status.APPROVED).order_by()
