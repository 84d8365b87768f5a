"""`parley config`: the settings, with what they mean and where they come from."""

import json
import re
from typing import Any

import click
from pydantic import BaseModel

from parley.config.configuration import Configuration, all_settings, read_configuration, setting_sources
from parley.config.locations import data_folder


@click.command()
@click.option("--explain", is_flag=True, help="Also say what each setting means and what its default is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def config(explain: bool, as_json: bool) -> None:
    """Show the settings in force and where each comes from."""
    data = data_folder()
    configuration = read_configuration(data)
    values = {name: _without_secret(name, _value(configuration, name)) for name in all_settings()}
    sources = setting_sources(data)
    if as_json:
        click.echo(
            json.dumps({n: {"value": v, "source": sources.get(n, "default")} for n, v in values.items()}, indent=2)
        )
        return
    for name, value in values.items():
        click.echo(f"{name} = {value!r}  ({sources.get(name, 'default')})")
        if explain:
            field = all_settings()[name]
            click.echo(f"    {field.description} Default: {field.default!r}.")


def _value(configuration: Configuration, name: str) -> Any:
    table, _, own = name.rpartition(".")
    return getattr(getattr(configuration, table) if table else configuration, own)


def _without_secret(name: str, value: Any) -> Any:
    """A secret, or a password inside an address, is nobody's to read over the shoulder or in a log."""
    if name.endswith((".secret", "_secret", "_key", "_token")) and value:
        return "…"
    if isinstance(value, BaseModel):
        return value.model_dump(exclude={"secret"})
    if isinstance(value, tuple):
        return tuple(_without_secret(name, each) for each in value)
    return re.sub(r"(://[^/:@]*):[^@]*@", r"\1:…@", value) if isinstance(value, str) else value
