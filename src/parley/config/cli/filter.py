"""`parley filter`: the filter that judges comments."""

import click

from parley.config.cli import evaluate, filter_keys, rehearse


@click.group("filter")
def filter_group() -> None:
    """Train, measure and look into the filter that judges comments."""


filter_group.add_command(evaluate.evaluate)
filter_group.add_command(filter_keys.keys)
filter_group.add_command(rehearse.rehearse)
