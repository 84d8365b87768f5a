"""`parley filter`: the filter that judges comments."""

import click

from parley.config.cli import filter_keys


@click.group("filter")
def filter_group() -> None:
    """Look after the filter that judges comments."""


filter_group.add_command(filter_keys.keys)
