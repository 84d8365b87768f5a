"""What would keep the promises of our mails from being kept, found at start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def one_click_needs_https(**_kwargs: Any) -> list[CheckMessage]:
    """RFC 8058 3.1: the address in List-Unsubscribe must be HTTPS, or mail programs show no button."""
    if not settings.MAIL_SERVER or settings.BASE_URL.startswith("https://"):
        return []
    return [
        Warning(
            "Mail goes out, but the site's address is not https: mail programs will offer no way to unsubscribe.",
            hint="Serve the site over https and set base_url in parley.toml to its https:// address.",
            id="parley.notifications.W001",
        )
    ]


@register()
def answers_need_an_inbox_and_a_way_in(**_kwargs: Any) -> list[CheckMessage]:
    """Mails that invite answers which nobody takes lose what people write; a way in without an inbox takes nothing."""
    listens = bool(settings.PARLEY.mail_listen or settings.PARLEY.mail_imap)
    if listens == bool(settings.MAIL_INBOX):
        return []
    if listens:
        return [
            Warning(
                "Mail would be taken (mail_listen, mail_imap), but no address is named for it, so nothing is.",
                hint="Set mail_inbox in parley.toml, as in talk@magazine.example.",
                id="parley.notifications.W003",
            )
        ]
    return [
        Warning(
            "Mails ask for answers to mail_inbox, and nothing takes them: what readers write there is lost.",
            hint="Set mail_listen or mail_imap in parley.toml, or leave mail_inbox empty.",
            id="parley.notifications.W002",
        )
    ]
