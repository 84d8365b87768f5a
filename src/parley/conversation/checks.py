"""The filter's weights must be there, and the publisher's rules readable, before the first comment arrives."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from parley.conversation.moderation import PolicyError, filter_is_ready
from parley.conversation.policy import policy_of_settings


@register()
def filter_has_its_weights(**_kwargs: Any) -> list[CheckMessage]:
    problem = filter_is_ready()
    if not problem:
        return []
    return [Error(problem, hint="Install Parley again; the weights ship with it.", id="conversation.E001")]


@register()
def rules_can_be_used(**_kwargs: Any) -> list[CheckMessage]:
    try:
        policy_of_settings()
    except PolicyError as error:
        hint = "Change that line in parley.toml; docs/how-to/write-your-own-rules.md says what a line may be."
        return [Error(f"The rules in parley.toml cannot be used: [rules] {error}", hint=hint, id="conversation.E002")]
    return []
