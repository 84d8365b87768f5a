"""`parley createuser`: somebody who signs in."""

import sys

import click

from parley.config.cli.moderator import check_sections
from parley.config.cli.start import Refused, json_option, report, start_django


@click.command()
@click.argument("username")
@click.option(
    "--role",
    type=click.Choice(["contributor", "moderator", "editor", "administrator"]),
    default="moderator",
    show_default=True,
    help="What the user may do.",
)
@click.option("--name", default="", help="Name shown to readers.")
@click.option("--email", default="", help="Address for the user's own mails.")
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="SECTION",
    help="Section that the user moderates, by its name in addresses. Repeatable; without it everything.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
def createuser(
    username: str,
    role: str,
    name: str,
    email: str,
    sections: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make a user who signs in at /editors/ or /moderation/."""
    start_django()
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from parley.accounts.actions import create_staff  # noqa: PLC0415
    from parley.conversation.actions.people import assign_sections  # noqa: PLC0415
    from parley.publication.desk_roles import prepare_desk  # noqa: PLC0415

    check_sections(sections)
    if sections and role == "contributor":
        raise Refused("A contributor writes and moderates nothing.")
    if sections and role == "administrator":
        raise Refused("An administrator moderates everything.")

    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        user = create_staff(username=username, password=password, role=role, name=name, email=email)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    prepare_desk()
    assign_sections(moderator=user, sections=list(sections))
    where = f" and moderates {', '.join(sections)} only" if sections else ""
    report(
        {"id": user.pk, "username": username, "role": role, "sections": list(sections)},
        as_json=as_json,
        lines=[f"{username} may sign in as {role}{where}."],
    )
