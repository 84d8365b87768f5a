"""The commands of `parley mail` about how mails fare: the keys that sign them, the mail doctor, and the brake."""

import sys
from pathlib import Path
from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.command()
@click.option("--selector", default="", help="Make the key under this name, to change to it later (dkim_selector).")
@click.option(
    "--ed25519", is_flag=True, help="Also a key of the short kind, which some receivers check beside the other."
)
@json_option
def keys(selector: str, ed25519: bool, as_json: bool) -> None:
    """Make the key that signs mails (DKIM), unless there is one, and print its DNS record.

    Mails are signed from then on; add the record at once.
    """
    start_django()
    from parley.config.setting_values import dns_label  # noqa: PLC0415
    from parley.notifications.mail.dkim_keys import PIECE, make_key, signing_keys  # noqa: PLC0415

    try:
        selector = dns_label(selector) if selector else ""
    except ValueError as error:
        raise click.UsageError(f"--selector: {error}") from error
    for kind in ("rsa", "ed25519") if ed25519 else ("rsa",):
        make_key(selector=selector, kind=kind)
    found = signing_keys(selector)
    result = [
        {
            "name": key.record_name,
            "type": "TXT",
            "content": key.record,
            "pieces": [key.record[at : at + PIECE] for at in range(0, len(key.record), PIECE)],
            "zone_line": key.zone_line,
        }
        for key in found
    ]
    lines = []
    for key in found:
        lines += ["Add this record to the DNS, as a line of the zone file:", "", key.zone_line, ""]
        lines += [f"Where a form asks for them: name {key.record_name}, type TXT, content:", "", key.record, ""]
    report({"records": result}, as_json=as_json, lines=[*lines, "Then look whether it is found: parley mail check"])


@click.command()
@click.option("--to", "trial_to", default="", metavar="ADDRESS", help="Send a trial to this address.")
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="IP",
    help="Address from which other servers see your mail come, where it cannot be told. Repeatable.",
)
@click.option(
    "--received",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Judge a mail of yours as it arrived somewhere, saved as a file.",
)
@json_option
def check(trial_to: str, addresses: tuple[str, ...], received: Path | None, as_json: bool) -> None:
    """The mail doctor: does your mail arrive, and if not, what is to be done? Exit code 1 when something is wrong."""
    start_django()
    from ipaddress import ip_address  # noqa: PLC0415

    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.core.validators import validate_email  # noqa: PLC0415

    from parley.notifications.doctor import Level, examine  # noqa: PLC0415

    try:
        addresses = tuple(str(ip_address(each)) for each in addresses)
        if trial_to:
            validate_email(trial_to)
    except ValueError as error:
        raise click.UsageError(f"--address: {error}") from error
    except ValidationError as error:
        raise click.UsageError("--to: this is no e-mail address") from error
    octets = received.read_bytes() if received else None
    findings = examine(addresses=addresses, trial_to=trial_to, received=octets)
    wrong = [each for each in findings if each.level is Level.ERROR]
    rows: list[dict[str, Any]] = [
        {"level": f.level, "subject": f.subject, "message": f.words, "remedy": f.remedy, "record": f.record}
        for f in findings
    ]
    lines = [line for f in findings for line in (f"{f.level:<8} {f.words}", *_indented(f.remedy), *_indented(f.record))]
    report({"ok": not wrong, "findings": rows}, as_json=as_json, lines=lines)
    sys.exit(1 if wrong else 0)


@click.command()
@click.argument("kind")
@json_option
def release(kind: str, as_json: bool) -> None:
    """Let mails of a KIND go on that the brake has stopped. What waited is sent."""
    start_django()
    from parley.notifications import brake  # noqa: PLC0415

    if not brake.release(purpose=kind):
        stopped = ", ".join(brake.braked_purposes()) or "none"
        raise Refused(f"Mails of the kind {kind!r} are not stopped. Stopped: {stopped}.")
    report({"released": kind}, as_json=as_json, lines=[f"Mails of the kind {kind} go on. Only what comes now counts."])


def _indented(text: str) -> list[str]:
    return [f"         {text}"] if text else []
