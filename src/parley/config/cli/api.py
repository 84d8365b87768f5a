"""`parley api`: tokens and webhooks, for programs."""

from collections.abc import Mapping
from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django

SCOPES = ("read", "write", "moderate")
TYPES = (
    "comment.published",
    "comment.changed",
    "comment.withdrawn",
    "comment.held",
    "comments.erased",
    "thread.changed",
)


@click.group()
def api() -> None:
    """Let programs read, post and moderate, and send them news."""


@api.group()
def token() -> None:
    """Tokens, by which programs call the API."""


@token.command()
@click.option("--name", required=True, help="What you call it, such as 'mobile app'.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    required=True,
    help="What it is for; repeatable.",
)
@click.option("--user", default="", help="User name of the moderator in whose name it moderates.")
@click.option(
    "--calls", type=click.IntRange(1, 100_000), default=120, show_default=True, help="Calls answered in one minute."
)
@click.option("--days", type=click.IntRange(1, 3650), default=None, help="Days after which it ends; without: never.")
@json_option
def add(name: str, scopes: tuple[str, ...], user: str, calls: int, days: int | None, as_json: bool) -> None:
    """Issue a token. It is shown once and cannot be shown again."""
    start_django()
    from parley.api.actions.tokens import issue_token  # noqa: PLC0415
    from parley.api.errors import NotAModerator  # noqa: PLC0415

    try:
        issued, typed = issue_token(name=name, scopes=scopes, moderator=user, calls_a_minute=calls, days=days)
    except NotAModerator as error:
        raise Refused(str(error)) from error
    report(
        {"number": issued.pk, "name": issued.name, "scopes": issued.scopes.split(), "token": typed},
        as_json=as_json,
        lines=[f"Token {issued.pk} ({issued.scopes}): {typed}", "Copy it now: only a hash of it is kept."],
    )


@token.command("list")
@json_option
def list_tokens(as_json: bool) -> None:
    """List the tokens, with when each was last used."""
    start_django()
    from parley.api.queries import all_tokens  # noqa: PLC0415

    rows: list[Mapping[str, Any]] = [
        {
            "number": token.pk,
            "name": token.name,
            "scopes": token.scopes,
            "moderator": token.moderator.username if token.moderator else "",
            "calls_a_minute": token.calls_a_minute,
            "issued_at": token.issued_at,
            "used_at": token.minute,
            "expires_at": token.expires_at,
            "revoked_at": token.revoked_at,
        }
        for token in all_tokens()
    ]
    report({"tokens": rows}, as_json=as_json, lines=[_token_line(row) for row in rows] or ["No token was issued."])


@token.command("revoke")
@click.argument("number", type=int)
@json_option
def revoke(number: int, as_json: bool) -> None:
    """Take the token of this number back, at once and for good."""
    start_django()
    from parley.api.actions.tokens import revoke_token  # noqa: PLC0415
    from parley.api.errors import TokenUnknown  # noqa: PLC0415

    try:
        revoke_token(number=number)
    except TokenUnknown as error:
        raise Refused("There is no such token in force. `parley api token list` shows all.") from error
    report({"revoked": number}, as_json=as_json, lines=[f"Token {number} is refused from now on."])


@api.group()
def webhook() -> None:
    """Webhooks: addresses of yours to which news is sent, signed."""


@webhook.command("add")
@click.argument("url")
@click.option(
    "--event", "types", type=click.Choice(TYPES), multiple=True, help="What to tell; may be repeated; without: all."
)
@json_option
def add_hook(url: str, types: tuple[str, ...], as_json: bool) -> None:
    """Send news to URL from now on. The secret that comes back proves the sender (Standard Webhooks)."""
    start_django()
    from parley.api.actions.webhooks import add_webhook  # noqa: PLC0415
    from parley.api.errors import AddressForbidden  # noqa: PLC0415

    try:
        added, secret = add_webhook(url=url, types=types)
    except AddressForbidden as error:
        raise Refused(str(error)) from error
    report(
        {"number": added.pk, "url": added.url, "events": added.types.split(), "secret": secret},
        as_json=as_json,
        lines=[f"Webhook {added.pk}: {added.url} ({added.types})", f"Secret: {secret}"],
    )


