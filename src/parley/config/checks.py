"""Bad combinations of settings, found at start."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


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


@register()
def webhooks_have_a_secret(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.PARLEY.mail_webhooks or settings.PARLEY.mail_webhook_secret:
        return []
    return [
        Error(
            "The mail provider's webhooks have no secret, so every one of them is refused.",
            hint="Set mail_webhook_secret in parley.toml, and the same user and password at the provider.",
            id="parley.E002",
        )
    ]


@register()
def proof_of_work_is_possible(**_kwargs: Any) -> list[CheckMessage]:
    host = urlsplit(settings.BASE_URL).hostname
    if settings.PARLEY.proof_of_work == "off" or settings.BASE_URL.startswith("https://") or host in THIS_MACHINE:
        return []
    return [
        Warning(
            "Browsers do a proof of work only on pages that came by https, so every unknown reader's comment waits.",
            hint='Serve the site by https, or set proof_of_work = "off" in parley.toml.',
            id="parley.W002",
        )
    ]
