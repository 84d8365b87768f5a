"""`parley mail`: the mails that go out."""

import click

from parley.config.cli import mail_health, mail_ledger


@click.group()
def mail() -> None:
    """Look after the mails that go out."""


for _command in (
    mail_health.keys,
    mail_health.check,
    mail_health.release,
    mail_ledger.ledger,
    mail_ledger.resend,
    mail_ledger.settle,
):
    mail.add_command(_command)
