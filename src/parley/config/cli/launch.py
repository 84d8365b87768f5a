"""`parley launch`: from a private site to a public one."""

import click

from parley.config.cli.start import Refused
from parley.config.configuration import read_configuration
from parley.config.launching import launch as open_to_all
from parley.config.launching import make_private, preview_link
from parley.config.locations import data_folder


@click.command()
@click.option("--undo", is_flag=True, help="Make the site private again, and print the link that opens it.")
def launch(undo: bool) -> None:
    """Open a new site to everybody. Until then it is seen only by editors and with the link that `init` printed."""
    data = data_folder()
    if not (data / "parley.toml").is_file():
        raise Refused(f"{data} holds no publication yet. Make one with `parley init`, or name another with --data.")
    base_url = read_configuration(data).base_url
    if undo:
        key = make_private(data)
        click.echo(f"Private. This link opens it, for whoever has it: {preview_link(base_url, key)}")
    elif open_to_all(data):
        click.echo(f"{base_url} is open to everybody.")
    else:
        click.echo(f"{base_url} was open already.")
