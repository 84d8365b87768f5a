"""`parley filter keys`: who else may ask the filter."""

from collections.abc import Mapping
from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.group()
def keys() -> None:
    """Let other sites ask the filter, each with a key of its own."""


@keys.command()
@click.option("--site", required=True, help="Host of the site, such as blog.example.")
@click.option(
    "--unsure",
    type=click.Choice(["hold", "publish"]),
    default="hold",
    show_default=True,
    help="What the site is told of a comment about which the filter is not sure.",
)
@click.option(
    "--calls",
    type=click.IntRange(1, 10_000),
    default=120,
    show_default=True,
    help="Calls answered in one minute.",
)
@json_option
def add(site: str, unsure: str, calls: int, as_json: bool) -> None:
    """Issue a key for a site.

    The key is shown once and cannot be shown again. A site may have several, so that a new one can be put in place
    before the old one is revoked.
    """
    start_django()
    from parley.embed.actions import issue_key  # noqa: PLC0415
    from parley.embed.errors import NotAHost  # noqa: PLC0415

    try:
        issued, key = issue_key(site=site, unsure=unsure, calls_a_minute=calls)
    except NotAHost as error:
        raise Refused(str(error)) from error
    report(
        {"number": issued.pk, "site": issued.site, "key": key},
        as_json=as_json,
        lines=[f"Key {issued.pk} of {issued.site}: {key}", "Copy it now: only a hash of it is kept."],
    )


@keys.command("list")
@click.option("--site", default="", help="Only the keys of this site.")
@json_option
def list_keys(site: str, as_json: bool) -> None:
    """List the keys, with when each was last used."""
    start_django()
    from parley.embed.queries import keys_of  # noqa: PLC0415

    rows: list[Mapping[str, Any]] = [
        {
            "number": key.pk,
            "site": key.site,
            "unsure": key.unsure,
            "calls_a_minute": key.calls_a_minute,
            "issued_at": key.issued_at,
            "used_at": key.minute,
            "revoked_at": key.revoked_at,
        }
        for key in keys_of(site)
    ]
    report({"keys": rows}, as_json=as_json, lines=[_line(row) for row in rows] or ["No key was issued."])


@keys.command()
@click.option("--site", required=True, help="Host of the site.")
@click.option("--key", "number", type=int, default=None, help="Number of one key, as listed; without it all of them.")
@json_option
def revoke(site: str, number: int | None, as_json: bool) -> None:
    """Take back the keys of a site, at once and for good. What the filter learnt from the site stays."""
    start_django()
    from parley.embed.actions import revoke_keys  # noqa: PLC0415
    from parley.embed.errors import KeyUnknown  # noqa: PLC0415

    try:
        revoked = revoke_keys(site=site, number=number)
    except KeyUnknown as error:
        raise Refused(f"{site} has no such key. `parley filter keys list` shows all.") from error
    report({"revoked": revoked}, as_json=as_json, lines=[f"Revoked: {revoked}. The site is refused from now on."])


def _line(row: Mapping[str, Any]) -> str:
    used = f"last used {row['used_at']:%Y-%m-%d}" if row["used_at"] else "never used"
    state = f"revoked {row['revoked_at']:%Y-%m-%d}" if row["revoked_at"] else used
    limits = f"unsure: {row['unsure']:<8} {row['calls_a_minute']:>5} a minute"
    return f"{row['number']:>4}  {row['site']:<30}  {limits}  {state}"
