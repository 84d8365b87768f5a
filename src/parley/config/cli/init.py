"""`parley init`: a new publication in an empty data folder."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click

from parley.config.cli.start import Refused, start_django
from parley.config.configuration import ConfigurationError, read_configuration
from parley.config.launching import make_private, preview_link
from parley.config.locations import data_folder


@click.command()
@click.option("--name", prompt="Name of the magazine", default="My magazine", help="The magazine's name.")
@click.option("--base-url", prompt="Address", default="http://localhost:8000", help="Where readers reach it.")
@click.option("--language", prompt="Language", default="en", help="Language of the site, as in 'en' or 'de'.")
@click.option(
    "--email-url", prompt="Mail server", default="mailbox:", help="Where mail goes; 'mailbox:' keeps it here."
)
@click.option("--editor", prompt="First editor's user name", default="editor", help="The first editor; '': later.")
@click.option("--password", default="", help="Password of the first editor; one is made and shown when missing.")
@click.option("--tagline", default="", help="One line under the name.")
@click.option("--sample/--no-sample", default=True, show_default=True, help="Begin with a sample article.")
@click.option("--private/--launched", "is_private", default=True, show_default=True, help="Closed until `launch`.")
def init(
    name: str,
    base_url: str,
    language: str,
    email_url: str,
    editor: str,
    password: str,
    tagline: str,
    sample: bool,
    is_private: bool,
) -> None:
    """Make a new publication in the data folder, private until it is launched.

    Asks at most five questions, each with a default; options answer them beforehand.
    """
    is_made = bool(editor) and not password
    password = password or secrets.token_urlsafe(12)
    settings = {"base_url": base_url, "language": language, "email_url": email_url} | _local_listen(base_url)
    data = make_folder(settings)
    found(name=name, tagline=tagline, base_url=base_url)
    if sample:
        from parley.publication.sample import write_sample  # noqa: PLC0415

        write_sample()
    key = make_private(data) if is_private else ""
    if editor:
        _first_editor(editor, password)
    from parley.materializer.actions import materialize_all_dirty, reconcile, show_changed_shell  # noqa: PLC0415
    from parley.materializer.models import Output  # noqa: PLC0415
    from parley.materializer.queries import outputs_waiting  # noqa: PLC0415

    reconcile()
    show_changed_shell()
    materialize_all_dirty()
    pages, waiting = Output.objects.count(), outputs_waiting().count()
    if waiting:
        raise Refused(f"{waiting} of {pages} pages could not be written; the lines above say why. See `parley check`.")
    click.echo(f"{name} stands in {data}: {pages} pages written.")
    if editor:
        shown = f"{editor}, password {password} (shown this once)" if is_made else editor
        click.echo(f"Editor: {shown}. Sign in at {base_url}/editors/; its first steps say what is still to do.")
    else:
        click.echo("Make a user with `parley createuser`.")
    if key:
        click.echo(
            f"Private until `parley launch`; this link opens it to whoever has it: {preview_link(base_url, key)}"
        )
    click.echo("Start it with `parley serve`.")


def make_folder(settings: Mapping[str, object]) -> Path:
    """A data folder with its settings and an empty database. Refuses one that holds a publication already."""
    data = data_folder()
    if (data / "parley.toml").exists():
        raise Refused(f"{data} holds a publication already. Name another folder with --data.")
    data.mkdir(parents=True, exist_ok=True)
    file = data / "parley.toml"
    file.write_text(_toml(settings), encoding="utf-8")
    try:
        read_configuration(data)
    except ConfigurationError:
        file.unlink()  # nothing half-made is left behind
        raise
    prepare_database()
    return data


def prepare_database() -> None:
    """An empty, migrated database: unpacked for SQLite, migrated for PostgreSQL; brought up to date either way."""
    start_django()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from parley.config.template_database import is_current, unpack_template  # noqa: PLC0415

    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and not Path(connection.settings_dict["NAME"]).exists():
        unpack_template(Path(connection.settings_dict["NAME"]))
        if is_current():
            return
    call_command("migrate", verbosity=0, interactive=False)


def found(*, name: str, tagline: str, base_url: str) -> None:
    """The front page. Refused in words when there is one."""
    from django.conf import settings  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from parley.publication.actions import found_publication  # noqa: PLC0415
    from parley.publication.errors import AlreadyFounded  # noqa: PLC0415
    from parley.publication.information import write_information_pages  # noqa: PLC0415

    try:
        front = found_publication(name=name, tagline=tagline, base_url=base_url)
    except AlreadyFounded as error:
        raise Refused(str(error)) from error
    with translation.override(settings.LANGUAGE_CODE):
        write_information_pages(front)


def _local_listen(base_url: str) -> dict[str, str]:
    """An address on this machine names the port to listen on, too."""
    address = urlsplit(base_url)
    if address.hostname not in {"localhost", "127.0.0.1"} or address.port is None:
        return {}
    return {"listen": f"127.0.0.1:{address.port}"}


def _first_editor(username: str, password: str) -> None:
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from parley.accounts.actions import create_staff  # noqa: PLC0415

    try:
        create_staff(username=username, password=password, role="administrator", name=username.capitalize())
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _toml(settings: Mapping[str, object]) -> str:
    lines = ["# The settings of this publication; `parley config --explain` lists all of them.", ""]
    for name, value in settings.items():
        text = (
            str(value).lower()
            if isinstance(value, bool)
            else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        )
        lines.append(f"{name} = {text}")
    return "\n".join(lines) + "\n"
