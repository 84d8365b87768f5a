"""Which way mail goes on this installation."""

from django.conf import settings

from parley.notifications.mail.mailbox import LocalMailbox
from parley.notifications.mail.smtp import SmtpServer
from parley.notifications.mail.transport import Transport


def configured_transport() -> Transport:
    """The mail server of the settings, or the local mailbox when there is none."""
    if settings.MAIL_SERVER:
        return SmtpServer(**settings.MAIL_SERVER)
    return LocalMailbox(settings.MAILBOX)
