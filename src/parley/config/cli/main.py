"""`parley`: options that every command shares, and the list of commands."""

import os
import sys
from pathlib import Path

import click

from parley import __version__
from parley.config.cli import (
    api,
    backup,
    check,
    configure,
    createuser,
    demo,
    deploy,
    doctor,
    filter,
    imports,
    init,
    launch,
    mail,
    materialize,
    moderator,
    reader,
    serve,
    switch,
    theme,
    upgrade,
)
from parley.config.configuration import ConfigurationError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="parley")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PARLEY_DATA",
    default=Path("var"),
    show_default=True,
    help="Folder of the installation (PARLEY_DATA).",
)
def cli(data: Path) -> None:
    """Publish a magazine and host the conversation under it."""
    os.environ["PARLEY_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.config.settings")


for _command in (
    init.init,
    launch.launch,
    serve.serve,
    serve.worker,
    imports.importer,
    check.check,
    backup.backup,
    backup.restore,
    doctor.doctor,
    switch.switch,
    upgrade.upgrade,
    materialize.materialize,
    configure.config,
    createuser.createuser,
    demo.demo,
    deploy.deploy,
    filter.filter_group,
    api.api,
    mail.mail,
    moderator.moderator,
    reader.reader,
    theme.theme,
):
    cli.add_command(_command)


def main() -> None:
    """Entry point of the console script."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ConfigurationError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
