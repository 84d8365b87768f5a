"""`parley config`: the settings, with what they mean and where they come from."""

import json

import click

from parley.config.configuration import Configuration, read_configuration, setting_sources
from parley.config.locations import data_folder


@click.command()
@click.option("--explain", is_flag=True, help="Also say what each setting means and what its default is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def config(explain: bool, as_json: bool) -> None:
    """Show the settings in force and where each comes from."""
    data = data_folder()
    values = read_configuration(data).model_dump()
    sources = setting_sources(data)
    if as_json:
        click.echo(
            json.dumps({n: {"value": v, "source": sources.get(n, "default")} for n, v in values.items()}, indent=2)
        )
        return
    for name, value in values.items():
        shown = "…" if name.endswith("_url") and "@" in str(value) else value
        click.echo(f"{name} = {shown!r}  ({sources.get(name, 'default')})")
        if explain:
            field = Configuration.model_fields[name]
            click.echo(f"    {field.description} Default: {field.default!r}.")
