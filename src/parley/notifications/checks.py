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