@webhook.command("list")
@json_option
def list_hooks(as_json: bool) -> None:
    """List the webhooks, with what waits, what failed and why."""
    start_django()
    from parley.api.queries import deliveries_of, standing_webhooks  # noqa: PLC0415

    rows: list[Mapping[str, Any]] = [
        {
            "number": hook.pk,
            "url": hook.url,
            "events": hook.types.split(),
            "waiting": deliveries_of(hook, "waiting"),
            "delivered": deliveries_of(hook, "delivered"),
            "failed": deliveries_of(hook, "failed"),
            "failing_since": hook.failing_since,
            "disabled_at": hook.disabled_at,
            "last_error": hook.last_error,
        }
        for hook in standing_webhooks()
    ]
    report({"webhooks": rows}, as_json=as_json, lines=[_hook_line(row) for row in rows] or ["There is no webhook."])


@webhook.command("remove")
@click.argument("number", type=int)
@json_option
def remove_hook(number: int, as_json: bool) -> None:
    """Send nothing to the webhook of this number any more."""
    start_django()
    from parley.api.actions.webhooks import remove_webhook  # noqa: PLC0415
    from parley.api.errors import NoSuchWebhook  # noqa: PLC0415

    try:
        remove_webhook(number=number)
    except NoSuchWebhook as error:
        raise Refused(str(error)) from error
    report({"removed": number}, as_json=as_json, lines=[f"Webhook {number} is told nothing any more."])


@webhook.command("enable")
@click.argument("number", type=int)
@json_option
def enable_hook(number: int, as_json: bool) -> None:
    """Send news again to a webhook that was switched off after a day of failures."""
    start_django()
    from parley.api.actions.webhooks import enable_webhook  # noqa: PLC0415
    from parley.api.errors import NoSuchWebhook  # noqa: PLC0415

    try:
        enable_webhook(number=number)
    except NoSuchWebhook as error:
        raise Refused(str(error)) from error
    report({"enabled": number}, as_json=as_json, lines=[f"Webhook {number} is told what happens from now on."])


@webhook.command("test")
@click.argument("number", type=int)
@json_option
def test_hook(number: int, as_json: bool) -> None:
    """Send a signed `webhook.test` now, and say whether it arrived."""
    start_django()
    from parley.api.queries import standing_webhooks  # noqa: PLC0415
    from parley.api.webhooks.sending import send_test  # noqa: PLC0415

    hook = standing_webhooks().filter(pk=number).first()
    if hook is None:
        raise Refused("There is no webhook of this number. `parley api webhook list` shows all.")
    error = send_test(hook)
    if error:
        raise Refused(f"It did not arrive: {error}")
    report({"arrived": number}, as_json=as_json, lines=["It arrived."])


def _token_line(row: Mapping[str, Any]) -> str:
    used = f"last used {row['used_at']:%Y-%m-%d}" if row["used_at"] else "never used"
    state = f"revoked {row['revoked_at']:%Y-%m-%d}" if row["revoked_at"] else used
    ends = f", ends {row['expires_at']:%Y-%m-%d}" if row["expires_at"] and not row["revoked_at"] else ""
    who = f" as {row['moderator']}" if row["moderator"] else ""
    return f"{row['number']:>4}  {row['name']:<24}  {row['scopes']}{who}  {row['calls_a_minute']}/min  {state}{ends}"


def _hook_line(row: Mapping[str, Any]) -> str:
    counts = f"{row['delivered']} delivered, {row['waiting']} waiting, {row['failed']} failed"
    state = "switched off" if row["disabled_at"] else ("failing" if row["failing_since"] else "well")
    error = f": {row['last_error']}" if row["last_error"] else ""
    return f"{row['number']:>4}  {row['url']}  {counts}  {state}{error}"
