"""`parley moderator`: who moderates what."""

from collections.abc import Iterable
from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.group()
def moderator() -> None:
    """Say what moderators look after."""


@moderator.command()
@click.argument("username")
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="SECTION",
    help="Section that the user moderates from now on, by its name in addresses. Repeatable; replaces those before.",
)
@click.option("--all", "everything", is_flag=True, help="From now on the user moderates everything.")
@json_option
def sections(username: str, sections: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Show or set the sections that USERNAME moderates. Without an option nothing is changed."""
    if everything and sections:
        raise click.UsageError("Name sections, or --all.")
    start_django()
    from parley.conversation.actions.people import assign_sections  # noqa: PLC0415
    from parley.conversation.queries.reach import sections_of  # noqa: PLC0415

    user = _moderator(username)
    if sections and user.is_superuser:
        raise Refused("An administrator moderates everything.")
    if sections or everything:
        check_sections(sections)
        assign_sections(moderator=user, sections=list(sections))
    now = sections_of(user)
    line = f"{username} moderates {', '.join(now)} only." if now else f"{username} moderates everything."
    report({"username": username, "sections": now}, as_json=as_json, lines=[line])


def check_sections(sections: Iterable[str]) -> None:
    """Refuse sections that do not exist: whoever mistypes one would moderate nothing."""
    from parley.conversation.queries.people import known_sections  # noqa: PLC0415
    from parley.publication.models import SectionPage  # noqa: PLC0415

    known = sorted({*known_sections(), *SectionPage.objects.values_list("slug", flat=True)})
    for section in sections:
        if section not in known:
            raise Refused(f"There is no section {section!r}. There are: {', '.join(known) or 'none yet'}.")


def _moderator(username: str) -> Any:
    from parley.accounts.models import User  # noqa: PLC0415

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(f"There is no user named {username!r}.")
    if not user.has_perm("accounts.moderate_conversation"):
        raise Refused(f"{username} may not moderate.")
    return user
