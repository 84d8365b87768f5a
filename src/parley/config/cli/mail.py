"""`parley mail`: the mails that go out."""

import click

from parley.config.cli import mail_ledger


@click.group()
def mail() -> None:
    """Look after the mails that go out."""


for _command in (mail_ledger.ledger, mail_ledger.resend, mail_ledger.settle):
    mail.add_command(_command)
