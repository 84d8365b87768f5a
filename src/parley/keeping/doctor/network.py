"""What readers' browsers meet first."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from parley.keeping.doctor.findings import ERROR, WARNING, Finding, in_words
from parley.kit import clock

TIMEOUT = 5
"""Seconds."""
SOON, VERY_SOON = timedelta(days=14), timedelta(days=3)
"""Certificates of 90 days are renewed 30 days before their end; with 14 left, that has failed."""


def certificate() -> Iterator[Finding]:
    """The certificate of base_url is trusted and not about to end."""
    address = urlsplit(settings.BASE_URL)
    if address.scheme != "https" or address.hostname is None:
        return
    remedy = _("Renew it (certbot renew; Caddy does so by itself), and reload the web server.")
    try:
        ends = certificate_end(address.hostname, address.port or 443)
    except ssl.SSLCertVerificationError as error:
        message = _("Browsers do not trust the certificate of %(host)s: %(reason)s.") % {
            "host": address.hostname,
            "reason": error.verify_message,
        }
        yield Finding(ERROR, "certificate_refused", message, remedy)
        return
    except OSError as error:
        message = _("%(url)s cannot be reached from this machine: %(reason)s") % {
            "url": settings.BASE_URL,
            "reason": error,
        }
        yield Finding(WARNING, "unreachable", message, _("Is the web server running, and may this machine reach it?"))
        return
    left = ends - clock.now()
    if left < SOON:
        message = _("The certificate of %(host)s ends in %(left)s.") % {
            "host": address.hostname,
            "left": in_words(left),
        }
        yield Finding(ERROR if left < VERY_SOON else WARNING, "certificate_ends", message, remedy)


def certificate_end(host: str, port: int) -> datetime:
    """When the certificate that a server shows ends. Raises ssl.SSLCertVerificationError and OSError."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        shown = secured.getpeercert()
    assert shown is not None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), tz=UTC)
