"""The filter's weights must be there before the first comment arrives."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from parley.conversation.moderation import filter_is_ready


@register()
def filter_has_its_weights(**_kwargs: Any) -> list[CheckMessage]:
    problem = filter_is_ready()
    if not problem:
        return []
    return [Error(problem, hint="Install Parley again; the weights ship with it.", id="conversation.E001")]
