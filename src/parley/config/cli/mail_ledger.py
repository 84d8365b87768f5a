"""`parley mail ledger`, `resend` and `settle`: what became of mails, and what is decided about unclear ones."""

from collections.abc import Callable
from dataclasses import asdict

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.command()
@click.option("--unclear", is_flag=True, help="List the mails that were refused or may have arrived, newest first.")
@click.option("-n", "most", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many to list.")
@json_option
def ledger(unclear: bool, most: int, as_json: bool) -> None:
    """Show how many mails are in which state: waiting, sending, dot, sent, refused, unknown, cancelled.

    Unknown: the connection ended before the server's answer, so the mail may have arrived. It is not sent again by
    itself; look for its Message-ID in the mail server's log, then `parley mail settle` or `parley mail resend`.
    """
    start_django()
    from parley.notifications.unclear import counts_by_state, unclear_mails  # noqa: PLC0415

    counts = counts_by_state()
    if not unclear:
        report({"states": counts}, as_json=as_json, lines=[f"{count:>9,}  {state}" for state, count in counts.items()])
        return
    mails = unclear_mails(most)
    lines = []
    for mail in mails:
        lines.append(f"{mail.id}  {mail.state}  {mail.written_at:%Y-%m-%d %H:%M} UTC  {mail.purpose}  {mail.recipient}")
        lines += [f"    {mail.message_id}"] if mail.message_id else []
        lines.append(f"    {mail.reason}")
    if not mails:
        lines = ["No mail is unclear."]
    report({"states": counts, "unclear": [asdict(mail) for mail in mails]}, as_json=as_json, lines=lines)


@click.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="ID…")
@json_option
def resend(numbers: tuple[int, ...], as_json: bool) -> None:
    """Send unclear mails once more, by their numbers in `parley mail ledger --unclear`. A reader may get them twice."""
    start_django()
    from parley.notifications.unclear import send_again  # noqa: PLC0415

    _act(numbers, send_again, "queued", as_json=as_json)


@click.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="ID…")
@json_option
def settle(numbers: tuple[int, ...], as_json: bool) -> None:
    """Take unclear mails off the list, by their numbers. They are never sent again."""
    start_django()
    from parley.notifications.unclear import settle as settle_delivery  # noqa: PLC0415

    _act(numbers, settle_delivery, "settled", as_json=as_json)


def _act(numbers: tuple[int, ...], act: Callable[[int], bool], done: str, *, as_json: bool) -> None:
    missed = [number for number in numbers if not act(number)]
    acted = [number for number in numbers if number not in missed]
    if acted:
        report({done: acted}, as_json=as_json, lines=[f"{number} {done}." for number in acted])
    if missed:
        named = ", ".join(map(str, missed))
        raise Refused(f"Not unclear: {named}. `parley mail ledger --unclear` lists what is.")
