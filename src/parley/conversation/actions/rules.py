"""Moderators switch rules on and off."""

from typing import Any

from parley.accounts.models import User
from parley.conversation.models import PublisherRule
from parley.conversation.policy import policy_of
from parley.kit import clock


def switch_on_rule(*, rule: str, values: list[Any], moderator: User) -> PublisherRule:
    """Put a publisher's rule in force for what arrives from now on. Raises RuleRefused for a line that is none."""
    policy_of({rule: values})
    return PublisherRule.objects.create(rule=rule, values=values, switched_on_by=moderator, switched_on_at=clock.now())


def switch_off_rule(*, rule: PublisherRule, moderator: User) -> None:
    """Take a rule out of force. It stays readable; switching it on again makes a new one."""
    PublisherRule.objects.filter(pk=rule.pk, switched_off_at=None).update(
        switched_off_by=moderator, switched_off_at=clock.now()
    )
