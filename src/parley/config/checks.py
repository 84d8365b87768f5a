"""Bad combinations of settings, found at start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def mailbox_is_for_trying_out(**_kwargs: Any) -> list[CheckMessage]:
    if settings.MAIL_SERVER or settings.BASE_URL.startswith("http://localhost") or "127.0.0.1" in settings.BASE_URL:
        return []
    return [
        Warning(
            "Mail is kept in the local mailbox and reaches nobody.",
            hint="Set email_url in parley.toml, as in smtp+tls://user:password@mail.example:587.",
            id="parley.W001",
        )
    ]


@register()
def demo_is_not_public(**_kwargs: Any) -> list[CheckMessage]:
    if settings.PARLEY.demo and settings.BASE_URL.startswith("https://"):
        return [
            Error(
                "The demo's users have known passwords, and the site has a public address.",
                hint="Remove `demo = true` from parley.toml, or start with a new data folder: parley init.",
                id="parley.E001",
            )
        ]
    return []
