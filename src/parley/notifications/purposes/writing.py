"""What every kind of mail shares: the site's name, the envelope, templates."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from email.utils import parseaddr
from functools import cached_property, lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.mail.plus_addresses import For, plus_address
from parley.notifications.mail.wrapping import wrap
from parley.notifications.models import Delivery
from parley.publication.queries import front_page


class Purpose(ABC):
    """One kind of mail. An object lives for one run of sending and may keep what the run's letters share."""

    @abstractmethod
    def reason_against(self, delivery: Delivery) -> str:
        """Why this mail should not go out any more, or "". Asked right before it is written, for the news of it may
        still be on its way to our handlers."""

    @abstractmethod
    def letter(self, delivery: Delivery) -> Letter:
        """The letter of a delivery that nothing speaks against."""

    @cached_property
    def site_name(self) -> str:
        """As it stands in From and in every mail."""
        front = front_page()
        return str(front.title) if front else "Parley"

    def plain_letter(
        self,
        delivery: Delivery,
        name: str,
        subject: str,
        context: Mapping[str, object],
        fields: tuple[tuple[str, str], ...] = (),
    ) -> Letter:
        """A letter that ties to no thread: its template's name is also its kind."""
        context = {**context, "site_name": self.site_name}
        return Letter(
            sender_name=self.site_name,
            sender=envelope_sender(),
            recipient=delivery.reader.address,
            subject=subject,
            text=rendered_text(name, context),
            html=rendered_page(name, context),
            message_id=identity.delivery_message_id(delivery),
            sent_at=delivery.created_at,
            fields=(*fields, ("Auto-Submitted", "auto-generated"), ("X-Kind", name.replace("_", "-"))),
        )


def envelope_sender() -> str:
    """The address to which a server returns what it could not deliver (RFC 5321 MAIL FROM)."""
    return _address_in(settings.MAIL_FROM)


@lru_cache(maxsize=8)
def _address_in(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def one_click(stop_link: str, mailto: str = "") -> tuple[tuple[str, str], ...]:
    """The fields of RFC 8058 by which a mail program's own button stops the mails.

    `mailto`: the address at which a mail stops them, for programs that know RFC 2369 only; the better way comes first.
    """
    ways = f"<{stop_link}>" + (f", <mailto:{mailto}?subject=unsubscribe>" if mailto else "")
    return (("List-Unsubscribe", ways), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))


def stop_address(subscription_id: int) -> str:
    """The address at which a mail stops a subscription; "" while the settings name no inbox."""
    return plus_address(For.STOP, subscription_id)


def rendered_text(name: str, context: dict[str, object]) -> str:
    """The plain part, at most 78 columns."""
    rendered = render_to_string(f"notifications/mail/{name}.txt", context, using="jinja2")
    return wrap(rendered, whole=settings.BASE_URL)


def rendered_page(name: str, context: dict[str, object]) -> str:
    """The HTML part."""
    shell = {"language": get_language() or settings.LANGUAGE_CODE, "direction": "rtl" if get_language_bidi() else "ltr"}
    return render_to_string(f"notifications/mail/{name}.html", context | shell, using="jinja2")
